"""A line of a printed list -> the names in it: parted where names end, whole where they do not.

A comma may belong to a name ("1,2-Hexanediol"), and it may be missing between two.
"""

from __future__ import annotations

import re

from . import knowledge
from .ingredient_names import TALK, inci_of, is_allergen, is_listed, is_name, name_of

SEPARATOR = re.compile(r"[;\n·•|,(\[]")
BRACKETS = re.compile(r"[()\[\]]")
FULL_STOP = re.compile(
    r"[.!?](?<!denat\.)(?<!\bno\.)(?<!\bext\.)(?<!\bspp\.)(?<!\bvar\.)(?<!\bsp\.)(?<!\bst\.)"
    r" +(?=[A-Z*•])",
    re.I,
)
NUMBERING = re.compile(r"^\d{1,2}[.)]\s+(?=\D)")
SLASH = re.compile(r"\s?/\s?")
DASH = re.compile(r"\s[–—-]\s")
LEAST_OF_SEPARATORS = 3
AND_OF_ANY_SORT = re.compile(r"\b(?:and|och|et|und)\b|&", re.I)
JOINED_BY_AND = re.compile(r"\s+(?:and|&|och|et|und)\s+", re.I)
LEADING_AND = re.compile(r"^(?:and|och|et|und|&)\s+", re.I)
LOCANT_BEFORE = re.compile(r"(?:^|[^A-Za-z\d])(\d{1,2})[a-z]?'?$")
LOCANT_AFTER = re.compile(r"\d{1,2}[a-z]?'?(?=[-,)\] ]|$)|\d{1,6} ?%")
OWN_LOCANTS = re.compile(r"\d{1,2},\d{1,2}-")
LOCANT_ALONE = re.compile(r"(?:^|-)\d[a-z]?$")
INVERTED = re.compile(
    r"(?:[\d)\]].*-|^cis-|^trans-|^acetate|^propanoate|^oxime|^[\w-]+ ester|^\d.* ester)$", re.I
)
ENDS_OF_INVERTED = ("-", "acetate", "propanoate", "oxime", "ester")
NOTE_BEHIND = re.compile(r"\s*\([^()]*[A-Za-z][^()]*\)$")
WORD = re.compile(r"\S+(?: +\([^()]*\))*")  # with the brackets that explain it
LONGEST_NAME = 9  # words
LONGEST_BRACKET = 400  # characters


def tokens_of(segment: str) -> list[str]:
    """The names as printed, in order."""
    tokens = [
        token
        for listed in _rejoined(pieces_of(_separated(segment)))
        for piece in _opened(NUMBERING.sub("", listed))
        for sentence in _at_full_stops(piece)
        for name in _at_and(sentence)
        for token in _unglue(name)
    ]
    return [token for token in tokens if name_of(token)]


@knowledge.cached(maxsize=16384, of_products=True)
def is_list(text: str) -> bool:
    """Whether names stand in it, and more of them than talk."""
    known = talk = 0
    for token in pieces_of(text):
        if is_listed(token):
            known += 1
        elif TALK.search(token):
            talk += 1
        else:
            known += len(_unglue(token)) - 1  # names without commas
    return known > 0 and talk <= known


def is_plain_list(text: str) -> bool:
    """A list beyond doubt: several known names, and no word of talk."""
    known = sum(is_listed(token) for token in pieces_of(text))
    return known > LEAST_OF_SEPARATORS and is_list(text) and not TALK.search(text)


def first_piece(text: str) -> str:
    return next(iter(pieces_of(text[:200])), "")


def pieces_of(segment: str) -> list[str]:
    """At commas, semicolons and bullets outside brackets; not inside ``1,2-``."""
    pieces: list[str] = []
    start = hidden_until = 0
    hidden = _in_brackets(segment) if "(" in segment or "[" in segment else {}
    for match in SEPARATOR.finditer(segment):
        index = match.start()
        if segment[index] in "([":
            hidden_until = max(hidden_until, hidden.get(index, 0))
        elif index >= hidden_until and not _in_number(segment, index):
            pieces.append(segment[start:index])
            start = index + 1
    pieces.append(segment[start:])
    return [piece.strip() for piece in pieces if piece.strip(" .,-")]


def _separated(segment: str) -> str:
    """ "Aqua - Glycerin - Squalane" and "Aqua / Glycerin / Squalane" with commas."""
    if re.search(r"[,;•|]", segment):
        return segment
    for separator in (DASH, SLASH):
        parts = separator.split(segment)
        known = {inci_of(name_of(part)) for part in parts if is_listed(part)}
        if len(known) > LEAST_OF_SEPARATORS and len(known) * 2 > len(parts):
            return ", ".join(parts)
    return segment


def _in_brackets(segment: str) -> dict[int, int]:
    """Where each bracket closes; one that never closes hides nothing."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    for match in BRACKETS.finditer(segment):
        index = match.start()
        if segment[index] in "([":
            stack.append(index)
        elif stack:
            begin = stack.pop()
            if index - begin <= LONGEST_BRACKET:
                pairs[begin] = index
    return pairs


def _in_number(segment: str, index: int) -> bool:
    """The comma of ``1,2-Hexanediol``, ``3a,6-`` and ``0,5 %``, the dot of ``C14•16``."""
    if segment[index] == "•":
        return segment[index - 1 : index].isdigit() and segment[index + 1 : index + 2].isdigit()
    if segment[index] != "," or index + 1 == len(segment):
        return False
    before = LOCANT_BEFORE.search(segment[max(0, index - 5) : index])
    if before is None:
        return False
    after = segment[index + 1 : index + 9]
    if LOCANT_AFTER.match(after) is None:
        return False
    return len(before[1]) == 1 or not OWN_LOCANTS.match(after)


def _rejoined(pieces: list[str]) -> list[str]:
    """Chemical names that hold commas: "1, 2-Hexanediol", "Ethanone, 1-(...)-"."""
    joined: list[str] = []
    for piece in pieces:
        if joined and _is_torn(joined[-1], piece):
            joined[-1] += _torn_by(joined[-1], piece) + piece
        else:
            joined.append(piece)
    return joined


def _torn_by(before: str, piece: str) -> str:
    if before[-1].isdigit() and piece[0].isdigit():
        return ","
    return " " if is_name(name_of(f"{before} {piece}")) else ", "


def _is_torn(before: str, piece: str) -> bool:
    if piece[:1].isdigit() and LOCANT_ALONE.search(before):
        return not is_listed(before)
    if not is_listed(before) and is_name(name_of(f"{before} {piece}")):
        return True
    bare = NOTE_BEHIND.sub("", piece) if piece[-1] == ")" else piece
    bare = bare.rstrip(" .").lower()
    return bare.endswith(ENDS_OF_INVERTED) and bool(INVERTED.search(bare))


def _opened(piece: str) -> list[str]:
    """Brackets explain a name, but "Parfum (Limonene, Linalool)" lists allergens in them."""
    if "(" not in piece and "[" not in piece:
        return [piece]
    inside = re.search(r"[(\[]([^()\[\]]*[,;][^()\[\]]*)[)\]]", piece)
    if inside is None:
        return [piece]
    names = [part for part in re.split(r"[,;]\s", inside[1]) if name_of(part)]
    if not any(is_allergen(name_of(name)) for name in names):
        return [piece]
    return [f"{piece[: inside.start()]}{piece[inside.end() :]}", *names]


def _at_full_stops(piece: str) -> list[str]:
    """A full stop for a comma parts two names, but not those of "Alcohol Denat. Lauryl"."""
    if "." not in piece:
        return [piece]
    parts = FULL_STOP.split(piece)
    if len(parts) > 1 and (is_listed(parts[0]) or is_listed(parts[-1])):
        return [part for part in parts if part.strip(" .")]
    return [piece]


def _at_and(piece: str) -> list[str]:
    """ "Cera Alba and Squalane" are two names, but not within a longer one."""
    if not AND_OF_ANY_SORT.search(piece):
        return [piece]
    piece = LEADING_AND.sub("", piece)
    parts = JOINED_BY_AND.split(piece)
    if len(parts) == 1 or "(" in piece or is_name(name_of(piece)):
        return [piece]
    return parts if all(is_listed(part) for part in parts) else [piece]


@knowledge.cached(maxsize=32768, of_products=True)
def _unglue(piece: str) -> tuple[str, ...]:
    """Where commas are missing between known names, puts them back; strangers keep their words."""
    words = WORD.findall(piece)
    if len(words) < 2 or is_name(name_of(piece)):
        return (piece,)
    found: list[tuple[str, bool]] = []
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + LONGEST_NAME), start, -1):
            run = " ".join(words[start:end])
            if is_name(name_of(run)):
                found.append((run, True))
                break
        else:
            end = start + 1
            if found and not found[-1][1]:
                found[-1] = (f"{found[-1][0]} {words[start]}", False)
            else:
                found.append((words[start], False))
        start = end
    named = sum(len(run.split()) for run, known in found if known)
    if sum(known for _, known in found) >= 2 and (
        named == len(words) or named * 2 > len(words) > 5
    ):
        return tuple(run for run, _ in found)
    return (piece,)
