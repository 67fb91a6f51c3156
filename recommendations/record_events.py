from __future__ import annotations

import logging
from collections.abc import Iterable

from django.db import transaction

from .models import Event

logger = logging.getLogger(__name__)


def record_events(events: Iterable[Event]) -> None:
    """Stores them, each key once, and has them counted after the commit.

    With Celery a worker counts them at once; without it the host calls ``fold_events``.
    """
    Event.objects.bulk_create(events, ignore_conflicts=True)
    transaction.on_commit(_ask_for_count)


def _ask_for_count() -> None:
    try:
        from .tasks import fold
    except ImportError:
        return
    try:
        fold.apply_async(retry=False)
    except fold.OperationalError:
        # The events are stored; the next run by the clock counts them.
        logger.warning("No worker could be asked to count events: the broker does not answer.")
