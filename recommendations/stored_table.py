"""``learning.Table`` kept in the database: a row a tally, a row a cell.

Only what an event touches is read and written; the arithmetic stays ``learning.Table``'s own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F

from .learning import WINDOW, Cell, Table, Tally
from .models import ItemCell, ItemTally

TALLIED = ("seen", "followed", "places", "at_once")
MEASURED = ("weight", "together", "next_to", "next_at_once")
BATCH = 500  # rows written at once
NOBODY = ""  # no item: at its tally those who learn wait for each other


def load(table: str, items: Collection[str], *, rows_only: bool = False) -> Table[str]:
    """With the rows of ``items``, so that it answers for their histories; two queries.

    With ``rows_only`` it is empty where they have no rows, for one query.
    """
    learned: Table[str] = Table()
    cells = ItemCell.objects.filter(table=table, source__in=items).order_by("pk")
    for stored in cells:
        learned.rows.setdefault(stored.source, {})[stored.target] = _cell(stored)
    if rows_only and not learned.rows:
        return learned
    targets = (target for row in learned.rows.values() for target in row)
    learned.tallies = _tallies(table, {*items, *targets})
    return learned


def wait_for_others(table: str) -> None:
    """Until the end of the transaction nobody else changes this table; needs a transaction."""
    nobody = ItemTally.objects.filter(table=table, item=NOBODY)
    if not nobody.update(seen=F("seen") + 1):
        ItemTally.objects.bulk_create([ItemTally(table=table)], ignore_conflicts=True)
        nobody.update(seen=F("seen") + 1)


@transaction.atomic
def learn(table: str, before: Sequence[str], item: str, gap: float | None = None) -> None:
    """As ``Table.learn``. Workers at it at once lose nothing; at most seven queries."""
    wait_for_others(table)
    window = [earlier for earlier in reversed(before[-WINDOW:]) if earlier != item]
    sources = {item, *window}
    learned: Table[str] = Table()
    known = _tallies(table, sources)
    learned.tallies = dict(known)
    stored = list(ItemCell.objects.filter(table=table, source__in=sources).order_by("pk"))
    cells = [_cell(row) for row in stored]
    for row, cell in zip(stored, cells, strict=True):
        learned.rows.setdefault(row.source, {})[row.target] = cell

    learned.learn(before, item, gap)

    crowded_out = [
        row.pk
        for row, cell in zip(stored, cells, strict=True)
        if learned.rows[row.source].get(row.target) is not cell
    ]
    if crowded_out:
        ItemCell.objects.filter(pk__in=crowded_out).delete()
    touched = {place: None for earlier in window for place in ((earlier, item), (item, earlier))}
    _write_cells(table, learned, touched)
    counted = {item, *before[-1:]}
    _write_tallies(
        table, learned, [one for one in learned.tallies if one in counted or one not in known]
    )


@transaction.atomic
def replace(table: str, learned: Table[str]) -> None:
    """``learned`` takes the place of all that was known."""
    wait_for_others(table)
    ItemCell.objects.filter(table=table).delete()
    ItemTally.objects.filter(table=table).exclude(item=NOBODY).delete()
    _write_tallies(table, learned, learned.tallies)
    _write_cells(
        table, learned, ((source, target) for source, row in learned.rows.items() for target in row)
    )


def _tallies(table: str, items: Collection[str]) -> dict[str, Tally]:
    stored = ItemTally.objects.filter(table=table, item__in=items).order_by("pk")
    return {row.item: Tally(**_values(row, TALLIED)) for row in stored}


def _cell(row: ItemCell) -> Cell:
    return Cell(**_values(row, MEASURED))


def _write_tallies(table: str, learned: Table[str], items: Iterable[str]) -> None:
    rows = [
        ItemTally(table=table, item=item, **_values(learned.tallies[item], TALLIED))
        for item in items
    ]
    ItemTally.objects.bulk_create(
        rows, BATCH, update_conflicts=True, unique_fields=["table", "item"], update_fields=TALLIED
    )


def _write_cells(table: str, learned: Table[str], places: Iterable[tuple[str, str]]) -> None:
    rows = [
        ItemCell(table=table, source=source, target=target, **_values(cell, MEASURED))
        for source, target in places
        if (cell := learned.rows[source].get(target)) is not None
    ]
    ItemCell.objects.bulk_create(
        rows,
        BATCH,
        update_conflicts=True,
        unique_fields=["table", "source", "target"],
        update_fields=MEASURED,
    )


def _values(kept: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(kept, name) for name in names}
