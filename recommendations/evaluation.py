"""Judging a ranking: by what people took next, and by the log of another policy.

A decision draws its picks at random, better ones more often, and writes down how likely each
draw was. From such a log one can say what another policy would have earned before it goes live.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)

TEMPERATURE = 0.03  # scores are 0 to 1: a lead of 0.03 makes a pick e times as likely
EXPLORE = 0.05  # share of draws in which every candidate is as likely as any other
GREEDY = 1e-9  # a temperature at which the best candidate is drawn alone


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

    def propensity_of_steps(
        self, picks: Sequence[Item], candidates: Iterable[Mapping[Item, float]]
    ) -> float:
        """How likely it is to draw these picks, one for each step from its own candidates."""
        return math.prod(
            self.propensity([pick for pick in picks if pick in scores], scores)
            for scores in candidates
        )


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
    """One decision: what its views earned together, and how likely it was under the log's and
    the other policy. Views of one decision saw the same picks, so they are no draws of their own.
    """

    reward: float
    logged: float
    other: float
    views: float = 1
    group: Hashable = None  # decisions that earn alike whoever decides: those of one article

    def __post_init__(self) -> None:
        if not 0 < self.logged <= 1 or not 0 <= self.other <= 1:
            raise ValueError(
                f"Propensities are expected above 0 (logged) and from 0 to 1, got {self}."
            )
        if not self.views > 0:
            raise ValueError(f"Views above 0 are expected, got {self}.")

    @property
    def weight(self) -> float:
        return self.other / self.logged


@dataclass(frozen=True, slots=True)
class Estimate:
    value: float
    low: float
    high: float
    effective: float  # this many decisions of its own would say as much


@dataclass(frozen=True, slots=True)
class Comparison:
    """What each policy earns a view, and how much more (or less) the other one does.

    The difference has its own interval: both are estimated from the same readers, so theirs may
    overlap where it is clear.
    """

    logged: Estimate
    other: Estimate
    difference: Estimate


def snips(log: Iterable[Logged], *, confidence: float = 0.95) -> Estimate | None:
    """What the other policy would have earned a view; ``None`` where the log cannot tell.

    The self-normalised mean of Swaminathan and Joachims ("The self-normalized estimator for
    counterfactual learning", 2015), a decision counting as often as it was viewed. With groups it
    is taken of what decisions earn beside the usual of their group, so that a group whose likely
    picks were never drawn is not left out (Dudík and others, "Doubly robust policy evaluation and
    learning", 2011); without, it is the plain one.

    The interval comes from one residual a decision, enlarged by the share its weight has in the
    whole (a heavy decision pulls the mean towards itself).
    """
    entries = list(log)
    found = _mean_of(entries, [entry.weight for entry in entries])
    return found.estimate(confidence) if found else None


def compare(log: Iterable[Logged], *, confidence: float = 0.95) -> Comparison | None:
    """The other policy beside the log's own; ``None`` where the log cannot tell."""
    entries = list(log)
    logged = _mean_of(entries, [1.0] * len(entries))
    other = _mean_of(entries, [entry.weight for entry in entries])
    if not logged or not other:
        return None
    difference = _Mean(
        other.value - logged.value,
        [theirs - ours for theirs, ours in zip(other.residuals, logged.residuals, strict=True)],
        other.effective,
    )
    return Comparison(*(mean.estimate(confidence) for mean in (logged, other, difference)))


@dataclass(frozen=True, slots=True)
class _Mean:
    value: float
    residuals: Sequence[float]  # by how much each decision moves the value
    effective: float

    def estimate(self, confidence: float) -> Estimate:
        if self.effective <= 2:
            return Estimate(self.value, -math.inf, math.inf, self.effective)
        squares = [residual**2 for residual in self.residuals]
        reach = _quantile(confidence, self._freedom(squares)) * math.sqrt(sum(squares))
        return Estimate(self.value, self.value - reach, self.value + reach, self.effective)

    def _freedom(self, squares: Sequence[float]) -> float:
        """Of Student's t: few where the variance hangs on a few decisions (Satterthwaite)."""
        variance = sum(squares)
        uncertain = sum(square**2 for square in squares) - variance**2 / len(squares)
        freedom = 2 * variance**2 / uncertain if uncertain > 0 else math.inf
        return max(1.5, min(freedom, self.effective - 1))


def _mean_of(entries: Sequence[Logged], weights: Sequence[float]) -> _Mean | None:
    counts = [w * entry.views for w, entry in zip(weights, entries, strict=True)]
    total = sum(counts)
    if not total:
        return None
    views = sum(entry.views for entry in entries)
    usual = [each * entry.views for each, entry in zip(_usual(entries), entries, strict=True)]
    base = sum(usual) / views
    above = [entry.reward - expected for entry, expected in zip(entries, usual, strict=True)]
    gain = sum(w * extra for w, extra in zip(weights, above, strict=True)) / total
    residuals = [
        # Nothing is left of the total where one decision is the whole log: anything is open then.
        w * (extra - gain * entry.views) / (total - count or total)
        + (expected - base * entry.views) / views
        for w, count, extra, expected, entry in zip(
            weights, counts, above, usual, entries, strict=True
        )
    ]
    return _Mean(base + gain, residuals, total**2 / sum(count**2 for count in counts))


def _usual(entries: Sequence[Logged]) -> list[float]:
    """For each decision what its group earns a view.

    The mean of all counts as one more decision of the group, so that a small one stays near it.
    """
    rewards: defaultdict[Hashable, float] = defaultdict(float)
    views: defaultdict[Hashable, float] = defaultdict(float)
    for entry in entries:
        rewards[entry.group] += entry.reward
        views[entry.group] += entry.views
    typical = sum(views.values()) / len(entries)
    mean = sum(rewards.values()) / sum(views.values())
    return [
        (rewards[entry.group] + mean * typical) / (views[entry.group] + typical)
        for entry in entries
    ]


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
