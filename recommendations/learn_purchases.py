"""What people went on to buy, one person's purchases being one history."""

from __future__ import annotations

import datetime
from collections import defaultdict

from django.db import transaction

from . import stored_table
from .learning import Table
from .models import Event

TABLE = "bought"

# {product: when first bought}, in that order.
History = dict[str, datetime.datetime]


def learn_purchase(event: Event) -> None:
    """A product bought again teaches nothing, so each person counts once for two products."""
    history: History = {}
    for product, at in event.purchases_before().values_list("product", "at"):
        history.setdefault(product, at)
    if event.product not in history:
        stored_table.learn(TABLE, list(history), event.product, _gap(history, event.at))


@transaction.atomic
def relearn_purchases() -> int:
    """All anew, from the purchases that are still stored and have been counted; says how many."""
    stored_table.wait_for_others(TABLE)
    learned: Table[str] = Table()
    histories: dict[str, History] = defaultdict(dict)
    learnt = 0
    for event in Event.objects.purchases().iterator():
        history = histories[event.visitor]
        if event.folded and event.product not in history:
            learned.learn(list(history), event.product, _gap(history, event.at))
            learnt += 1
        history.setdefault(event.product, event.at)
    stored_table.replace(TABLE, learned)
    return learnt


def _gap(history: History, at: datetime.datetime) -> float | None:
    if not history:
        return None
    return (at - next(reversed(history.values()))).total_seconds()
