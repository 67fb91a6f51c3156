"""Words of texts and questions: parted, stemmed, compounds taken apart, typing errors measured."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import combinations

import snowballstemmer

from shop.languages import LANGUAGES

WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 40  # no name of an ingredient has a longer one
SNOWBALL = {"en": "english", "sv": "swedish"}
BEGINNING = 7  # letters of a word that remnants are made of
SHORT_WORD = 4  # up to this long, a second error makes another word of it
SHORTEST_PART = 3
SHORTEST_LAST_PART = 4
LINKS = ("", "s", "o", "e", "u")  # letters that join a Swedish compound: ansikt-s-olja


def parted(text: str) -> list[str]:
    """Its words in small letters, whatever way its letters are encoded."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("'s ", " ")
    return [word for word in WORD.findall(folded) if len(word) <= LONGEST_WORD]


_stemmers = {code: snowballstemmer.stemmer(name) for code, name in SNOWBALL.items()}


@lru_cache(maxsize=65536)
def stem(word: str, language: str) -> str:
    stemmed: str = _stemmers[language].stemWord(word)
    return stemmed


@lru_cache(maxsize=4096)
def stems(word: str) -> tuple[str, ...]:
    """In every language of ours; the asker's page says little about the word's."""
    return tuple(dict.fromkeys(stem(word, language) for language in LANGUAGES))


def possible_parts(word: str) -> Iterator[tuple[str, str]]:
    """Every way in which it may be a compound of two."""
    for cut in range(SHORTEST_PART, len(word) - SHORTEST_LAST_PART + 1):
        last = word[cut:]
        for link in LINKS:
            first = word[:cut].removesuffix(link) if word[:cut].endswith(link) else ""
            if len(first) >= SHORTEST_PART:
                yield first, last


def parts_of(word: str, known: Collection[str]) -> tuple[str, ...]:
    """The two words that it joins, the longest last one first; or nothing.

    The first may have lost its ending: ansikte, but ansiktsolja.
    """
    for first, last in possible_parts(word):
        if last in known:
            for whole in (first, f"{first}e", f"{first}a"):
                if whole in known:
                    return whole, last
    return ()


def likely_parts_of(word: str, known: Collection[str]) -> tuple[str, ...]:
    """The same, though only the last may be known: nypon in nyponolja."""
    found = parts_of(word, known)
    if not found:
        for first, last in possible_parts(word):
            if last in known and len(first) >= SHORTEST_LAST_PART and word == first + last:
                return first, last
    return found


def remnants(word: str) -> set[str]:
    """Its beginning with up to two letters left out, one of a short word."""
    start = word[:BEGINNING]
    most = errors_allowed(word)
    return {
        "".join(start[place] for place in kept)
        for left_out in range(most + 1)
        for kept in combinations(range(len(start)), len(start) - left_out)
        if kept
    }


def errors_allowed(word: str) -> int:
    if len(word) < SHORTEST_PART or word.isdecimal():
        return 0
    return 1 if len(word) <= SHORT_WORD else 2


def distance(one: str, other: str, most: int) -> int:
    """Letters left out, added, changed or swapped with the next; above `most`: `most` + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, other_letter in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other_letter))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == other_letter:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)


def unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
