"""What another policy would have earned, from the decisions that readers saw."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from .evaluation import Comparison, Logged, Policy, compare
from .models import Decision

# Below these the interval itself is a guess.
LEAST_EFFECTIVE = 30  # decisions
LEAST_REWARDS = 10


class Reward(StrEnum):
    CLICKS = "clicks"
    ORDERS = "orders"


class Verdict(StrEnum):
    UNKNOWN = "too little to say"
    BETTER = "better"
    WORSE = "worse"
    SAME = "no difference to see"


COLUMNS = {Reward.CLICKS: "clicked", Reward.ORDERS: "bought"}


@dataclass(frozen=True, slots=True)
class Judgement:
    decisions: int
    views: int
    rewards: int
    impossible: int  # decisions that the other policy would never have taken
    found: Comparison | None  # per view

    @property
    def verdict(self) -> Verdict:
        if (
            self.found is None
            or self.rewards < LEAST_REWARDS
            or self.found.other.effective < LEAST_EFFECTIVE
        ):
            return Verdict.UNKNOWN
        difference = self.found.difference
        if difference.low > 0:
            return Verdict.BETTER
        return Verdict.WORSE if difference.high < 0 else Verdict.SAME


def judge_policy(
    *, policy: Policy, reward: Reward = Reward.CLICKS, since: datetime.datetime | None = None
) -> Judgement:
    """From all decisions that were shown; ``since`` leaves out those of earlier time slots.

    What a reader sees depends on the policy, how many readers come does not: so a view's mean
    earnings compare.
    """
    shown = Decision.objects.filter(shown__gt=0)
    if since is not None:
        shown = shown.filter(slot__gte=since)
    log = [
        Logged(
            reward=getattr(decision, COLUMNS[reward]),
            logged=decision.propensity,
            other=policy.propensity_of_steps(decision.picks, decision.candidates.values()),
            views=decision.shown,
            group=decision.content,
        )
        for decision in shown.iterator()
    ]
    return Judgement(
        decisions=len(log),
        views=round(sum(entry.views for entry in log)),
        rewards=round(sum(entry.reward for entry in log)),
        impossible=sum(entry.other == 0 for entry in log),
        found=compare(log),
    )
