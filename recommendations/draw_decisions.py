"""What every content shows during a time slot, drawn once for all visitors and written down.

So pages can be cached and still explore, and the log can judge another policy later.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.utils import timezone

from . import conf, engine, knowledge, stock
from .batches import in_batches
from .contract import Content
from .influences import influences_on
from .models import Decision
from .shelf import Shelf


@knowledge.held()
def draw_decisions(*, at: datetime.datetime | None = None) -> int:
    """For the slot that ``at`` lies in; returns how many decisions are new.

    May run any number of times, in any number of workers: a slot's seed always draws the same,
    and the first to store it wins. Where nobody has looked since the last decision and the
    candidates are what they were, that one goes on.
    """
    at = at or timezone.now()
    contents, shelf = conf.content_source(), stock.newest()
    new = 0
    for refs in in_batches(contents.refs()):
        drawn = _draw(contents.get(refs).values(), shelf, at)
        new += len(Decision.objects.bulk_create(drawn, ignore_conflicts=True))
    return new


def _draw(contents: Collection[Content], shelf: Shelf, at: datetime.datetime) -> list[Decision]:
    policy, slot = conf.policy(), conf.slot(at)
    influences = influences_on([content.ref for content in contents], at)
    latest = Decision.objects.serving(
        [str(content.ref) for content in contents], policy.version, at
    )
    decisions = []
    for content in contents:
        before = latest.get(str(content.ref))
        if before is not None and before.slot >= slot:
            continue
        found = engine.draw(
            content,
            shelf,
            policy=policy,
            seed=f"{content.ref} {policy.version} {slot.isoformat()}",
            influence=influences[content.ref],
        )
        decision = Decision.of(content.ref, policy, slot, found)
        if found.picks and (
            before is None or before.shown or before.candidates != decision.candidates
        ):
            decisions.append(decision)
    return decisions
