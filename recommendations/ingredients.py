"""A printed ingredients list, as the world has them -> what is in it, in order."""

from __future__ import annotations

import ast
import html
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from . import knowledge
from .ingredient_names import PERCENT, inci_of, is_name, name_of, says_organic
from .knowledge import Ingredient

NOTHING = re.compile(
    r"^\W*(n/?a|none|nan|null|unknown|#name\?|#n/a|no info(rmation)?|not available|tbd)?\W*$", re.I
)
ELSEWHERE = re.compile(
    r"(visit|see|check|refer to|consult|besök|se) (the |your |our )?"
    r"(?:[\w'’&.+-]+ ){0,6}?"
    r"(boutique|website|packag|product pack|box|store|label|förpackning|butik)",
    re.I,
)
HEADING = re.compile(
    r"(?:full |all )?(?:inci|ingredients?|ingredienser|innehåll|ingrédients|composition)"
    r"(?: list| \(inci\))?\s*[:：]",
    re.I,
)
MAY_CONTAIN = re.compile(r"\[?\(?\s*(may contain|peut contenir|kan innehålla|\+\s*/\s*-|±)", re.I)
SHADES = re.compile(MAY_CONTAIN.pattern + r".*(\bci ?\d{5}|iron oxide|\bmica\b)", re.I | re.S)
FOOTNOTE = re.compile(
    r"(?<=[\s.;,)])(\*+|[†‡¹²³⁺◊]+)[ \n]?(?:=[ ]?|:[ ]?|-[ ])?"
    r"(?=\d*%? ?[A-Za-zÅÄÖåäö]+[ -][A-Za-zåäö]).*$",
    re.S,
)
NOTE_AT_END = re.compile(
    r"\.\s+(?:certified |usda |from )?"
    r"(?:organic(?:ally)?\b(?! \w+(?: \w+)*,)|(?:plant|natural) origin|clean at sephora|"
    r"this (?:product|ingredient)|please |the ingredient|ingredients? (?:is|are|may))"
    r"[^,]*(?:\.|$)",
    re.I,
)
ORGANIC = re.compile(r"organic|ekologisk|biologi|farming|odling", re.I)
MARK = r"\*+|[†‡¹²³⁺◊]+"
FULL_STOP = re.compile(r"(?<!denat)(?<!\bno)(?<!\bext)(?<!\bspp)(?<!\bvar)\. +(?=[A-Z])", re.I)
WORD = re.compile(r"\S+(?: +\([^()]*\))*")  # with the brackets that explain it
ACID_WORKS_BEFORE = {
    "citric acid": 4,
    "lactic acid": 7,
    "malic acid": 7,
    "tartaric acid": 7,
    "phytic acid": 7,
}
LEAST_WORKING_SHARE = 0.02
ONE_PERCENT = 0.01
MOST_CHARACTERS = 100_000  # no pack prints more
SENTENCES_BEFORE = 30
LONGEST_NAME = 9  # words
DECAY = 0.72  # each place of the list holds about this share of the place before


@dataclass(frozen=True, slots=True)
class Listed:
    """One name of a list. ``fact`` is ``None`` for a name that nothing is known about.

    ``name`` is what was printed, without marks; ``inci`` what the EU inventory calls it, as far
    as known, both in lower case.
    """

    printed: str
    name: str
    inci: str
    place: int
    share: float
    organic: bool
    fact: Ingredient | None
    allergen: str | None

    def has(self, role: str) -> bool:
        return self.fact is not None and role in self.fact.roles

    @property
    def functions(self) -> tuple[str, ...]:
        """What it is there for, in words of the EU inventory; empty for what nobody knows."""
        if self.fact is None:
            return ()
        if self.sets_ph:
            return ("Ph Adjusters",)
        called = knowledge.ingredient_functions()
        meant = (called.get(word, "") for word in (*sorted(self.fact.roles), self.fact.kind))
        return tuple(sorted({function for function in meant if function}))

    @property
    def sets_ph(self) -> bool:
        """An acid that is usual for setting the pH, at a place where it does no more than that."""
        working = ACID_WORKS_BEFORE.get(self.inci)
        return working is not None and (self.place >= working or self.share <= LEAST_WORKING_SHARE)


@dataclass(frozen=True, slots=True)
class IngredientList:
    """``reason`` says why a text is no usable list; empty where it is one."""

    items: tuple[Listed, ...] = ()
    reason: str = ""
    shades: bool = False  # "may contain" colours: the same list serves several shades
    may_contain: tuple[str, ...] = ()  # INCI names
    lists: int = 1  # in the text; the first one that is a list was read

    @property
    def usable(self) -> bool:
        return not self.reason

    @property
    def unknown(self) -> tuple[str, ...]:
        """Names as printed that nothing is known about."""
        return tuple(item.printed for item in self.items if item.fact is None)

    @property
    def matched_share(self) -> float:
        known = sum(item.fact is not None or is_name(item.inci) for item in self.items)
        return known / len(self.items) if self.items else 0.0

    @property
    def cautions(self) -> frozenset[str]:
        """Of the ingredients, wherever they stand; of an acid only where it does more than set pH.

        What the whole product asks for depends on its kind: see ``profiles.Profile.cautions``.
        """
        return frozenset().union(
            *(item.fact.cautions for item in self.items if item.fact and not item.sets_ph)
        )

    def with_role(self, role: str) -> list[Listed]:
        return [item for item in self.items if item.has(role)]

    def names_any(self, words: tuple[str, ...]) -> bool:
        """Whether a word is the whole name or a declared allergen of an item, or part of it."""
        for word in (word.strip().lower() for word in words if word.strip()):
            for item in self.items:
                if word in item.name or word in item.inci or word == (item.allergen or "").lower():
                    return True
        return False


@lru_cache(maxsize=4096)
def parse(text: str) -> IngredientList:
    """Never raises; a text without a list comes back with a reason."""
    if len(text or "") > MOST_CHARACTERS:
        return IngredientList(reason=f"longer than {MOST_CHARACTERS:,} characters")
    text = _tidy(text or "")
    if NOTHING.match(text):
        return IngredientList(reason="empty")
    pieces = [_known_tokens(piece) for piece in _pieces(text)]
    segment, lists = _best_segment(pieces, text)
    footnotes = "".join(match[0] for match in FOOTNOTE.finditer(segment))
    organic_marks = _organic_marks(footnotes)
    segment = NOTE_AT_END.sub(". ", FOOTNOTE.sub("", segment))
    items = [
        entry
        for place, token in enumerate(_tokens(segment), start=1)
        if (entry := _listed(token, place, organic_marks))
    ]
    items = [item for i, item in enumerate(items) if not i or item.inci != items[i - 1].inci]
    if not any(item.fact and len(item.name.split()) <= LONGEST_NAME for item in items):
        reason = "printed elsewhere" if ELSEWHERE.search(text) else "no ingredient names"
        return IngredientList(reason=reason)
    return IngredientList(
        _with_shares(items),
        shades=bool(SHADES.search(text)),
        may_contain=_may_contain(text),
        lists=lists,
    )


def _tidy(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = html.unescape(re.sub(r"[^\S\n]+", " ", text))
    return re.sub(r"\n ?\n[\n ]*", "\n\n", text).replace("\\n", "\n")


def _organic_marks(footnotes: str) -> frozenset[str]:
    """Marks such as ``*`` or ``**`` whose footnote speaks of organic farming."""
    notes = re.findall(rf"({MARK})([^*†‡¹²³⁺◊]*)", footnotes)
    return frozenset(mark for mark, note in notes if ORGANIC.search(note))


def _may_contain(text: str) -> tuple[str, ...]:
    parts = MAY_CONTAIN.split(text, maxsplit=1)
    if len(parts) < 3:
        return ()
    tail = re.sub(r"^[^:,]{0,30}:", "", parts[2]).split("\n\n")[0].strip(" :'\"])/-+")
    names = (inci_of(name_of(token)) for token in _tokens(tail))
    return tuple(dict.fromkeys(name for name in names if name and len(name) <= 80))


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    known: int


def _known_tokens(piece: str) -> _Piece:
    """A line such as "Face Oil:" is the heading of a list, not a list."""
    return _Piece(piece, 0 if piece.rstrip().endswith(":") else _known(piece))


def _pieces(text: str) -> list[str]:
    """A cell may hold several lists and sales talk, in paragraphs or in a printed Python list."""
    pieces = []
    for part in _parts(text):
        part = MAY_CONTAIN.split(part, maxsplit=1)[0]
        for piece in re.split(r"<br\s?/?>|\n\n|</(?:p|li|div|h\d)>", part, flags=re.I):
            pieces.append(re.sub(r"<[^<>]+>", " ", piece))
    return pieces


def _best_segment(pieces: list[_Piece], text: str) -> tuple[str, int]:
    """The first piece that is a list, and how many there are."""
    best = max((piece.known for piece in pieces), default=0)
    lists = [piece for piece in pieces if piece.known and piece.known >= max(1, best * 0.5)]
    if not lists:
        return text, 0
    first = _filters_listed_apart(pieces, lists[0])
    return first + _without_talk(_after_heading(lists[0].text)), len(lists)


def _after_heading(segment: str) -> str:
    """What follows the last "Ingredients:"; headings with nothing behind them do not count."""
    return next((part for part in reversed(HEADING.split(segment)) if part and _known(part)), "")


def _filters_listed_apart(pieces: list[_Piece], chosen: _Piece) -> str:
    """Sunscreens from overseas print "Avobenzone 3%, ..." as a list of its own before the rest."""
    for piece in pieces:
        if piece is chosen or not piece.known:
            continue
        facts = [look_up(name_of(token)) for token in _split(piece.text)]
        if facts and all(_is_filter(fact) for fact in facts):
            return f"{piece.text.strip(' .,:')}, "
    return ""


def _is_filter(fact: Ingredient | None) -> bool:
    return fact is not None and fact.kind == "uv_filter"


def _parts(text: str) -> list[str]:
    stripped = text.strip()
    if stripped.startswith("[") and stripped.endswith("]"):
        try:
            cells = ast.literal_eval(stripped)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            cells = None
        if isinstance(cells, list):
            return [str(cell) for cell in cells]
    return [text]


def _known(segment: str) -> int:
    return sum(look_up(name_of(token)) is not None for token in _split(segment))


def _without_talk(segment: str) -> str:
    """Drops sentences before the list: text up to a full stop that no known name stands in."""
    for _ in range(SENTENCES_BEFORE):
        head, stop, tail = segment.partition(". ")
        if not stop or not tail.strip():
            return segment
        if any(is_name(name_of(token)) for token in _split(head)) or _known(tail) == 0:
            return segment
        segment = tail
    return segment


def _split(segment: str) -> list[str]:
    """At commas, semicolons, bullets and line ends outside brackets; not inside ``1,2-``."""
    pieces: list[str] = []
    depth = start = 0
    balanced = segment.count("(") == segment.count(")")
    for index, char in enumerate(segment):
        if balanced and char in "([":
            depth += 1
        elif balanced and char in ")]":
            depth = max(0, depth - 1)
        elif depth == 0 and (char in ";\n•·|" or (char == "," and not _in_number(segment, index))):
            pieces.append(segment[start:index])
            start = index + 1
    pieces.append(segment[start:])
    return [piece.strip() for piece in pieces if piece.strip(" .,-")]


def _in_number(segment: str, index: int) -> bool:
    """The comma of ``1,2-Hexanediol`` and of ``0,5 %``."""
    return bool(re.match(r"\d,\d+(-|\s?%|,\d)", segment[max(0, index - 1) : index + 8]))


def _tokens(segment: str) -> list[str]:
    return [
        token
        for listed in _split(segment)
        for piece in _opened(listed)
        for sentence in _at_full_stops(piece)
        for token in _unglue(sentence)
    ]


def _opened(piece: str) -> list[str]:
    """Brackets explain a name, but "Parfum (Limonene, Linalool)" lists allergens in them."""
    inside = re.search(r"[(\[]([^()\[\]]*[,;][^()\[\]]*)[)\]]", piece)
    if inside is None:
        return [piece]
    names = [part for part in re.split(r"[,;]\s", inside[1]) if name_of(part)]
    if not any(name_of(name) in _allergens() for name in names):
        return [piece]
    return [f"{piece[: inside.start()]}{piece[inside.end() :]}", *names]


def _at_full_stops(piece: str) -> list[str]:
    """A full stop for a comma parts two names, but not those of "Alcohol Denat. Lauryl"."""
    parts = FULL_STOP.split(piece)
    if len(parts) > 1 and (is_name(name_of(parts[0])) or is_name(name_of(parts[-1]))):
        return [part for part in parts if part.strip(" .")]
    return [piece]


@lru_cache(maxsize=32768)
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


@lru_cache(maxsize=65536)
def look_up(name: str) -> Ingredient | None:
    """By its own name, else by the first pattern that fits."""
    if not name:
        return None
    for called in (name, inci_of(name)):
        if called in knowledge.ingredients():
            return knowledge.ingredients()[called]
        if called in _allergens():
            return SCENT_SUBSTANCE
    for pattern, fact in knowledge.ingredient_patterns():
        if len(name) <= 80 and pattern.search(name):
            return fact
    return None


SCENT_SUBSTANCE = Ingredient(
    inci="Fragrance substance",
    names={"en": "a declared scent substance", "sv": "ett angivet doftämne"},
    kind="fragrance",
    roles=frozenset({"scent"}),
    fatty_acids="",
    clog=0.0,
    after_exercise="wait",
    cautions=frozenset({"irritant"}),
)


def _listed(token: str, place: int, organic_marks: frozenset[str]) -> Listed | None:
    name = name_of(token)
    if not name:
        return None
    inside = _bracketed(token)
    fact = look_up(name) or look_up(inside)
    inci = inci_of(name)
    if not is_name(name) and inci == name and is_name(inside):  # "Shea Butter Deluxe (Parfum)"
        inci = inci_of(inside)
    percent = PERCENT.search(token)
    share = min(1.0, float(percent[1].replace(",", ".")) / 100) if percent else 0.0
    return Listed(
        printed=token.strip(" .,"),
        name=name,
        inci=inci,
        place=place,
        share=share,
        organic=says_organic(token) or bool(organic_marks & set(re.findall(MARK, token))),
        fact=fact,
        allergen=_allergen(name, inci, inside),
    )


def _allergen(*names: str) -> str | None:
    return next((found for name in names if (found := _allergens().get(name))), None)


@cache
def _allergens() -> dict[str, str]:
    """By the name as looked up: tables print "Citrus Limon (Lemon) Peel Oil" with its bracket."""
    allergens = knowledge.allergens()
    return {name_of(name): label for name, label in allergens.items()} | allergens


def _bracketed(token: str) -> str:
    inside = re.search(r"\(([^()]+)\)", token)
    return name_of(inside[1]) if inside else ""


def _with_shares(items: list[Listed]) -> tuple[Listed, ...]:
    """Printed percentages stay; other shares fall with the place.

    They are small for what only ever keeps an oil fresh, and from the first name on that is used
    at about one per cent (preservatives, thickeners).
    """
    weights = [DECAY**i * (0.1 if _keeps_fresh(item) else 1) for i, item in enumerate(items)]
    total = sum(weights)
    small = False
    result = []
    for index, (item, weight) in enumerate(zip(items, weights, strict=True)):
        small = small or (index > 0 and item.has("one_percent"))
        share = item.share or weight / total
        if small and not item.share:
            share = min(share, ONE_PERCENT)
        result.append(replace(item, place=index + 1, share=share))
    return tuple(result)


def _keeps_fresh(item: Listed) -> bool:
    return item.fact is not None and item.fact.kind == "antioxidant"
