"""How well a product fits a moment. Plain numbers in, plain numbers out.

    score = want x (0.6 + 0.2 x fit + 0.2 x feel) x cautions

``want``: how much this kind of product is wanted at this moment, 0 to 1 (moments table).
``fit``: how strongly the product serves the needs, as a weighted mean, 0 to 1.
``feel``: how much of it feels the way this moment likes (light, rich, with slip ...), 0 to 1.
``cautions``: a factor of 0 to 1 for each caution on this state of skin (cautions table); one
zero hides the product.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

BASE, FIT, FEEL = 0.6, 0.2, 0.2

T = TypeVar("T")


def fit(needs: Mapping[str, float], strengths: Mapping[str, float]) -> float:
    """Weighted mean of the strengths; without needs everything fits alike."""
    total = sum(needs.values())
    if total <= 0:
        return 1.0
    return sum(weight * strengths.get(need, 0.0) for need, weight in needs.items()) / total


def score(want: float, fit: float, feel: float, cautions: Iterable[float]) -> float:
    return want * (BASE + FIT * fit + FEEL * feel) * math.prod(cautions)


def best(items: Iterable[T], *, key: Callable[[T], float], threshold: float) -> list[T]:
    """Those at or above ``threshold``, best first; ties stay in the given order."""
    return sorted((item for item in items if key(item) >= threshold), key=key, reverse=True)
