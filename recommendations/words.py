"""Finds phrases of the knowledge tables in running text.

A phrase is a few words. ``word`` meets its inflections (by Snowball stem) and ``=word`` only
itself; ``word*`` and ``*word`` meet beginnings and endings (Swedish compounds); ``a/b`` is
either; ``two_words`` is one word or two; ``<group>`` is any word of a named group; ``...`` allows
up to four words in between; and ``a + b`` wants both in one sentence, in any order.

Stems collide: "finns" (there is) has the stem of "finnar" (spots). Such lookalikes meet a phrase
only as it is written.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
SENTENCE_END = re.compile(r"[.!?…\n]")
CLAUSE_END = re.compile(r"[.!?…\n,;:()–—]")
GAP = 4
SNOWBALL = {"en": "english", "sv": "swedish"}


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    word: str
    sentence: int
    clause: int


@dataclass(frozen=True, slots=True)
class Found:
    """``phrase`` is its number in the list given to ``Phrases``, ``places`` the tokens it met."""

    phrase: int
    places: tuple[int, ...]

    @property
    def first(self) -> int:
        return self.places[0]

    @property
    def last(self) -> int:
        return self.places[-1]


def tokenize(text: str, read_as: Mapping[str, str] | None = None) -> list[Token]:
    """Words in lower case with their place, sentence and clause. Hyphened words are split."""
    tokens: list[Token] = []
    sentence = clause = previous = 0
    for match in WORD.finditer(text):
        between = text[previous : match.start()]
        if CLAUSE_END.search(between):
            clause += 1
            if SENTENCE_END.search(between):
                sentence += 1
        previous = match.end()
        start = match.start()
        for part in re.split(r"[-'’]", match.group()):
            word = part.lower()
            if read_as:
                word = read_as.get(word, word).translate(NORDIC_LETTERS)
            if word and (word != "s" or not tokens):
                tokens.append(Token(start, start + len(part), word, sentence, clause))
            start += len(part) + 1
    return tokens


NORDIC_LETTERS = str.maketrans({"ø": "ö", "æ": "ä"})


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a phrase: the atoms that may stand there, and whether words may come before."""

    atoms: frozenset[str]
    gap: bool


class Phrases:
    """Many phrases of one language, compiled once and searched together."""

    def __init__(
        self,
        language: str,
        phrases: Iterable[str],
        groups: Mapping[str, str] | None = None,
        lookalikes: Collection[str] = (),
    ) -> None:
        self.stem = snowballstemmer.stemmer(SNOWBALL[language]).stemWord
        self.groups = groups or {}
        self.lookalikes = frozenset(lookalikes)
        self.stems: set[str] = set()
        self.forms: dict[str, str] = {}
        self.prefixes: dict[str, str] = {}
        self.suffixes: dict[str, str] = {}
        self.ordered: dict[str, list[tuple[int, tuple[Slot, ...]]]] = defaultdict(list)
        self.unordered: dict[str, list[tuple[int, tuple[Slot, ...]]]] = defaultdict(list)
        for number, phrase in enumerate(phrases):
            for variant in self._variants(phrase):
                self._add(number, variant)
        self.prefix_lengths = sorted({len(prefix) for prefix in self.prefixes})
        self.suffix_lengths = sorted({len(suffix) for suffix in self.suffixes})
        self.atoms_of = lru_cache(maxsize=65536)(self._atoms_of)

    def _variants(self, phrase: str) -> list[str]:
        """``two_words`` outside a group: as one word and as two."""
        phrase = phrase.lower().replace("-", " ").replace("’", "'").replace("'s ", " ")
        if "_" not in phrase:
            return [phrase]
        return [phrase.replace("_", ""), phrase.replace("_", " ")]

    def _add(self, number: int, phrase: str) -> None:
        if " + " in phrase:
            slots: list[Slot] = []
            for part in phrase.split(" + "):
                slots.extend(self._slots(part))
            table = self.unordered
        else:
            slots = self._slots(phrase)
            table = self.ordered
        if not slots:
            raise ValueError(f"An empty phrase stands in the tables: {phrase!r}.")
        for atom in slots[0].atoms:
            table[atom].append((number, tuple(slots)))

    def _slots(self, phrase: str) -> list[Slot]:
        slots: list[Slot] = []
        gap = False
        for piece in phrase.split():
            if piece == "...":
                gap = True
                continue
            slots.append(Slot(frozenset(self._atoms(piece)), gap))
            gap = False
        return slots

    def _atoms(self, piece: str) -> Iterable[str]:
        for word in self._expand(piece).lower().split("/"):
            if word.startswith("="):
                self.forms[word[1:]] = word
                yield word
            elif word.startswith("*"):
                self.suffixes[word[1:]] = word
                yield word
            elif word.endswith("*"):
                self.prefixes[word[:-1]] = word
                yield word
            else:
                stem = f"{word}!" if word in self.lookalikes else self.stem(word)
                self.stems.add(stem)
                yield stem

    def _expand(self, piece: str) -> str:
        if piece.startswith("<"):
            words = self.groups[piece.strip("<>")]
            # A word of a group that is two words is met by its last one.
            return "/".join(word.rpartition("_")[2] for word in words.split("/"))
        return piece

    def _atoms_of(self, word: str) -> frozenset[str]:
        alone = word in self.lookalikes
        atoms = {f"{word}!" if alone else self.stem(word)} & self.stems
        if word in self.forms:
            atoms.add(self.forms[word])
        if alone:
            return frozenset(atoms)
        for length in self.prefix_lengths:
            if length > len(word):
                break
            if word[:length] in self.prefixes:
                atoms.add(self.prefixes[word[:length]])
        for length in self.suffix_lengths:
            if length > len(word):
                break
            if word[-length:] in self.suffixes:
                atoms.add(self.suffixes[word[-length:]])
        return frozenset(atoms)

    def find(self, tokens: list[Token]) -> list[Found]:
        """In text order; each phrase at most once at each place."""
        atoms = [self.atoms_of(token.word) for token in tokens]
        found: set[tuple[tuple[int, ...], int]] = set()
        for index, here in enumerate(atoms):
            for atom in here:
                for number, slots in self.ordered.get(atom, ()):
                    places = _follow(slots, index, tokens, atoms)
                    if places:
                        found.add((places, number))
                for number, slots in self.unordered.get(atom, ()):
                    places = _gather(slots, index, tokens, atoms)
                    if places:
                        found.add((places, number))
        return [Found(number, places) for places, number in sorted(found)]


def _follow(
    slots: tuple[Slot, ...], index: int, tokens: list[Token], atoms: list[frozenset[str]]
) -> tuple[int, ...]:
    """Where the slots stand in a row from ``index`` on, in one sentence; empty if they do not."""
    sentence = tokens[index].sentence
    places: tuple[int, ...] = (index,)
    for slot in slots[1:]:
        reach = GAP + 1 if slot.gap else 1
        for place in range(places[-1] + 1, places[-1] + 1 + reach):
            if place >= len(tokens) or tokens[place].sentence != sentence:
                return ()
            if slot.atoms & atoms[place]:
                places += (place,)
                break
        else:
            return ()
    return places


def _gather(
    slots: tuple[Slot, ...], index: int, tokens: list[Token], atoms: list[frozenset[str]]
) -> tuple[int, ...]:
    """Where every other slot stands in the sentence of ``index``; empty if one does not."""
    sentence = tokens[index].sentence
    places = {index}
    for slot in slots[1:]:
        place = _nearest(slot, index, tokens, atoms, sentence)
        if place is None:
            return ()
        places.add(place)
    return tuple(sorted(places))


WINDOW = 12


def _nearest(
    slot: Slot, index: int, tokens: list[Token], atoms: list[frozenset[str]], sentence: int
) -> int | None:
    for distance in range(1, WINDOW + 1):
        for place in (index + distance, index - distance):
            if (
                0 <= place < len(tokens)
                and tokens[place].sentence == sentence
                and slot.atoms & atoms[place]
            ):
                return place
    return None
