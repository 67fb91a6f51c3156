"""What a page reports of its picks.

``{"decision": id, "events": [{"verb": "shown", "product": "kind:key", "key": random}]}``
"""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

from .models import Decision, Event

MOST_BYTES = 10_000
MOST_EVENTS = 40
VERBS = (Event.Verb.SHOWN, Event.Verb.CLICKED)
# Random, by the page: the same report sent twice is one event.
KEY = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)


class ReportRefused(ValueError):
    """Nothing was stored; the sentence says what is wrong and what is expected."""


def read_report(body: bytes) -> list[Event]:
    """Events that are not stored yet. Raises ReportRefused."""
    if len(body) > MOST_BYTES:
        raise ReportRefused(f"A report has at most {MOST_BYTES} bytes.")
    try:
        report = json.loads(body)
    except (ValueError, RecursionError):
        raise ReportRefused("A report is a JSON object; this is no JSON.") from None
    if not isinstance(report, dict):
        raise ReportRefused("A report is a JSON object with decision and events.")
    entries = report.get("events")
    if not isinstance(entries, list) or not 1 <= len(entries) <= MOST_EVENTS:
        raise ReportRefused(f"events: a list of 1 to {MOST_EVENTS} is expected.")
    decision = _decision(report.get("decision"))
    return [_event(entry, number, decision) for number, entry in enumerate(entries, start=1)]


def _decision(given: Any) -> Decision:
    try:
        found = Decision.objects.filter(pk=uuid.UUID(given)).first()
    except (AttributeError, TypeError, ValueError):
        raise ReportRefused(f"decision: a UUID is expected, not {given!r:.60}.") from None
    if found is None:
        raise ReportRefused(f"decision: {given} is not known.")
    return found


def _event(entry: Any, number: int, decision: Decision) -> Event:
    if not isinstance(entry, dict):
        raise ReportRefused(f"Event {number} is no JSON object.")
    verb, product, key = (entry.get(name) for name in ("verb", "product", "key"))
    if verb not in VERBS:
        raise ReportRefused(f"Event {number}: verb is one of {', '.join(VERBS)}, not {verb!r:.60}.")
    if product not in decision.picks:
        raise ReportRefused(f"Event {number}: {product!r:.60} is no pick of that decision.")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise ReportRefused(
            f"Event {number}: key is 8 to 64 random letters, digits, - or _, not {key!r:.60}."
        )
    return Event(
        key=f"page:{key}",
        verb=verb,
        content=decision.content,
        product=str(product),
        decision=decision,
    )
