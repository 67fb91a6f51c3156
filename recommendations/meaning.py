"""Finds what is said in a sentence: words by form, stem or part, and concepts that words stand for.

A phrase is a row of slots. ``word`` meets its inflections and, in Swedish, its place in a compound
("lymfdränerande"); ``=word`` meets only itself; ``word*``, ``*word`` and ``*word*`` meet beginning,
ending and middle; ``a/b`` is either; ``#`` is a number; ``<concept>`` is any word or words of
``claims_words.csv``; ``...`` allows some words in between within a clause; ``a + b`` wants both
near each other in one clause, in any order; and ``a & b & c`` wants all of them in one statement,
which is a sentence, with the question before it or the sentence that it takes up again ("Sore
knees? They ..."). The last of these is what is done: it decides whether the statement is denied.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

GAP = 5
WINDOW = 7
WIDE_WINDOW = 18
ANAPHORS = frozenset(["it", "they", "den", "de"])
SNOWBALL = {"en": "english", "sv": "swedish"}
TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|[%€$£]")
SENTENCE_END = re.compile(r"[.!?…](?=[\s\"”»)]*(?:[\s\"“”»«(][^\Wa-zåäö]|$))|\n|[!?]\s")
CLAUSE_END = re.compile(r"[,;:()–—\n]|\s-\s")
# Below this a Swedish stem says too little: "ler" would be "lera".
SHORTEST_STEM = {"en": 3, "sv": 5}
SHORTEST_COMPOUND = 7
SHORTEST_END = 6


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    word: str
    sentence: int
    clause: int
    statement: int


@dataclass(frozen=True, slots=True)
class Match:
    """``entry`` is its number in the list of phrases; ``places`` are the tokens that were met.

    ``deed`` is the place of what is done, where the words may stand far from each other.
    """

    entry: int
    places: tuple[int, ...]
    deed: int | None = None

    @property
    def first(self) -> int:
        return self.places[0]

    @property
    def last(self) -> int:
        return self.places[-1]


def tokenize(text: str) -> list[Token]:
    """Words in lower case, numbers and signs of money, and where each stands."""
    tokens: list[Token] = []
    sentence = clause = statement = previous = 0
    for match in TOKEN.finditer(text):
        start, end = match.span()
        word = match[0].lower()
        if start - previous > 1 or text[previous:start] not in (" ", "", "-", "'", "’"):
            # One character more on each side tells "ord. pris" from the end of a sentence.
            if SENTENCE_END.search(text, previous, start + 1):
                sentence += 1
                clause += 1
                if "?" not in text[previous:start] and word not in ANAPHORS:
                    statement += 1
            elif CLAUSE_END.search(text, previous, start):
                clause += 1
        previous = end
        tokens.append(Token(start, end, word, sentence, clause, statement))
    return tokens


Slot = tuple[frozenset[str], bool]
# What stands at a token: atom -> the last token it takes (a concept may be several words).
Seen = dict[str, int]


class Words:
    """Which atoms a word of one language meets."""

    def __init__(self, language: str) -> None:
        self.stem = snowballstemmer.stemmer(SNOWBALL[language]).stemWord
        self.shortest = SHORTEST_STEM[language]
        self.compounds = language == "sv"
        self.alone: dict[str, set[str]] = defaultdict(set)
        self.exact: dict[str, set[str]] = defaultdict(set)
        self.stems: dict[str, set[str]] = defaultdict(set)
        self.beginnings: dict[str, set[str]] = defaultdict(set)
        self.endings: dict[str, set[str]] = defaultdict(set)
        self.middles: dict[str, set[str]] = defaultdict(set)
        self.atoms = lru_cache(maxsize=100_000)(self._atoms)

    def add(self, piece: str, atom: str) -> None:
        """From now on a word as ``piece`` describes it meets ``atom``."""
        word = piece.strip("=*")
        if piece.startswith("="):
            self.alone[word].add(atom)
        elif piece.startswith("*") and piece.endswith("*"):
            self.middles[word].add(atom)
        elif piece.startswith("*"):
            self.endings[word].add(atom)
        elif piece.endswith("*"):
            self.beginnings[word].add(atom)
        else:
            self.exact[word].add(atom)
            if len(word) >= self.shortest:
                self.stems[self.stem(word)].add(atom)

    def _atoms(self, word: str) -> frozenset[str]:
        found = self._simple(word) | self.alone.get(word, EMPTY)
        for length in range(2, len(word) + 1):
            found |= self.beginnings.get(word[:length], EMPTY)
            found |= self.endings.get(word[-length:], EMPTY)
        for middle, atoms in self.middles.items():
            if middle in word:
                found |= atoms
        if self.compounds and len(word) >= SHORTEST_COMPOUND:
            found |= self._parts(word)
        if word[0].isdigit():
            found |= {"#"}
        return frozenset(found)

    def _simple(self, word: str) -> set[str]:
        found = set(self.exact.get(word, EMPTY))
        if len(word) >= self.shortest:
            found |= self.stems.get(self.stem(word), EMPTY)
        return found

    def _parts(self, word: str) -> set[str]:
        """Both parts of a compound of two words we know, with or without an s; else its long end.

        The end of a Swedish compound says what it is.
        """
        found: set[str] = set()
        for at in range(3, len(word) - 3):
            right = self._simple(word[at:])
            if right:
                left = self._simple(word[:at]) or self._simple(word[:at].removesuffix("s"))
                if left or len(word) - at >= SHORTEST_END:
                    found |= left | right
        return found


EMPTY: frozenset[str] = frozenset()


class Concepts:
    """The words that stand for each concept in one language."""

    def __init__(self, language: str, concepts: Mapping[str, Iterable[str]]) -> None:
        self.words = Words(language)
        self.names: list[str] = []
        several: list[str] = []
        for concept, entries in concepts.items():
            for entry in entries:
                pieces = split(entry)
                if len(pieces) == 1 and "/" not in entry:
                    self.words.add(pieces[0], f"<{concept}>")
                else:
                    self.names.append(f"<{concept}>")
                    several.append(entry)
        self.several = Phrases(self.words, several)

    def read(self, tokens: list[Token], harmless: Phrases) -> list[Seen]:
        """What each token stands for. Words of a harmless phrase stand for nothing."""
        seen = [dict.fromkeys(self.words.atoms(token.word), at) for at, token in enumerate(tokens)]
        masked = {at for match in harmless.find(tokens, seen) for at in match.places}
        for at in masked:
            seen[at] = {}
        for match in list(self.several.find(tokens, seen)):
            name = self.names[match.entry]
            seen[match.first][name] = max(match.last, seen[match.first].get(name, 0))
        return seen


class Phrases:
    """Many phrases of one language, compiled once and searched together."""

    def __init__(self, words: Words, phrases: Iterable[str]) -> None:
        self.words = words
        self.ordered: dict[str, list[tuple[int, tuple[Slot, ...]]]] = defaultdict(list)
        # Those whose second word follows at once, by first and second: most of a phrase is ruled
        # out by two words.
        self.pairs: dict[str, dict[str, list[tuple[int, tuple[Slot, ...]]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self.near: dict[str, list[tuple[int, frozenset[str]]]] = defaultdict(list)
        self.wide: dict[str, list[tuple[int, tuple[frozenset[str], ...]]]] = defaultdict(list)
        for number, phrase in enumerate(phrases):
            self._add(number, phrase)

    def _add(self, number: int, phrase: str) -> None:
        if " & " in phrase:
            first, *others = (self._slots(part)[0][0] for part in phrase.split(" & "))
            for atom in first:
                self.wide[atom].append((number, tuple(others)))
            return
        if " + " in phrase:
            left, right = phrase.split(" + ")
            [(one, _)], [(other, _)] = self._slots(left), self._slots(right)
            for atom in other:
                self.near[atom].append((number, one))
            return
        slots = tuple(self._slots(phrase))
        for atom in slots[0][0]:
            if len(slots) > 1 and not slots[1][1]:
                for second in slots[1][0]:
                    self.pairs[atom][second].append((number, slots))
            else:
                self.ordered[atom].append((number, slots))

    def _slots(self, phrase: str) -> list[Slot]:
        slots: list[Slot] = []
        gap = False
        for piece in split(phrase):
            if piece == "...":
                gap = True
                continue
            slots.append((frozenset(self._atom(word) for word in piece.split("/")), gap))
            gap = False
        if not slots:
            raise ValueError(f"an empty phrase: {phrase!r}")
        return slots

    def _atom(self, word: str) -> str:
        if word != "#" and not word.startswith("<"):
            self.words.add(word, word)
        return word

    def find(self, tokens: list[Token], seen: list[Seen]) -> Iterator[Match]:
        """Each phrase at most once at each place, in the order of the text."""
        spots: dict[str, list[int]] = {}
        for at, here in enumerate(seen):
            for atom in here:
                for number, slots in self._begun(atom, at, seen):
                    places = _follow(slots, at, tokens, seen)
                    if places is not None:
                        yield Match(number, places)
                for number, other in self.near.get(atom, ()):
                    for place in _around(other, at, tokens, seen):
                        yield Match(number, tuple(sorted({at, here[atom], *place})))
                for number, others in self.wide.get(atom, ()):
                    spots = spots or _spots(seen)
                    for places in _all_of(others, at, tokens, spots):
                        met = (at, *places)
                        yield Match(number, _whole(met, (atom,), others, seen), places[-1])

    def _begun(
        self, atom: str, at: int, seen: list[Seen]
    ) -> Iterator[tuple[int, tuple[Slot, ...]]]:
        """The phrases that may begin with this atom here."""
        yield from self.ordered.get(atom, ())
        seconds = self.pairs.get(atom)
        following = seen[at][atom] + 1
        if seconds and following < len(seen):
            for second in seen[following].keys() & seconds.keys():
                yield from seconds[second]


def _spots(seen: list[Seen]) -> dict[str, list[int]]:
    """Where each atom stands."""
    spots: dict[str, list[int]] = defaultdict(list)
    for at, here in enumerate(seen):
        for atom in here:
            spots[atom].append(at)
    return spots


def _all_of(
    slots: tuple[frozenset[str], ...], at: int, tokens: list[Token], spots: dict[str, list[int]]
) -> Iterator[tuple[int, ...]]:
    """Where each slot is met nearest to ``at``; the last one both before and after it."""
    *others, deed = slots
    beside = []
    for atoms in others:
        places = _nearest(atoms, at, tokens, spots)
        if not places:
            return
        beside.append(min(places, key=lambda place: (abs(place - at), place)))
    for place in _nearest(deed, at, tokens, spots):
        yield (*beside, place)


def _whole(
    met: tuple[int, ...],
    first: tuple[str, ...],
    others: tuple[frozenset[str], ...],
    seen: list[Seen],
) -> tuple[int, ...]:
    """All tokens of what was met; a concept may be several words."""
    return tuple(
        sorted(
            {
                at
                for place, atoms in zip(met, (first, *others), strict=True)
                for at in range(
                    place, 1 + max(seen[place][atom] for atom in atoms if atom in seen[place])
                )
            }
        )
    )


def _nearest(
    atoms: frozenset[str], at: int, tokens: list[Token], spots: dict[str, list[int]]
) -> list[int]:
    """The nearest place before and after ``at`` in its statement where one of the atoms stands."""
    before, after = [], []
    for atom in atoms:
        places = spots.get(atom, [])
        low, high = bisect_left(places, at), bisect_right(places, at)
        before += places[low - 1 : low] if low else []
        after += places[high : high + 1]
    return [
        place
        for place in (*sorted(before)[-1:], *sorted(after)[:1])
        if abs(place - at) <= WIDE_WINDOW and tokens[place].statement == tokens[at].statement
    ]


def _follow(
    slots: tuple[Slot, ...], at: int, tokens: list[Token], seen: list[Seen]
) -> tuple[int, ...] | None:
    """The tokens that the slots take in a row from ``at`` on, all in one sentence."""
    clause = tokens[at].clause
    places: list[int] = []
    for atoms, gap in slots:
        reach = GAP + 1 if gap else 1
        for place in range(at, min(at + reach, len(tokens))):
            if tokens[place].clause != clause:
                return None
            met = atoms & seen[place].keys()
            if met:
                last = max(seen[place][atom] for atom in met)
                places.extend(range(place, last + 1))
                at = last + 1
                break
        else:
            return None
    return tuple(places)


def _around(
    atoms: frozenset[str], at: int, tokens: list[Token], seen: list[Seen]
) -> Iterator[tuple[int, int]]:
    """Where one of the atoms stands nearest to ``at`` in its clause, first and last token."""
    clause = tokens[at].clause
    for distance in range(WINDOW + 1):
        for place in {at - distance, at + distance}:
            if 0 <= place < len(tokens) and tokens[place].clause == clause:
                met = atoms & seen[place].keys()
                if met:
                    yield place, max(seen[place][atom] for atom in met)
                    return


def split(phrase: str) -> list[str]:
    """The pieces of a phrase; hyphens and apostrophes part words as they do in a text."""
    pieces: list[str] = []
    for piece in phrase.lower().split():
        if "/" in piece or piece.startswith("<") or piece in ("...", "#", "+"):
            pieces.append(piece)
            continue
        mark = "=" if piece.startswith("=") else ""
        found = re.findall(r"\*?(?:[^\W\d_]+|\d+|[%€$£])\*?", piece)
        pieces.extend(mark + part for part in found)
    return pieces
