"""What the pack says, read for the shopper: the ingredients list and what stands out in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from recommendations.ingredients import Listed, parse

from .models import Product

WHAT_FOR: dict[str, Promise] = {
    "retinoid": _("A form of vitamin A, for evenings. It helps skin look smoother."),
    "acid": _("An acid that smooths the surface. Keep it for calm skin, not right after moving."),
    "uv_filter": _("Filters the light of the sun at the surface of the skin."),
    "surfactant": _("Takes up oil and sweat, so that they rinse away with water."),
    "humectant": _("Holds on to water at the surface, which is why it likes damp skin."),
    "brightening": _("Helps a dull surface look brighter."),
    "barrier": _("Helps keep the surface of the skin supple and in good condition."),
    "soothing": _("Makes skin that feels tight feel more comfortable."),
    "oil_control": _("Takes the shine off the surface."),
}
OILS: dict[str, Promise] = {
    "linoleic": _(
        "Rich in linoleic acid, which keeps the oil light. It helps reduce moisture loss from the"
        " surface of the skin."
    ),
    "linolenic": _("A dry, quick oil. It leaves the skin soft rather than shiny."),
    "oleic": _("A richer oil, slow to sink out of sight. It leaves the surface soft."),
    "wax_ester": _("A liquid wax. It gives slip, so you need less and rub less."),
    "hydrocarbon": _("Light and steady. It stays on the surface without feeling greasy."),
    "stearic": _("A butter, solid in the jar. It lies on the surface like a thin blanket."),
    "wax": _("Gives the balm its hold and keeps it where you put it."),
}
FEW = 3


@dataclass(frozen=True)
class Stretch:
    """A piece of the list, exactly as printed."""

    text: str
    is_allergen: bool


@dataclass(frozen=True)
class Label:
    stretches: list[Stretch]
    allergens: list[str]
    names: int
    organic: int  # names with an asterisk


@dataclass(frozen=True)
class KeyIngredient:
    name: str
    printed: str
    what_for: str | Promise
    place: int
    of: int


def read_label(ingredients: str) -> Label:
    """The whole list with its declared fragrance allergens marked; no letter of it is lost."""
    items = parse(ingredients).items
    allergens = [item for item in items if item.allergen]
    return Label(
        list(stretches(ingredients, allergens)),
        list(dict.fromkeys(item.allergen for item in allergens if item.allergen)),
        len(items),
        sum("*" in part for part in re.split(r"[,;•]", ingredients)),
    )


def stretches(ingredients: str, allergens: list[Listed]) -> Iterator[Stretch]:
    at = 0
    for item in allergens:
        found = ingredients.find(item.printed, at)
        if found < 0:
            continue
        if found > at:
            yield Stretch(ingredients[at:found], is_allergen=False)
        at = found + len(item.printed)
        yield Stretch(item.printed, is_allergen=True)
    if at < len(ingredients):
        yield Stretch(ingredients[at:], is_allergen=False)


def key_ingredients(product: Product) -> list[KeyIngredient]:
    """At most three that do the work, in the order of the list, each for another purpose."""
    by_purpose: dict[str | Promise, Listed] = {}
    everything = parse(product.ingredients).items
    listed = [item for item in everything if works(item, product)]
    for item in sorted(listed, key=lambda item: (not is_strong(item), item.place)):
        purpose = what_for(item)
        if purpose and len(by_purpose) < FEW:
            by_purpose.setdefault(purpose, item)
    language = (get_language() or "en")[:2]
    return [
        KeyIngredient(item.fact.names[language], item.printed, purpose, item.place, len(everything))
        for purpose, item in sorted(by_purpose.items(), key=lambda pair: pair[1].place)
        if item.fact
    ]


def works(item: Listed, product: Product) -> bool:
    """An acid that only sets the pH does nothing for the skin; the whole product tells."""
    return not item.has("acid") or not product.cautions.isdisjoint({"acid", "acid_wash"})


def is_strong(item: Listed) -> bool:
    """Worth naming wherever it stands in the list."""
    return any(item.has(role) for role in ("retinoid", "acid", "uv_filter"))


def what_for(item: Listed) -> str | Promise:
    """In plain words, about the surface of the skin only; empty where there is little to say."""
    if item.fact is None or item.has("scent") or item.has("parfum"):
        return ""
    for role, purpose in WHAT_FOR.items():
        if item.has(role) and not (item.fact.kind == "facial_oil" and role in OIL_ANYWAY):
            return purpose
    for start, purpose in OILS.items():
        if item.fact.fatty_acids.startswith(start):
            return purpose
    return ""


# Said of oils too, but the kind of oil tells the shopper more.
OIL_ANYWAY = ("soothing", "barrier", "brightening", "oil_control")
