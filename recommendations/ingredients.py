"""A printed ingredients list, as the world has them -> what is in it, in order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import knowledge
from .ingredient_lists import Cell, read_cell, tidy
from .ingredient_names import (
    MARK,
    PERCENT,
    allergen_of,
    bracketed,
    inci_of,
    is_name,
    look_up,
    name_of,
    says_organic,
    with_its_part,
)
from .knowledge import Ingredient

NOTHING = re.compile(
    r"^\W*(n/?a|none|nan|null|unknown|#name\?|#n/a|#ref!|#value!|no info(rmation)?|"
    r"not (available|applicable)|tbd|coming soon|undefined|saknas)?\W*$",
    re.I,
)
ELSEWHERE = re.compile(
    r"\b(visit|see|check|refer to|consult|besök|se) (the |your |our )?"
    r"(?:[\w'’&.!+-]+ ){0,6}?"
    r"(boutique|website|packag|product pack|box|store|label|förpackning|butik)|"
    r"subject to change|may (vary|differ)|printed on",
    re.I,
)
MATERIAL = re.compile(
    r"\b(polyester|nylon|cotton|fib(re|er)s?|bristles?|foam|silk|steel|bamboo|wood|plastic|"
    r"aluminum|aluminium|brass|quartz|jade|sponge|latex|silicone rubber|leather|viscose|rayon|"
    r"polyurethane|lashes|magnets|acrylic|glass)\b",
    re.I,
)
MARKS_ON = re.compile(MARK)
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
LONGEST_NAME = 9  # words
LONGEST_OF_MATERIALS = 300  # characters; a longer text is a description
DECAY = 0.72  # each place of the list holds about this share of the place before
EMPTY = "empty"
ELSE = "printed elsewhere"
NO_NAMES = "no ingredient names"
PRAISE = "praise of single ingredients, no list"
NOTES = "footnotes without their list"
MATERIALS = "materials of a tool"
TOO_LONG = f"longer than {MOST_CHARACTERS:,} characters"
REASONS = (EMPTY, ELSE, NO_NAMES, PRAISE, NOTES, MATERIALS, TOO_LONG)


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
    def called(self) -> tuple[str, ...]:
        """As printed, in the inventory, on labels and in everyday words, in lower case.

        What it is comes too, as ``kind:silicone`` and ``role:scent``.
        """
        names = [self.name, self.inci, self.allergen or ""]
        if self.fact is not None:
            roles = (f"role:{role}" for role in sorted(self.fact.roles))
            names += [f"kind:{self.fact.kind}", *self.fact.names.values(), *roles]
        return tuple(name.lower() for name in names if name)

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
class NamedList:
    """One of several lists in a cell; ``name`` is the heading above it, or empty."""

    name: str
    items: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class IngredientList:
    """``items`` are those of the main list, which is the first.

    ``reason`` is one of ``REASONS`` where a text is no usable list, else empty. A cell of several
    lists (a kit, or the shades of a palette) keeps all of them in ``named``: what a product is
    good for comes from the main list, what speaks against it from all of them.
    """

    items: tuple[Listed, ...] = ()
    reason: str = ""
    shades: bool = False  # "may contain" colours: the same list serves several shades
    may_contain: tuple[str, ...] = ()  # INCI names
    named: tuple[NamedList, ...] = ()

    @property
    def usable(self) -> bool:
        return not self.reason

    @property
    def lists(self) -> int:
        return len(self.named)

    @property
    def note(self) -> str:
        """How a cell of several lists was read."""
        if self.lists < 2:
            return ""
        called = f" ({self.named[0].name})" if self.named[0].name else ""
        return f"{self.lists} lists: needs of the first{called}, allergens and cautions of all"

    @property
    def everything(self) -> tuple[Listed, ...]:
        """The items of all lists."""
        return tuple(item for part in self.named for item in part.items)

    @property
    def allergens(self) -> tuple[str, ...]:
        """Names on labels, in the order of the lists."""
        return tuple(dict.fromkeys(i.allergen for i in self.everything if i.allergen))

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
            *(item.fact.cautions for item in self.everything if item.fact and not item.sets_ph)
        )

    def with_role(self, role: str) -> list[Listed]:
        return [item for item in self.items if item.has(role)]

    @property
    def called(self) -> str:
        """All that its ingredients may be called, a name a line, in lower case."""
        return "\n".join(dict.fromkeys(name for item in self.everything for name in item.called))


@knowledge.cached(maxsize=4096, of_products=True)
def parse(text: str) -> IngredientList:
    """Never raises; a text without a list comes back with a reason."""
    if len(text or "") > MOST_CHARACTERS:
        return IngredientList(reason=TOO_LONG)
    text = tidy(text or "")
    if NOTHING.match(text):
        return IngredientList(reason=EMPTY)
    cell = read_cell(text)
    marks = frozenset(cell.organic_marks)
    named = tuple(
        NamedList(part.name, items)
        for part in cell.lists
        if (items := _items(part.tokens, marks)) and _is_list(items)
    )
    if not named:
        return IngredientList(reason=_reason(text, cell))
    may_contain = _may_contain(cell.may_contain)
    return IngredientList(
        named[0].items,
        shades=any(_is_colour(name) for name in may_contain),
        may_contain=may_contain,
        named=named,
    )


def _items(tokens: list[str], organic_marks: frozenset[str]) -> tuple[Listed, ...]:
    items: list[Listed] = []
    for token in tokens:
        item = _listed(token, organic_marks)
        if item and not (items and items[-1].inci == item.inci):
            items.append(item)
    return _with_shares(items)


def _is_list(items: tuple[Listed, ...]) -> bool:
    return any(item.fact and len(item.name.split()) <= LONGEST_NAME for item in items)


def _reason(text: str, cell: Cell) -> str:
    if ELSEWHERE.search(text):
        return ELSE
    if len(text) <= LONGEST_OF_MATERIALS and MATERIAL.search(text):
        return MATERIALS
    if cell.has_notes:
        return NOTES
    return PRAISE if cell.has_praise else NO_NAMES


def _may_contain(tokens: list[str]) -> tuple[str, ...]:
    names = (inci_of(name_of(token)) for token in tokens)
    return tuple(dict.fromkeys(name for name in names if name and len(name) <= 80))


def _is_colour(name: str) -> bool:
    fact = look_up(name)
    return name == "mica" or (fact is not None and fact.kind == "colourant")


@knowledge.cached(maxsize=65536, of_products=True)
def _listed(token: str, organic_marks: frozenset[str]) -> Listed | None:
    name = name_of(token)
    if not name:
        return None
    inside = bracketed(token)
    if inside:
        name = with_its_part(name, inside)
    fact = look_up(name) or look_up(inside)
    inci = inci_of(name)
    if inside and not is_name(name) and inci == name and is_name(inside):
        inci = inci_of(inside)  # "Shea Butter Deluxe (Parfum)"
    percent = PERCENT.search(token)
    share = min(1.0, float(percent[1].replace(",", ".")) / 100) if percent else 0.0
    return Listed(
        printed=token.strip(" .,"),
        name=name,
        inci=inci,
        place=0,
        share=share,
        organic=says_organic(token) or bool(organic_marks & set(MARKS_ON.findall(token))),
        fact=fact,
        allergen=allergen_of(name) or allergen_of(inci) or allergen_of(inside),
    )


def _with_shares(items: list[Listed]) -> tuple[Listed, ...]:
    """In the order of the list. Printed percentages stay; other shares fall with the place.

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
        result.append(
            Listed(
                item.printed,
                item.name,
                item.inci,
                index + 1,
                share,
                item.organic,
                item.fact,
                item.allergen,
            )
        )
    return tuple(result)


def _keeps_fresh(item: Listed) -> bool:
    return item.fact is not None and item.fact.kind == "antioxidant"
