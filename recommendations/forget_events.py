from __future__ import annotations

import datetime

from django.utils import timezone

from .models import Event

# Counts are what is kept; raw reports only serve to find out what went wrong.
REPORTS_KEPT = datetime.timedelta(days=30)
# Long enough to see what goes with a bottle that lasts a season.
PURCHASES_KEPT = datetime.timedelta(days=400)


def forget_old_events(*, at: datetime.datetime | None = None) -> int:
    """Deletes what has been counted and is old; says how many events."""
    at = at or timezone.now()
    bought = Event.Verb.BOUGHT
    reports = Event.objects.counted_before(at - REPORTS_KEPT).exclude(verb=bought)
    purchases = Event.objects.counted_before(at - PURCHASES_KEPT).filter(verb=bought)
    return reports.delete()[0] + purchases.delete()[0]


def forget_visitor(visitor: str) -> int:
    """What was counted stays; nothing says any more that it was one person."""
    return Event.objects.filter(visitor=visitor).exclude(visitor="").update(visitor="")
