"""The filters of a list, read from its address and written into others.

One address for one choice: parameters and values stand in the order of the page. Several values
of a parameter are joined by commas.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.db.models import CharField, Count, Exists, OuterRef, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from recommendations import knowledge
from recommendations.contract import Step

from .glossary import slugified
from .models import ProductQuerySet, Variant, price_now
from .product_facts import ALLERGENS, SCENT, ProductFact

Label = str | Promise
SKIN: Mapping[str, Label] = {
    "dry": pgettext_lazy("skin", "Dry"),
    "oily": pgettext_lazy("skin", "Oily"),
    "sensitive": pgettext_lazy("skin", "Sensitive"),
    "combination": _("A bit of both"),
}
STEPS: Mapping[str, Label] = {
    Step.CLEANSE.value: _("Cleanse"),
    Step.TREAT.value: _("Treat"),
    Step.HYDRATE.value: _("Hydrate"),
    Step.SEAL.value: _("Seal"),
    Step.PROTECT.value: _("Protect"),
}
TEXTURES: Mapping[str, Label] = {
    "watery": pgettext_lazy("texture", "Watery"),
    "light": pgettext_lazy("texture", "Light"),
    "rich": pgettext_lazy("texture", "Rich"),
}
FREE: Mapping[str, Label] = {
    SCENT: _("Scent"),
    ALLERGENS: _("Declared fragrance allergens"),
}
BANDS = ("-200", "200-300", "300-400", "400-")  # kronor; up to the upper, without it
BAND = re.compile(r"([1-9][0-9]{0,5})?-([1-9][0-9]{0,5})?")
GROUPS: Mapping[str, Label] = {
    "skin": _("Skin feels"),
    "step": _("Step"),
    "texture": _("Texture"),
    "free": _("Leave out"),
    "price": _("Price"),
    "in_stock": _("Stock"),
}
FACETS = {"skin": "skin", "step": "step", "texture": "texture"}
# Of these, one value or another; of the others, all that are chosen.
EITHER = frozenset({"step", "texture"})
SINGLE = frozenset({"price", "in_stock"})
FEW_ALLERGENS = 6
# What may stand in an address beside filters; everything that begins with utm_ as well.
ELSEWHERE = frozenset({"sort", "page", "q", "exact", "ref", "gclid", "fbclid", "msclkid"})


@knowledge.cached
def allergens() -> dict[str, str]:
    """By the word for an address: `linalool`, `evernia-prunastri-extract`."""
    return {slugified(name): name for name in knowledge.allergen_thresholds()}


def label_of(group: str, value: str) -> Label:
    if group == "price":
        return band_label(value)
    if group == "in_stock":
        return _("In stock")
    if group == "free":
        return FREE.get(value) or allergens()[value]
    return {"skin": SKIN, "step": STEPS, "texture": TEXTURES}[group][value]


def chip_label(group: str, value: str) -> str:
    """Where it stands without its group's name."""
    label = label_of(group, value)
    if group == "free":
        return gettext("Without: %(what)s") % {"what": label}
    if group == "skin":
        return gettext("Skin feels: %(how)s") % {"how": label}
    return str(label)


def band_label(band: str) -> str:
    lowest, _dash, highest = band.partition("-")
    if not lowest:
        return gettext("Under %(price)s kr") % {"price": highest}
    if not highest:
        return gettext("%(price)s kr and more") % {"price": lowest}
    return gettext("%(lowest)s to %(highest)s kr") % {"lowest": lowest, "highest": highest}


def is_known(group: str, value: str) -> bool:
    if group == "price":
        return is_band(value)
    if group == "in_stock":
        return value == "1"
    if group == "free":
        return value in FREE or value in allergens()
    return value in {"skin": SKIN, "step": STEPS, "texture": TEXTURES}[group]


def is_band(band: str) -> bool:
    """`-300`, `200-300` or `400-`, with ends in order and written in one way."""
    if not BAND.fullmatch(band) or band == "-":
        return False
    lowest, highest = ends_of(band)
    return lowest < highest


@dataclass(frozen=True)
class Option:
    """One link of the panel: it adds its value, or takes it away where it is chosen."""

    group: str
    value: str
    label: Label
    count: int
    is_chosen: bool
    url: str


@dataclass(frozen=True)
class Filters:
    """`chosen` holds what is known, in the order of the page; `unknown` what is not."""

    chosen: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()

    @classmethod
    def read(cls, given: Mapping[str, Iterable[str]]) -> "Filters":
        """From the lists of an address (`QueryDict.lists`)."""
        chosen, unknown = [], []
        for name, texts in given.items():
            if name not in GROUPS:
                if name not in ELSEWHERE and not name.startswith("utm_"):
                    unknown.append(name)
                continue
            for value in filter(None, ",".join(texts).split(",")):
                if is_known(name, value):
                    chosen.append((name, value))
                else:
                    unknown.append(f"{name}={value}")
        return cls.of(chosen, unknown)

    @classmethod
    def of(cls, chosen: Iterable[tuple[str, str]], unknown: Iterable[str] = ()) -> "Filters":
        in_order = sorted(set(chosen), key=order)
        singles = dict(pair for pair in in_order if pair[0] in SINGLE)
        kept = tuple(pair for pair in in_order if singles.get(pair[0], pair[1]) == pair[1])
        return cls(kept, tuple(dict.fromkeys(unknown)))

    def __bool__(self) -> bool:
        return bool(self.chosen)

    def values(self, group: str) -> list[str]:
        return [value for name, value in self.chosen if name == group]

    def having(self, group: str, value: str) -> "Filters":
        kept = [pair for pair in self.chosen if group not in SINGLE or pair[0] != group]
        return Filters.of([*kept, (group, value)])

    def without(self, group: str, value: str | None = None) -> "Filters":
        return Filters.of(
            pair for pair in self.chosen if pair[0] != group or value not in (None, pair[1])
        )

    def joined(self, other: "Filters") -> "Filters":
        return replace(Filters.of([*self.chosen, *other.chosen]), unknown=self.unknown)

    @cached_property
    def query(self) -> str:
        """`skin=dry&price=-300`; empty where nothing is chosen."""
        groups = [(group, self.values(group)) for group in GROUPS]
        return "&".join(
            f"{group}={','.join(quote(value) for value in values)}"
            for group, values in groups
            if values
        )

    @property
    def price_below(self) -> int | None:
        """In öre."""
        bands = [band.partition("-")[2] for band in self.values("price")]
        return int(bands[0]) * 100 if bands and bands[0] else None

    def chips(self) -> Iterator[tuple[str, "Filters"]]:
        """What is chosen, each with what is left without it."""
        for group, value in self.chosen:
            yield chip_label(group, value), self.without(group, value)

    # --- what they leave ----------------------------------------------------------------------

    def apply(self, products: ProductQuerySet) -> ProductQuerySet:
        for group, facet in FACETS.items():
            values = self.values(group)
            if values and group in EITHER:
                products = products.filter(has(facet, values))
            for value in values if group not in EITHER else ():
                products = products.filter(has(facet, [value]))
        for value in self.values("free"):
            name = value if value in FREE else allergens()[value]
            products = products.exclude(has("contains", [name]))
        for band in self.values("price"):
            products = products.filter(costs(band))
        if self.values("in_stock"):
            products = products.in_stock()
        return products


def order(pair: tuple[str, str]) -> tuple[int, int, str]:
    group, value = pair
    known = {"skin": SKIN, "step": STEPS, "texture": TEXTURES, "free": FREE}.get(group, {})
    place = list(known).index(value) if value in known else len(known)
    return list(GROUPS).index(group), place, value


def has(facet: str, values: list[str]) -> Exists:
    facts = ProductFact.objects.filter(product=OuterRef("pk"), facet=facet, value__in=values)
    return Exists(facts)


def costs(band: str) -> Exists:
    """Some size of it does, now."""
    lowest, _dash, highest = band.partition("-")
    sizes = Variant.objects.filter(product=OuterRef("pk")).annotate(price_now=price_now())
    if lowest:
        sizes = sizes.filter(price_now__gte=int(lowest) * 100)
    if highest:
        sizes = sizes.filter(price_now__lt=int(highest) * 100)
    return Exists(sizes)


@dataclass(frozen=True)
class Panel:
    """All groups with their options, and how many products are left; counted in one query."""

    total: int
    groups: list[tuple[str, Label, list[Option]]]


def panel(filters: Filters, products: ProductQuerySet, url_of: Callable[[Filters], str]) -> Panel:
    """Of `products` before any filter. Beside each option stands how many there would be with it;
    in a group of which one value or another is enough, how many of that value."""
    counts = counted(filters, products)
    total = counts.get(("all", ""), 0)
    found: dict[str, list[Option]] = {}

    def add(group: str, value: str, count: int) -> None:
        is_chosen = (group, value) in filters.chosen
        if count or is_chosen:
            then = filters.without(group, value) if is_chosen else filters.having(group, value)
            label = label_of(group, value)
            option = Option(group, value, label, count, is_chosen, url_of(then))
            found.setdefault(group, []).append(option)

    for group, known in {"skin": SKIN, "step": STEPS, "texture": TEXTURES}.items():
        for value in known:
            add(group, value, counts.get((group, value), 0))
    for value in free_values(filters, counts):
        name = value if value in FREE else allergens()[value]
        add("free", value, total - counts.get(("contains", name), 0))
    for band in bands(filters):
        add("price", band, counts.get(("price", band), 0))
    add("in_stock", "1", counts.get(("in_stock", "1"), 0))
    return Panel(total, [(name, GROUPS[name], found[name]) for name in GROUPS if name in found])


def bands(filters: Filters) -> list[str]:
    """Those of the page, and one that an address asks for beside them."""
    return sorted({*BANDS, *filters.values("price")}, key=ends_of)


def ends_of(band: str) -> tuple[int, float]:
    lowest, _dash, highest = band.partition("-")
    return int(lowest or 0), float(highest or "inf")


def free_values(filters: Filters, counts: dict[tuple[str, str], int]) -> list[str]:
    """Scent, all allergens, and those single ones that occur most."""
    chosen = filters.values("free")
    by_name = {name: slug for slug, name in allergens().items()}
    occurring = sorted(
        (-count, by_name[value])
        for (facet, value), count in counts.items()
        if facet == "contains" and value in by_name
    )
    most = [slug for _count, slug in occurring[:FEW_ALLERGENS]]
    general = [value for value in FREE if value in chosen or counts.get(("contains", value))]
    return list(dict.fromkeys([*general, *chosen, *most]))


def counted(filters: Filters, products: ProductQuerySet) -> dict[tuple[str, str], int]:
    """Facet and value -> products; one query for all of them."""
    left = filters.apply(products)
    open_groups = [group for group in EITHER if filters.values(group)]
    parts: list[QuerySet[Any, Any]] = [
        tally(left, "all", ""),
        ProductFact.objects.filter(product__in=left.order_by().values("pk"))
        .exclude(facet__in=[FACETS[group] for group in open_groups])
        .values_list("facet", "value")
        .annotate(number=Count("pk")),
    ]
    for group in open_groups:
        others = filters.without(group).apply(products).order_by().values("pk")
        parts.append(
            ProductFact.objects.filter(product__in=others, facet=FACETS[group])
            .values_list("facet", "value")
            .annotate(number=Count("pk"))
        )
    any_price = filters.without("price").apply(products)
    for band in bands(filters):
        parts.append(tally(any_price.filter(costs(band)), "price", band))
    any_stock = filters.without("in_stock").apply(products)
    parts.append(tally(any_stock.in_stock(), "in_stock", "1"))
    first, *rest = parts
    rows = first.union(*rest, all=True)
    return {(facet, value): number for facet, value, number in rows}


def tally(products: ProductQuerySet, facet: str, value: str) -> "QuerySet[Any, Any]":
    """How many they are, as a row like those of the facts."""
    return (
        products.order_by()
        .annotate(group=Value(facet, CharField()), one=Value(value, CharField()))
        .values_list("group", "one")
        .annotate(number=Count("pk"))
    )
