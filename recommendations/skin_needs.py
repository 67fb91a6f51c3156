"""From a printed list (and what the product calls itself) to what a shop would call it good for.

    evidence = form + sum of ingredients + sum of words in the name
    need = logistic(always + evidence - CROWDED_OUT * evidence for its strongest rival)

A shop names two or three things that a product is good for, so what speaks for one need speaks
against the others. Each weight is a cell of ``ingredients_for_skin.csv``. An ingredient counts by
its place, and a second one of the same sort adds less than the first.

The weights were set by hand and moved a little by a ridge fit to the "Good for" badges of a
retailer. ``CROWDED_OUT`` lies in the range that serves other kinds of products than those judged
(0.2 to 0.4; within it the figures change by 0.002). With brands kept apart in ten folds and the
weights fitted anew in each (``python -m tests.recommendations.fit_skin_needs``), the mean area
under the curve over 321 serums, oils and moisturisers is 0.736 by list and form alone and 0.794
with the name; by the weights set by hand it is 0.731 and 0.790. Other 300 products give another
figure by chance alone: its standard deviation is about 0.02. Redness (23 badges) and firmness
are the weakest.
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
CROWDED_OUT = 0.35
OTHER_FORM = "other"
FORM_OF_KIND = {"hydrate": "serum", "treat": "serum", "seal": "oil", "cream": "cream"}
FORM_OF_SAID = {"serum": "serum", "oil": "oil", "balm": "cream", "cream": "cream"}

Amounts = dict[tuple[str, int], float]


def skin_needs(product: Product) -> dict[str, float]:
    """0 to 1 for each need; 0 everywhere for a product without a usable list."""
    listed = parse(product.ingredients)
    if not listed.usable:
        return dict.fromkeys(SKIN_NEEDS, 0.0)
    table = knowledge.skin_weights()
    evidence = [0.0] * len(SKIN_NEEDS)
    for (kind, number), amount in amounts(product, listed).items():
        for place, weight in enumerate(table[kind][number].needs):
            evidence[place] += amount * weight
    always = [sum(row.needs[place] for row in table["always"]) for place in range(len(evidence))]
    return {
        need: _logistic(always[place] + evidence[place] - CROWDED_OUT * _rival(evidence, place))
        for place, need in enumerate(SKIN_NEEDS)
    }


def _rival(evidence: list[float], place: int) -> float:
    return max(evidence[:place] + evidence[place + 1 :])


def amounts(product: Product, listed: IngredientList) -> Amounts:
    """How much of each row of the table a product has; 0 to 1, a little more for ingredients."""
    table = knowledge.skin_weights()
    form = _form(product)
    found: Amounts = {}
    for number, row in enumerate(table["form"]):
        if row.pattern.fullmatch(form):
            found["form", number] = 1.0
    for number, row in enumerate(table["name"]):
        if row.pattern.search(product.name):
            found["name", number] = 1.0
    missing = [1.0] * len(table["ingredient"])
    for item in listed.items:
        by_place = math.exp((1 - item.place) / FALLS_OVER)
        weight = LEAST_AT_ANY_PLACE + (1 - LEAST_AT_ANY_PLACE) * by_place
        for sort in _sorts(item.inci) | _sorts(item.name):
            missing[sort] *= 1 - OF_THE_FIRST * weight
    for number, left in enumerate(missing):
        if left < 1:
            found["ingredient", number] = (1 - left) / OF_THE_FIRST
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
    return FORM_OF_KIND.get(profile(product).kind, OTHER_FORM)


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
