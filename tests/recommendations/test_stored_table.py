"""What people went on to, kept in the database: the same figures as in memory."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from recommendations import stored_table
from recommendations.learning import NEIGHBOURS, WINDOW, Table
from recommendations.models import ItemCell, ItemTally
from tests.racing import at_once

TABLE = "bought"
ITEMS = [f"item:{number}" for number in range(6)]

pytestmark = pytest.mark.django_db

events = st.tuples(
    st.lists(st.sampled_from(ITEMS), max_size=WINDOW + 3),
    st.sampled_from(ITEMS),
    st.none() | st.floats(0, 10**6),
)


def both(learnt: list[tuple[list[str], str, float | None]]) -> tuple[Table[str], Table[str]]:
    """The table in memory and the stored one after the same events."""
    in_memory: Table[str] = Table()
    for before, item, gap in learnt:
        in_memory.learn(before, item, gap)
        stored_table.learn(TABLE, before, item, gap)
    return in_memory, stored_table.load(TABLE, list(in_memory.tallies))


def figures(table: Table[str]) -> Any:
    tallies = {
        item: (tally.seen, tally.followed, tally.places, tally.at_once)
        for item, tally in table.tallies.items()
    }
    rows = {
        source: [
            (target, cell.weight, cell.together, cell.next_to, cell.next_at_once)
            for target, cell in row.items()
        ]
        for source, row in table.rows.items()
    }
    return tallies, rows


@tries(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(events, max_size=6), st.lists(st.sampled_from(ITEMS), max_size=4))
def test_stored_and_in_memory_answer_alike(
    db: None, learnt: list[tuple[list[str], str, float | None]], history: list[str]
) -> None:
    ItemCell.objects.all().delete()
    ItemTally.objects.all().delete()
    in_memory, stored = both(learnt)
    assert figures(stored) == figures(in_memory)
    assert stored.best(history, limit=9) == in_memory.best(history, limit=9)


def test_a_crowded_row_lets_go_of_the_same_neighbour() -> None:
    crowd = [f"guest:{number}" for number in range(NEIGHBOURS + WINDOW)]
    learnt: list[tuple[list[str], str, float | None]] = [
        (crowd[start : start + WINDOW], "host:1", None) for start in range(0, len(crowd), WINDOW)
    ]
    in_memory, stored = both(learnt)
    assert ItemCell.objects.filter(source="host:1").count() == NEIGHBOURS
    assert figures(stored) == figures(in_memory)


def test_only_the_rows_asked_for_are_read(django_assert_num_queries: Any) -> None:
    for item in ITEMS:
        stored_table.learn(TABLE, [other for other in ITEMS if other != item], item)
    with django_assert_num_queries(2):
        loaded = stored_table.load(TABLE, ["item:0"])
    assert set(loaded.rows) == {"item:0"}
    assert set(loaded.tallies) == set(ITEMS)


def test_an_event_costs_few_queries_and_touches_few_rows(django_assert_num_queries: Any) -> None:
    long = [f"item:{number}" for number in range(40)]
    stored_table.learn(TABLE, long[:30], long[30])
    assert ItemCell.objects.count() == 2 * WINDOW
    # Wait, tallies, cells, two upserts; the rest opens and closes the transaction.
    with django_assert_num_queries(7):
        stored_table.learn(TABLE, long[:30], long[30])


def test_tables_do_not_mix() -> None:
    stored_table.learn("bought", ["item:0"], "item:1")
    stored_table.learn("read", ["item:0"], "item:2")
    assert list(stored_table.load("bought", ["item:0"]).rows["item:0"]) == ["item:1"]
    assert list(stored_table.load("read", ["item:0"]).rows["item:0"]) == ["item:2"]


def test_a_table_can_take_the_place_of_another() -> None:
    stored_table.learn(TABLE, ["item:0"], "item:1")
    stored_table.learn("read", ["item:0"], "item:1")
    fresh: Table[str] = Table()
    fresh.learn_history(["item:3", "item:4", "item:5"])
    stored_table.replace(TABLE, fresh)
    assert figures(stored_table.load(TABLE, ITEMS)) == figures(fresh)
    assert "item:0" in stored_table.load("read", ["item:0"]).rows


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_lose_nothing() -> None:
    def learn(number: int) -> Callable[[], None]:
        before = ITEMS if number % 2 else ITEMS[::-1]
        return lambda: stored_table.learn(TABLE, before[:-1], before[-1])

    assert at_once([learn(number) for number in range(12)]) == [None] * 12
    connection.close()
    in_memory: Table[str] = Table()
    for number in range(12):
        before = ITEMS if number % 2 else ITEMS[::-1]
        in_memory.learn(before[:-1], before[-1])
    stored = stored_table.load(TABLE, ITEMS)
    assert {item: tally.seen for item, tally in stored.tallies.items()} == {
        item: tally.seen for item, tally in in_memory.tallies.items()
    }
    for source, row in in_memory.rows.items():
        for target, cell in row.items():
            kept = stored.rows[source][target]
            assert kept.together == cell.together
            assert kept.weight == pytest.approx(cell.weight)
