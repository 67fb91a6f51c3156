"""Judging a ranking: by what people took next, and by the log of another policy.

A decision draws its picks at random, better ones more often, and writes down how likely each
draw was. From such a log one can say what another policy would have earned before it goes live.
"""

from __future__ import annotations

import math
import random
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)

TEMPERATURE = 0.03  # scores are 0 to 1: a lead of 0.03 makes a pick e times as likely
EXPLORE = 0.05  # share of draws in which every candidate is as likely as any other


@dataclass(frozen=True, slots=True)
class Policy:
    """How boldly to leave the ranking; ``version`` is what a log calls it."""

    version: str = "1"
    temperature: float = TEMPERATURE
    explore: float = EXPLORE

    def __post_init__(self) -> None:
        if not self.temperature > 0 or not 0 <= self.explore <= 1:
            raise ValueError(
                f"A temperature above 0 and explore from 0 to 1 are expected, got {self}."
            )

    def chances(self, scores: Mapping[Item, float]) -> dict[Item, float]:
        """Of being drawn next from these candidates; they add up to 1."""
        if not scores:
            return {}
        top = max(scores.values())
        weights = {
            item: math.exp((score - top) / self.temperature) for item, score in scores.items()
        }
        total = sum(weights.values())
        even = self.explore / len(scores)
        return {
            item: even + (1 - self.explore) * weight / total for item, weight in weights.items()
        }

    def propensity(self, picks: Sequence[Item], scores: Mapping[Item, float]) -> float:
        """How likely this policy is to draw exactly these picks in this order."""
        left = dict(scores)
        likely = 1.0
        for item in picks:
            if item not in left:
                return 0.0
            likely *= self.chances(left)[item]
            del left[item]
        return likely


@dataclass(frozen=True, slots=True)
class Decision(Generic[Item]):
    """What was drawn, from what, and how likely each draw was given the ones before it."""

    policy: str
    seed: str
    candidates: Mapping[Item, float]
    picks: tuple[Item, ...]
    chances: tuple[float, ...]

    @property
    def propensity(self) -> float:
        return math.prod(self.chances)


def decide(
    scores: Mapping[Item, float], *, policy: Policy, limit: int, seed: str
) -> Decision[Item]:
    """Draws without putting back. The same seed gives the same decision: let it name the
    article, the policy's version and the time slot."""
    draw = random.Random(seed)  # noqa: S311  repeatable on purpose
    left = dict(scores)
    picks: list[Item] = []
    chances: list[float] = []
    while left and len(picks) < limit:
        likely = policy.chances(left)
        [item] = draw.choices(list(likely), weights=list(likely.values()))
        picks.append(item)
        chances.append(likely[item])
        del left[item]
    return Decision(policy.version, seed, dict(scores), tuple(picks), tuple(chances))


@dataclass(frozen=True, slots=True)
class Logged:
    """One shown decision: what it earned, and how likely it was under the log's and the other
    policy."""

    reward: float
    logged: float
    other: float

    def __post_init__(self) -> None:
        if not 0 < self.logged <= 1 or not 0 <= self.other <= 1:
            raise ValueError(
                f"Propensities are expected above 0 (logged) and from 0 to 1, got {self}."
            )


@dataclass(frozen=True, slots=True)
class Estimate:
    value: float
    low: float
    high: float
    effective: float  # this many decisions of its own would say as much


def snips(log: Iterable[Logged], *, confidence: float = 0.95) -> Estimate | None:
    """What the other policy would have earned a decision; ``None`` where the log cannot tell.

    The self-normalised mean. Its interval comes from the residuals, each enlarged by the share
    its weight has in the whole (a heavy decision pulls the mean towards itself), and is widened
    as Student's t is for the effective number of decisions.
    """
    entries = list(log)
    weights = [entry.other / entry.logged for entry in entries]
    total = sum(weights)
    if not total:
        return None
    value = sum(w * entry.reward for w, entry in zip(weights, entries, strict=True)) / total
    effective = total**2 / sum(w * w for w in weights)
    if effective <= 2:
        return Estimate(value, -math.inf, math.inf, effective)
    variance = sum(
        (w / total * (entry.reward - value) / (1 - w / total)) ** 2
        for w, entry in zip(weights, entries, strict=True)
    )
    reach = _quantile(confidence, effective - 1) * math.sqrt(variance)
    return Estimate(value, value - reach, value + reach, effective)


def _quantile(confidence: float, freedom: float) -> float:
    """Of Student's t, two-sided, by the first terms of Cornish and Fisher."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)


def hit_rate(ranks: Sequence[int | None], at: int = 10) -> float:
    """Share of targets among the first ``at``; a rank is 1 for the best, ``None`` if not ranked."""
    return _mean([float(rank is not None and rank <= at) for rank in ranks])


def ndcg(ranks: Sequence[int | None], at: int = 10) -> float:
    """With one right answer each: 1 for the first place, 0.63 for the second, 0.5 for the third."""
    return _mean([1 / math.log2(rank + 1) if rank and rank <= at else 0.0 for rank in ranks])


def reciprocal_rank(ranks: Sequence[int | None]) -> float:
    return _mean([1 / rank if rank else 0.0 for rank in ranks])


def coverage(shown: Iterable[Sequence[Hashable]], catalogue_size: int) -> float:
    """Share of the catalogue that anybody was shown."""
    distinct = {item for picks in shown for item in picks}
    return len(distinct) / catalogue_size if catalogue_size else 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
