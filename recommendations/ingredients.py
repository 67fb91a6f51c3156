"""A printed ingredients list, as the world has them -> what is in it, in order."""

from __future__ import annotations

import ast
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from . import knowledge
from .knowledge import Ingredient

NOTHING = re.compile(
    r"^\W*(n/?a|none|nan|null|unknown|#name\?|#n/a|no info(rmation)?|not available|tbd)?\W*$", re.I
)
ELSEWHERE = re.compile(
    r"(visit|see|check|refer to|consult|besök|se) (the |your |our )?"
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
    r"(?<=[\s.;,)])(\*+|[†‡¹²³⁺])\s*=?\s*(?=[A-Za-zÅÄÖåäö]+[ -][a-zåäö]).*$", re.S
)
ORGANIC = re.compile(r"organic|ekologisk|biologi|farming|odling", re.I)
PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:%|percent\b|procent\b)", re.I)
MARKS = re.compile(r"[*†‡®™°¹²³⁺^~•·]+")
ONE_PERCENT = 0.01
DECAY = 0.72  # each place of the list holds about this share of the place before


@dataclass(frozen=True, slots=True)
class Listed:
    """One name of a list. ``fact`` is ``None`` for a name that nothing is known about."""

    printed: str
    name: str
    place: int
    share: float
    organic: bool
    fact: Ingredient | None
    allergen: str | None

    def has(self, role: str) -> bool:
        return self.fact is not None and role in self.fact.roles


@dataclass(frozen=True, slots=True)
class IngredientList:
    """``reason`` says why a text is no usable list; empty where it is one."""

    items: tuple[Listed, ...] = ()
    reason: str = ""
    shades: bool = False  # "may contain" colours: the same list serves several shades

    @property
    def usable(self) -> bool:
        return not self.reason

    @property
    def matched_share(self) -> float:
        known = sum(item.fact is not None for item in self.items)
        return known / len(self.items) if self.items else 0.0

    def with_role(self, role: str) -> list[Listed]:
        return [item for item in self.items if item.has(role)]

    def names_any(self, words: tuple[str, ...]) -> bool:
        """Whether a word is the whole name or a declared allergen of an item, or part of it."""
        for word in (word.strip().lower() for word in words if word.strip()):
            for item in self.items:
                if word in item.name or word == (item.allergen or "").lower():
                    return True
        return False


@lru_cache(maxsize=4096)
def parse(text: str) -> IngredientList:
    """Never raises; a text without a list comes back with a reason."""
    text = unicodedata.normalize("NFKC", text or "")
    if NOTHING.match(text):
        return IngredientList(reason="empty")
    segment = _best_segment(text)
    organic_mark = bool(ORGANIC.search("".join(match[0] for match in FOOTNOTE.finditer(segment))))
    segment = FOOTNOTE.sub("", segment)
    tokens = _tokens(segment)
    items = [
        entry
        for place, token in enumerate(tokens, start=1)
        if (entry := _listed(token, place, organic_mark))
    ]
    if not any(item.fact for item in items):
        reason = "printed elsewhere" if ELSEWHERE.search(text) else "no ingredient names"
        return IngredientList(reason=reason)
    return IngredientList(_with_shares(items), shades=bool(SHADES.search(text)))


def _best_segment(text: str) -> str:
    """A cell may hold several lists and sales talk; the first one that is a list counts."""
    segments: list[str] = []
    for part in _parts(text):
        part = MAY_CONTAIN.split(part, maxsplit=1)[0]
        for piece in re.split(r"<br\s*/?>|\n\s*\n|</p>", part):
            segments.append(re.sub(r"<[^>]+>", " ", piece))
    scores = [_known(segment) for segment in segments]
    best = max(scores, default=0)
    for segment, score in zip(segments, scores, strict=True):
        if score and score >= max(1, best * 0.5):
            first = _filters_listed_apart(segments, segment)
            return first + _without_talk(_after_heading(segment))
    return text


def _after_heading(segment: str) -> str:
    """What follows the last "Ingredients:"; headings with nothing behind them do not count."""
    return next((part for part in reversed(HEADING.split(segment)) if part and _known(part)), "")


def _filters_listed_apart(segments: list[str], chosen: str) -> str:
    """Sunscreens from overseas print "Avobenzone 3%, ..." as a list of its own before the rest."""
    for segment in segments:
        facts = [look_up(name_of(token)) for token in _split(segment)]
        if segment is not chosen and facts and all(_is_filter(fact) for fact in facts):
            return f"{segment.strip(' .,:')}, "
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
    while True:
        head, stop, tail = segment.partition(". ")
        if not stop or not tail.strip():
            return segment
        if any(_exact(name_of(token)) for token in _split(head)) or _known(tail) == 0:
            return segment
        segment = tail


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
    tokens: list[str] = []
    for piece in _split(segment):
        tokens.extend(_unglue(piece))
    return tokens


def _unglue(piece: str) -> list[str]:
    """Where a comma is missing between two known names, puts it back."""
    if _exact(name_of(piece)):
        return [piece]
    words = piece.split()
    for cut in range(1, min(len(words), 8)):
        head, tail = " ".join(words[:cut]), " ".join(words[cut:])
        if _exact(name_of(head)) and (_exact(name_of(tail)) or len(_unglue(tail)) > 1):
            return [head, *_unglue(tail)]
    return [piece]


def name_of(token: str) -> str:
    """The name as looked up: lower case, without marks, brackets, percentages and full stops."""
    name = PERCENT.sub(" ", token)
    name = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", name)
    name = MARKS.sub(" ", name).replace("(", " ").replace(")", " ")
    name = re.sub(r"\s*/\s*", "/", name)
    return re.sub(r"\s+", " ", name).strip(" .,:-–_'\"").lower()


def _exact(name: str) -> bool:
    return name in knowledge.ingredients() or name in knowledge.allergens()


@lru_cache(maxsize=65536)
def look_up(name: str) -> Ingredient | None:
    """By its own name, else by the first pattern that fits."""
    if not name:
        return None
    if name in knowledge.ingredients():
        return knowledge.ingredients()[name]
    if name in knowledge.allergens():
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


def _listed(token: str, place: int, organic_mark: bool) -> Listed | None:
    name = name_of(token)
    if not name:
        return None
    fact = look_up(name) or look_up(_bracketed(token))
    percent = PERCENT.search(token)
    share = min(1.0, float(percent[1].replace(",", ".")) / 100) if percent else 0.0
    return Listed(
        printed=token.strip(" .,"),
        name=name,
        place=place,
        share=share,
        organic=organic_mark and "*" in token,
        fact=fact,
        allergen=knowledge.allergens().get(name),
    )


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
