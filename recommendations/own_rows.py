"""Rows of knowledge that the back office adds: every process that serves follows them.

A stamp in Django's cache tells a change; it is looked at before a request and before a task, at
most every ``KNOWLEDGE_SECONDS``. A cache that forgets, or that other processes do not share, costs
one query and at most ``STAMP_LASTS``: the stamp is made from the table itself. The commands that
read files look at neither cache nor database.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from threading import Lock
from time import monotonic
from typing import Any

from django.core.cache import cache
from django.core.signals import request_started
from django.db import transaction
from django.db.models import Count, Max
from django.db.models.signals import post_delete, post_save

from . import conf, knowledge
from .all_tables import without_wrong
from .knowledge import OwnRow
from .models import KnowledgeRow

log = logging.getLogger(__name__)

STAMP = "recommendations:knowledge"
STAMP_LASTS = 60  # seconds

_lock = Lock()
_looked_at: float | None = None
_followed = ""  # the stamp of the rows that count in this process


def connect() -> None:
    request_started.connect(follow, dispatch_uid="recommendations.own_rows")
    with suppress(ImportError):
        from celery.signals import task_prerun

        task_prerun.connect(follow, dispatch_uid="recommendations.own_rows")
    post_save.connect(_changed, sender=KnowledgeRow, dispatch_uid="recommendations.own_rows")
    post_delete.connect(_changed, sender=KnowledgeRow, dispatch_uid="recommendations.own_rows")


def follow(**kwargs: Any) -> None:
    """Lets this process know the rows of the back office. Never raises: what was known serves on.

    To be called by hand where neither a request nor a Celery task begins.
    """
    global _looked_at
    seconds = conf.get("KNOWLEDGE_SECONDS")
    if seconds is None or (_looked_at is not None and monotonic() - _looked_at < seconds):
        return
    if not _lock.acquire(blocking=False):
        return  # another thread is looking
    try:
        _follow()
    except Exception:
        log.exception("The rows of knowledge of the back office cannot be read.")
    finally:
        _looked_at = monotonic()
        _lock.release()


def _follow() -> None:
    global _followed
    try:
        stamp = str(cache.get_or_set(STAMP, stamp_of_table, STAMP_LASTS))
    except Exception:  # whatever the host's cache raises when it is down
        stamp = stamp_of_table()
    if stamp == _followed:
        return
    rows = own_rows()
    if rows or knowledge.current().rows:
        book, errors = without_wrong(rows)
        for error in errors:
            log.error("A row of the back office is left out. %s", error)
        knowledge.adopt(book)
    _followed = stamp


def stamp_of_table() -> str:
    found = KnowledgeRow.objects.aggregate(Count("pk"), Max("pk"), Max("changed_at"))
    return " ".join(str(value) for value in found.values())


def own_rows() -> list[OwnRow]:
    return [OwnRow(row.table, row.pk, row.values, row.remove) for row in KnowledgeRow.objects.all()]


def _changed(**kwargs: Any) -> None:
    transaction.on_commit(announce, robust=True)


def announce() -> None:
    """Tells every process, this one first. For whoever changes rows past the models' signals."""
    global _looked_at
    cache.set(STAMP, stamp_of_table(), STAMP_LASTS)
    _looked_at = None
