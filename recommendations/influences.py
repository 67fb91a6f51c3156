"""What the merchant decided and what readers did, as the engine takes it."""

from __future__ import annotations

import datetime
import sys
from collections import defaultdict
from collections.abc import Collection

from django.db.models import Sum
from django.utils import timezone

from .contract import Ref
from .engine import Influence
from .learning import Evidence
from .models import MerchandisingRule, PairCount

COUNTS = ("shown", "clicked", "bought")


def influences_on(
    contents: Collection[Ref],
    at: datetime.datetime | None = None,
    *,
    rules: Collection[MerchandisingRule] | None = None,
) -> dict[Ref, Influence]:
    """For each of ``contents``, in three queries for all of them.

    ``rules`` hold in the place of those that are stored and in force.
    """
    everywhere = Evidence(**_totals())
    pairs: dict[str, dict[Ref, Evidence]] = defaultdict(dict)
    keys = [str(content) for content in contents]
    for count in PairCount.objects.filter(content__in=keys):
        pairs[count.content][Ref.parse(count.product)] = Evidence(
            count.shown, count.clicked, count.bought
        )
    if rules is None:
        rules = list(MerchandisingRule.objects.for_contents(keys).in_force(at or timezone.now()))
    return {
        content: _influence(
            [rule for rule in rules if rule.content in ("", str(content))],
            pairs[str(content)],
            everywhere,
        )
        for content in contents
    }


def _totals() -> dict[str, int]:
    sums = PairCount.objects.aggregate(**{name: Sum(name, default=0) for name in COUNTS})
    return {name: sums[name] for name in COUNTS}


def _influence(
    rules: list[MerchandisingRule], pairs: dict[Ref, Evidence], everywhere: Evidence
) -> Influence:
    """A rule for this content comes before one for all; of two alike, the older one."""
    rules = sorted(rules, key=lambda rule: (rule.content == "", rule.pk or sys.maxsize))
    kind = MerchandisingRule.Kind
    factors: dict[Ref, float] = {}
    for rule in rules:
        if rule.kind == kind.BOOST:
            factors.setdefault(Ref.parse(rule.product), rule.factor)
    return Influence(
        excluded=frozenset(Ref.parse(r.product) for r in rules if r.kind == kind.EXCLUDE),
        pinned=tuple(dict.fromkeys(Ref.parse(r.product) for r in rules if r.kind == kind.PIN)),
        factors=factors,
        pairs=pairs,
        everywhere=everywhere,
    )
