"""The arithmetic of stars."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

BEST = 5
STARS = range(1, BEST + 1)


def average(counts: Sequence[int]) -> Decimal:
    """With one decimal, halves up; 0 where nobody has said anything. `counts[0]` gave one star."""
    given = sum(stars * count for stars, count in zip(STARS, counts, strict=True))
    exact = Decimal(given) / max(1, sum(counts))
    return exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
