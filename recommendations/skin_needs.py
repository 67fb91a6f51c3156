"""From a printed list (and what the product calls itself) to what a shop would call it good for.

    need = logistic(always + form + sum of ingredients + sum of words in the name)

Each weight is a cell of ``ingredients_for_skin.csv``. An ingredient counts by its place, and a
second one of the same sort adds less than the first. The weights of ingredients were set by hand,
then moved towards the "Good for" badges of a retailer by a ridge fit; those of words were set by
hand. With brands kept apart in ten folds the mean area under the curve is 0.72 by list and form
alone and 0.79 with the name (weights set by hand only: 0.70 and 0.78).
"""

from __future__ import annotations

import math

from . import knowledge
from .contract import Product
from .ingredients import IngredientList, parse
from .knowledge import SKIN_NEEDS
from .profiles import forms_in, profile

LEAST_AT_ANY_PLACE = 0.3
FALLS_OVER = 12  # places
OF_THE_FIRST = 0.6
FORM_OF_KIND = {"hydrate": "serum", "treat": "serum", "seal": "oil", "cream": "cream"}
FORM_OF_SAID = {"serum": "serum", "oil": "oil", "balm": "cream", "cream": "cream"}


def skin_needs(product: Product) -> dict[str, float]:
    """0 to 1 for each need; 0 everywhere for a product without a usable list."""
    listed = parse(product.ingredients)
    if not listed.usable:
        return dict.fromkeys(SKIN_NEEDS, 0.0)
    sums = [0.0] * len(SKIN_NEEDS)
    for amount, needs in _evidence(product, listed):
        for place, weight in enumerate(needs):
            sums[place] += amount * weight
    return {need: _logistic(total) for need, total in zip(SKIN_NEEDS, sums, strict=True)}


def _evidence(product: Product, listed: IngredientList) -> list[tuple[float, tuple[float, ...]]]:
    table = knowledge.skin_weights()
    form = _form(product)
    found = [(1.0, row.needs) for row in table["always"]]
    found += [(1.0, row.needs) for row in table["form"] if row.pattern.fullmatch(form)]
    found += [(1.0, row.needs) for row in table["name"] if row.pattern.search(product.name)]
    missing = [1.0] * len(table["ingredient"])
    for item in listed.items:
        by_place = math.exp((1 - item.place) / FALLS_OVER)
        weight = LEAST_AT_ANY_PLACE + (1 - LEAST_AT_ANY_PLACE) * by_place
        for sort in _sorts(item.inci) | _sorts(item.name):
            missing[sort] *= 1 - OF_THE_FIRST * weight
    found += [
        ((1 - left) / OF_THE_FIRST, row.needs)
        for left, row in zip(missing, table["ingredient"], strict=True)
        if left < 1
    ]
    return found


@knowledge.cached(maxsize=65536, of_products=True)
def _sorts(name: str) -> frozenset[int]:
    """Which rows of the table a name belongs to."""
    return frozenset(
        number
        for number, row in enumerate(knowledge.skin_weights()["ingredient"])
        if len(name) <= 120 and row.pattern.search(name)
    )


def _form(product: Product) -> str:
    for form in forms_in(product.category or ""):
        if form in FORM_OF_SAID:
            return FORM_OF_SAID[form]
    return FORM_OF_KIND.get(profile(product).kind, "")


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
