"""A product -> its step in a routine, how strongly it serves each need, and its cautions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from . import ingredients, knowledge
from .contract import Product, Step
from .ingredients import IngredientList, Listed

STEPS = {
    "cleanse": Step.CLEANSE,
    "hydrate": Step.HYDRATE,
    "treat": Step.TREAT,
    "cream": Step.SEAL,
    "seal": Step.SEAL,
    "protect": Step.PROTECT,
}
# What a cleanser and a sunscreen answer for; every other product answers for the other needs.
NEEDS_SERVED = {
    "cleanse": {"cleanse_first": 1.0, "soothing": 0.25},
    "protect": {"sun_protection": 1.0, "soothing": 0.1},
}
PURPOSE = {"cleanse": "cleanse_first", "protect": "sun_protection"}
HAIR_CARE_BEFORE = 10
PIGMENTS_OF_MAKEUP = 2
EARLY = 5  # names before this place make up most of a product
RICHNESS = {"oleic": 0.6, "stearic_oleic": 0.8, "lauric": 1.0, "oleic_linoleic": 0.3}
RICH_FROM = 0.16
CLOGGING_FROM = 4  # of the folklore scale
CLOGGING_SHARE = 0.04
STRENGTH_OF_ONE = 0.6
ACID_NAMES = re.compile(r"\b(aha|bha|salicyl|glycolic|lactic acid|mandelic|peel|exfoli)", re.I)
ACIDS = re.compile(r"(salicylic|glycolic|lactic|mandelic|malic|tartaric) acid|gluconolactone", re.I)
DECLARED_ACID = re.compile(
    r"\b(ahas?|bhas?|phas?)\b|\d\s?%\s?(salicylic|glycolic|lactic|mandelic)\b", re.I
)
SCRUBS = re.compile(r"\b(scrub\w*|exfoli\w*|skrubb\w*|peel\w*)", re.I)
NOT_OILS = re.compile(r"\boil[ -]?(control|free|absorb|balanc)\w*|\b(olje|oil)fri\w*", re.I)


@dataclass(frozen=True, slots=True)
class Profile:
    """``kind`` is the column of the moments table, or why the product is never shown.

    ``cautions`` are columns of the cautions table; ``strengths`` run from 0 to 1.
    """

    kind: str
    listed: IngredientList
    strengths: Mapping[str, float]
    cautions: frozenset[str]
    pregnancy: bool

    @property
    def step(self) -> Step | None:
        return STEPS.get(self.kind)

    @property
    def scented(self) -> bool:
        return any(caution.startswith("scent") for caution in self.cautions)


def profile(product: Product) -> Profile:
    return _profile(product.name, product.category or "", product.ingredients)


# Few: a shelf keeps what it needs of its products, and asks again only for what is shown.
@knowledge.cached(maxsize=2048, of_products=True)
def _profile(name: str, category: str, printed: str) -> Profile:
    listed = ingredients.parse(printed)
    if not listed.usable:
        return Profile("unknown", listed, {}, frozenset(), pregnancy=False)
    kind = _kind(name, category, listed)
    cautions = frozenset(
        caution
        for part in listed.named
        for caution in _cautions(name, printed, kind, replace(listed, items=part.items))
    )
    strengths = _strengths(listed)
    if kind in PURPOSE:
        strengths[PURPOSE[kind]] = 1.0
    return Profile(kind, listed, strengths, cautions, "pregnancy" in listed.cautions)


def forms_in(text: str) -> list[str]:
    """Every form that a name or category speaks of, in the order of the forms table."""
    text = NOT_OILS.sub(" ", text.replace("_", " "))
    return [form for form, words in knowledge.forms() if words.search(text)]


LEAVE_ON = {"oil": "seal", "balm": "seal", "serum": "hydrate", "cream": "cream"}


def _kind(name: str, category: str, listed: IngredientList) -> str:
    """Names and categories mislead, so what is in it has the first and the last word."""
    said_name, said_category = forms_in(name), forms_in(category)
    by_content = _kind_by_content(listed)
    excused = {"hair": "cleanser", "makeup": "sunscreen"}.get(by_content)
    if by_content in knowledge.NOT_FOR_THE_FACE and excused not in said_name:
        return by_content
    for form in knowledge.NOT_FOR_THE_FACE:
        if form in said_category or (form in said_name and not _face_too(form, name)):
            return form
    said = [*said_category, *said_name]
    if "cleanser" in said or by_content == "cleanse":
        return "cleanse"
    if "sunscreen" in said or by_content == "protect":
        return "protect" if listed.with_role("uv_filter") else "unproven_sunscreen"
    if not _watery(listed):
        silicone = listed.items[0].fact is not None and listed.items[0].fact.kind == "silicone"
        return "cream" if silicone else "seal"
    for form in (*said_category, *said_name):
        if form in LEAVE_ON:
            kind = LEAVE_ON[form]
            break
    else:
        kind = "cream" if _creamy(listed) else "hydrate"
    if kind == "seal":  # an oil that is mostly water
        kind = "cream" if _creamy(listed) else "hydrate"
    return "treat" if kind == "hydrate" and _treats(listed) else kind


def _face_too(form: str, name: str) -> bool:
    return form == "body" and bool(re.search(r"\b(face|facial|ansikt\w*)\b", name, re.I))


def _kind_by_content(listed: IngredientList) -> str:
    early = listed.items[:EARLY]
    if any(item.has("tanner") for item in listed.items):
        return "self_tan"
    if any(item.has("food") for item in listed.items):
        return "supplement"
    if listed.items[0].has("parfum") or (
        any(item.has("parfum") for item in early[:3]) and early[0].has("drying")
    ):
        return "perfume"
    if any(item.has("hair") and item.place <= HAIR_CARE_BEFORE for item in listed.items):
        return "hair"
    if listed.shades or len(listed.with_role("pigment")) >= PIGMENTS_OF_MAKEUP:
        return "makeup"
    washing = [item for item in listed.items[:8] if item.has("surfactant")]
    if len(washing) >= 2 or any(item.place <= 4 for item in washing):
        return "cleanse"
    if any(item.has("oil_wash") for item in early) and not _watery(listed):
        return "cleanse"
    filters = listed.with_role("uv_filter")
    if len(filters) >= 2 or any(item.place <= 3 for item in filters):
        return "protect"
    if all(item.has("scent") for item in listed.items):
        return "perfume"
    return ""


WATERY = ("humectant", "solvent")


def _watery(listed: IngredientList) -> bool:
    return any(
        item.has("water") or (item.fact is not None and item.fact.kind in WATERY)
        for item in listed.items[:4]
    )


def _creamy(listed: IngredientList) -> bool:
    body = [
        item
        for item in listed.items[:10]
        if item.fact and item.fact.kind in ("emulsifier", "wax", "butter")
    ]
    return len(body) >= 2


def _treats(listed: IngredientList) -> bool:
    """An active among the first three names after the water."""
    first = [item for item in listed.items[:6] if not item.has("water") and not item.has("solvent")]
    return any(
        item.has(role)
        for item in first[:2]
        for role in ("oil_control", "brightening", "acid", "retinoid")
    )


@knowledge.cached(of_products=True)
def _services() -> tuple[tuple[str, ...], dict[frozenset[str], tuple[float, ...]]]:
    """The needs, and room for how far each set of roles serves them."""
    return tuple(knowledge.needs()), {}


def _strengths(listed: IngredientList) -> dict[str, float]:
    """Each helpful ingredient takes away part of what is missing; earlier names more of it."""
    needs, services = _services()
    missing, by_share = [1.0] * len(needs), [0.0] * len(needs)
    for item in listed.items:
        if item.fact is None:
            continue
        roles = item.fact.roles
        if roles not in services:
            services[roles] = tuple(_serves(roles, need) for need in needs)
        at_its_place = max(0.15, 1 - (item.place - 1) / 15)
        for number, weight in enumerate(services[roles]):
            if weight:
                part = weight * at_its_place
                missing[number] *= 1 - STRENGTH_OF_ONE * part
                by_share[number] += item.share * part
    return {
        need: min(1.0, max(1 - left, share))
        for need, left, share in zip(needs, missing, by_share, strict=True)
    }


def _serves(roles: frozenset[str], need: str) -> float:
    weights = knowledge.needs()[need].roles
    return max((weights[role] for role in roles if role in weights), default=0.0)


def _cautions(name: str, printed: str, kind: str, listed: IngredientList) -> list[str]:
    found = _scent(listed) + _heaviness(listed)
    acid, retinoid = _acid(name, printed, listed), bool(listed.with_role("retinoid"))
    if kind == "protect" and not _watery(listed) and not found.count("clogging"):
        found.append("heavy")  # an oil slides on skin that gets warm
    if kind == "cleanse":
        if acid or retinoid or SCRUBS.search(name):
            found.append("acid_wash")
        if any(item.has("surfactant_strong") and item.place <= EARLY for item in listed.items):
            found.append("strong_wash")
        if not _watery(listed):
            found.append("oil_wash")
        return [caution for caution in found if caution not in ("heavy", "clogging")]
    if acid:
        found.append("acid")
    if retinoid:
        found.append("retinoid")
    if any(
        (item.has("drying") or item.has("irritant") or item.has("cooling"))
        and item.place <= EARLY + 1
        for item in listed.items
    ):
        found.append("sting")
    return found


def _scent(listed: IngredientList) -> list[str]:
    scented = listed.with_role("scent")
    if not scented:
        return []
    if len(scented) >= 3 or any(item.has("parfum") or item.share > 0.05 for item in scented):
        return ["scent_strong"]
    if len(scented) == 1 and scented[0].place > 12 and scented[0].place == len(listed.items):
        return ["scent_trace"]
    return ["scent_some"]


def _heaviness(listed: IngredientList) -> list[str]:
    def clog(item: Listed) -> float:
        return item.fact.clog if item.fact else 0.0

    def weight(item: Listed) -> float:
        richness = RICHNESS.get(item.fact.fatty_acids, 0.0) if item.fact else 0.0
        return item.share * max(richness, (clog(item) - 1) / 4)

    if any(clog(i) >= CLOGGING_FROM and i.share >= CLOGGING_SHARE for i in listed.items):
        return ["clogging"]
    if sum(weight(item) for item in listed.items) >= RICH_FROM:
        return ["heavy"]
    return []


def _acid(name: str, printed: str, listed: IngredientList) -> bool:
    """At working strength: early on the list, or named by the product; not a trace for the pH."""
    if any(item.has("acid") and _is_working(item) for item in listed.items):
        return True
    if any(item.has("acid_mild") and item.place <= 3 for item in listed.items):
        return True
    return bool(ACID_NAMES.search(name) and ACIDS.search(printed)) or bool(
        DECLARED_ACID.search(name)
    )


def _is_working(item: Listed) -> bool:
    return item.share > 0.02 and item.place <= EARLY + 1
