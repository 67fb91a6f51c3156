"""The words of a question, corrected against the shop's own vocabulary."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise, product
from typing import NamedTuple

from django.db.models import Q

from .full_text import Term
from .models import Remnant, Word
from .wording import empty_stems, kind_stems
from .words import distance, errors_allowed, parts_of, possible_parts, remnants, stems, unique

LONGEST_COMPOUND = 30
# Of wishes, see wishes.py; the shop's own texts may not have them.
WISH_WORDS = (
    *("unscented", "fragrance", "perfume", "without", "sensitive", "combination", "under"),
    *("oparfymerad", "oparfymerat", "oparfymerade", "parfymfri", "doftfri", "känslig", "blandhy"),
)
MOST_CHOICES = 5  # for one word
MOST_CORRECTIONS = 8  # of a whole question


class Candidate(NamedTuple):
    word: str
    language: str
    of_articles: bool
    entries: int


@dataclass(frozen=True)
class Vocabulary:
    """What is known of the words of one question. Two queries for any number of words."""

    words: frozenset[str]
    stems: frozenset[str]

    @classmethod
    def about(cls, asked: Sequence[str]) -> "Vocabulary":
        joined = [one + other for one, other in pairwise(asked)]
        parts = {
            part
            for word in asked
            if len(word) <= LONGEST_COMPOUND
            for pair in possible_parts(word)
            for first in pair[:1]
            for part in (first, f"{first}e", f"{first}a", pair[1])
        }
        wanted = {*asked, *joined, *parts}
        wanted_stems = {each for word in (*asked, *joined) for each in stems(word)}
        rows = Word.objects.filter(Q(word__in=wanted) | Q(stem__in=wanted_stems))
        found = set(rows.values_list("word", "stem"))
        words, found_stems = zip(*found, strict=True) if found else ((), ())
        return cls(frozenset(words), frozenset(found_stems))

    def knows(self, word: str) -> bool:
        """It, or another form of it. A mere stem is no word: angl is a misspelt angel."""
        return word in self.words or any(
            each in self.stems and each != word for each in stems(word)
        )


def terms(asked: Sequence[str], vocabulary: Vocabulary, *, unfinished: bool = False) -> list[Term]:
    """What the words ask for. Two that are one word elsewhere count as that too: rose hip.
    ``unfinished``: the last word is still being typed."""
    found: list[Term] = []
    at = 0
    while at < len(asked):
        word = asked[at]
        joined = word + asked[at + 1] if at + 1 < len(asked) else ""
        if joined and vocabulary.knows(joined):
            both = tuple((a, b) for a in stems(word) for b in stems(asked[at + 1]))
            as_one = term(joined, vocabulary, open_ended=unfinished and at + 2 == len(asked))
            found.append(replace(as_one, alternatives=(*as_one.alternatives, *both)))
            at += 2
            continue
        found.append(term(word, vocabulary, open_ended=unfinished and at == len(asked) - 1))
        at += 1
    return found


def term(word: str, vocabulary: Vocabulary, *, open_ended: bool) -> Term:
    alternatives: list[tuple[str, ...]] = [(word,)] if open_ended else []
    alternatives += [(each,) for each in stems(word)]
    parts = parts_of(word, vocabulary.words)
    if parts:
        first, last = parts
        alternatives += [(a, b) for a in stems(first) for b in stems(last)]
    naming = not kind_stems().isdisjoint(stems(word)) and not open_ended
    return Term(tuple(dict.fromkeys(alternatives)), naming, open_ended)


def corrections(
    asked: Sequence[str], vocabulary: Vocabulary, language: str
) -> list[dict[str, str]]:
    """What may have been meant by the words nobody here uses, the likeliest first. One query."""
    unknown = [
        word
        for at, word in enumerate(asked)
        if errors_allowed(word)
        and not vocabulary.knows(word)
        and not parts_of(word, vocabulary.words)
        and not is_part_of_known(asked, at, vocabulary)
    ]
    if not unknown:
        return []
    wanted = {each for word in unknown for each in remnants(word)}
    rows = (
        Remnant.objects.filter(remnant__in=wanted)
        .values_list(
            *("remnant", "word__word", "word__language"),
            *("word__is_of_articles", "word__entries"),
        )
        .distinct()
    )
    near: dict[str, list[Candidate]] = {}
    for remnant, *candidate in rows:
        near.setdefault(remnant, []).append(Candidate(*candidate))
    choices: dict[str, list[str]] = {}
    for word in unknown:
        candidates = {each for remnant in remnants(word) for each in near.get(remnant, ())}
        candidates |= {Candidate(each, language, False, 0) for each in WISH_WORDS}
        if best := likeliest(word, candidates, language):
            choices[word] = best
    if not choices:
        return []
    places = product(*(range(len(words)) for words in choices.values()))
    likely = islice(sorted(places, key=sum), MOST_CORRECTIONS)
    return [
        {word: words[at] for (word, words), at in zip(choices.items(), chosen, strict=True)}
        for chosen in likely
    ]


def is_part_of_known(asked: Sequence[str], at: int, vocabulary: Vocabulary) -> bool:
    """The word and one beside it are one word elsewhere."""
    before = asked[at - 1] + asked[at] if at else ""
    after = asked[at] + asked[at + 1] if at + 1 < len(asked) else ""
    return any(word and vocabulary.knows(word) for word in (before, after))


def likeliest(word: str, candidates: Iterable[Candidate], language: str) -> list[str]:
    """A few, the best first: the fewest errors, then what is sold before what is only written
    about, then the same first letter, then what the shop has most of."""
    most = errors_allowed(word)
    rated = []
    for candidate in candidates:
        allowed = min(most, errors_allowed(candidate.word))
        errors = distance(word, candidate.word, allowed)
        if errors <= allowed and empty_stems().isdisjoint(stems(candidate.word)):
            same_start = candidate.word[0] == word[0]
            same_language = candidate.language == language[:2]
            rank = (errors, candidate.of_articles, not same_start, not same_language)
            rated.append(((*rank, -candidate.entries, candidate.word), candidate.word))
    return unique(word for _rank, word in sorted(rated))[:MOST_CHOICES]
