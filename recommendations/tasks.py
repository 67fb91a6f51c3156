"""Run by the host's Celery. Each may run at any time, any number of times, in any worker."""

from __future__ import annotations

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from . import conf
from .draw_decisions import draw_decisions
from .fold_events import fold_events
from .forget_decisions import forget_old_decisions
from .forget_events import forget_old_events


@shared_task
def draw_slot() -> None:
    """Every minute: the first run of a time slot draws for it, the others find it drawn."""
    at = timezone.now()
    drawn = f"recommendations:drawn:{conf.policy().version}:{conf.slot(at).isoformat()}"
    if not cache.add(drawn, 1, timeout=24 * 60 * 60):
        return
    try:
        draw_decisions(at=at)
    except BaseException:
        cache.delete(drawn)
        raise


@shared_task
def fold() -> None:
    """Every few seconds: what was clicked counts in the next ranking."""
    fold_events()


@shared_task
def forget() -> None:
    """Nightly."""
    forget_old_events()
    forget_old_decisions()
