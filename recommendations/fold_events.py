"""Raw events into counts: of pairs, of decisions, and of what people went on to buy."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from .learn_purchases import learn_purchase
from .models import Decision, Event, PairCount

BATCH = 500


def fold_events(*, at: datetime.datetime | None = None) -> int:
    """Counts what nobody has counted yet, the oldest first; says how many events.

    Any number of workers may do so at once: each event is counted by one of them, once.
    """
    counted = 0
    # Nobody waits for a lock while there is nothing to count.
    while Event.objects.unfolded().exists() and (batch := _fold_batch(at or timezone.now())):
        counted += batch
    return counted


@transaction.atomic
def _fold_batch(at: datetime.datetime) -> int:
    # Without row locks (SQLite) a writer waits for the one before, or is refused and rolled back.
    others_go_on = connection.features.has_select_for_update_skip_locked
    events = list(Event.objects.unfolded().select_for_update(skip_locked=others_go_on)[:BATCH])
    # Rows are changed in the same order by all, so that no two workers wait for each other.
    _count_pairs([event for event in events if event.content])
    _count_decisions([event for event in events if event.decision_id])
    for event in events:
        if event.verb == Event.Verb.BOUGHT and event.visitor:
            learn_purchase(event)
    Event.objects.filter(pk__in=[event.pk for event in events]).update(folded=at)
    return len(events)


def _count_pairs(events: Sequence[Event]) -> None:
    pairs: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for event in events:
        pairs[event.content, event.product][event.verb] += 1
    in_order = sorted(pairs)
    PairCount.objects.bulk_create(
        [PairCount(content=content, product=product) for content, product in in_order],
        ignore_conflicts=True,
    )
    for content, product in in_order:
        PairCount.objects.filter(content=content, product=product).update(
            **{verb: F(verb) + count for verb, count in pairs[content, product].items()}
        )


def _count_decisions(events: Sequence[Event]) -> None:
    """A decision counts as shown when its first pick was: once for each view of a page.

    So a page view is the unit of ``snips``, however many of its picks came into sight.
    """
    decisions = Decision.objects.filter(pk__in={event.decision_id for event in events})
    first: dict[uuid.UUID | None, str] = {
        pk: picks[0] for pk, picks in decisions.values_list("pk", "picks")
    }
    counts: dict[uuid.UUID | None, Counter[str]] = defaultdict(Counter)
    for event in events:
        if event.verb == Event.Verb.SHOWN:
            counts[event.decision_id]["shown"] += event.product == first.get(event.decision_id)
        elif event.verb in (Event.Verb.CLICKED, Event.Verb.BOUGHT):
            counts[event.decision_id][event.verb] += 1
    for pk in sorted(filter(None, first)):
        changed = {name: F(name) + count for name, count in counts[pk].items() if count}
        if changed:
            Decision.objects.filter(pk=pk).update(**changed)
