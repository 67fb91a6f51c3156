"""What a product feels like on the skin, and what kind of feel a moment likes.

A trait of a product is the share of its list, water left out, that has the trait, measured by the
share at which one would say so: 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from . import knowledge
from .ingredients import IngredientList, Listed
from .knowledge import LANGUAGES, ROLES

FEW_UP_TO = 20  # names; a list as long as this is not short at all
INDIFFERENT = 0.75  # how well a product feels where nothing is liked in particular
NOTICED = 0.5  # a trait below this is no reason to name
LAYERS = {"seal": "oil", "cream": "oil", "hydrate": "water", "treat": "water"}


@dataclass(frozen=True, slots=True)
class Trait:
    """How much a listed ingredient has of it, by its kind, fatty acids and roles."""

    slug: str
    enough: float
    kinds: Mapping[str, float]
    fatty_acids: Mapping[str, float]
    roles: Mapping[str, float]
    clause: Mapping[str, str]

    def of(self, item: Listed) -> float:
        if item.fact is None:
            return 0.0
        return max(
            self.kinds.get(item.fact.kind, 0.0),
            self.fatty_acids.get(item.fact.fatty_acids, 0.0),
            *(self.roles.get(role, 0.0) for role in item.fact.roles),
            0.0,
        )


@knowledge.cached
def traits() -> dict[str, Trait]:
    columns = "trait enough kinds fatty_acids roles clause_en clause_sv source"
    return knowledge.keyed(
        knowledge.read_table("traits.csv", columns),
        lambda row: (
            row.text("trait"),
            Trait(
                slug=row.text("trait"),
                enough=row.number("enough", 0.01, 1),
                kinds=row.weighted("kinds"),
                fatty_acids=row.weighted("fatty_acids"),
                roles=row.weighted("roles", ROLES),
                clause={code: row.text(f"clause_{code}", empty=True) for code in LANGUAGES},
            ),
        ),
    )


@knowledge.cached
def likings() -> dict[str, dict[str, dict[str, float]]]:
    """Moment, family of exercises or feel -> layer (oil or water) -> trait -> weight, -1 to 1."""
    known = {*traits(), "few"}
    table: dict[str, dict[str, dict[str, float]]] = {}
    for row in knowledge.read_table("likings.csv", "when oil water source"):
        layers = {layer: row.weighted(layer, known) for layer in ("oil", "water")}
        table[row.text("when")] = layers
    return table


def liked(circumstances: Iterable[str], layer: str) -> dict[str, float]:
    """What a moment, and the exercises of it, like together."""
    wishes: dict[str, float] = {}
    for circumstance in circumstances:
        for trait, weight in likings().get(circumstance, {}).get(layer, {}).items():
            wishes[trait] = wishes.get(trait, 0.0) + weight
    return wishes


def feel_of(listed: IngredientList) -> Mapping[str, float]:
    """Trait -> 0 to 1."""
    items = [item for item in listed.items if not item.has("water")]
    total = sum(item.share for item in items)
    if not total:
        return {}
    shares = {
        slug: min(1.0, sum(item.share * trait.of(item) for item in items) / total / trait.enough)
        for slug, trait in traits().items()
    }
    return shares | {"few": max(0.0, 1 - (len(items) - 1) / FEW_UP_TO)}


def match(wishes: Mapping[str, float], felt: Mapping[str, float]) -> float:
    """Weighted mean of what is liked and there, and of what is disliked and not there."""
    total = sum(abs(weight) for weight in wishes.values())
    if not total:
        return INDIFFERENT
    met = sum(
        weight * felt.get(trait, 0.0) if weight > 0 else -weight * (1 - felt.get(trait, 0.0))
        for trait, weight in wishes.items()
    )
    return met / total


def telling(wishes: Mapping[str, float], felt: Mapping[str, float]) -> str | None:
    """The liked trait that says most about a product, where there are words for it."""
    named = {
        trait: weight * felt.get(trait, 0.0)
        for trait, weight in wishes.items()
        if trait in traits() and felt.get(trait, 0.0) >= NOTICED and traits()[trait].clause["en"]
    }
    best = max(named, key=lambda trait: named[trait], default=None)
    return best if best is not None and named[best] > 0 else None


def share_of_wishes(wishes: Mapping[str, float], item: Listed) -> float:
    """How much of what is liked one ingredient has, 0 to 1."""
    total = sum(weight for weight in wishes.values() if weight > 0)
    if not total:
        return 0.0
    return (
        sum(
            weight * traits()[trait].of(item)
            for trait, weight in wishes.items()
            if weight > 0 and trait in traits()
        )
        / total
    )
