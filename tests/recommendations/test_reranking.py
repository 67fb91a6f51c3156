"""How near items lie that few or none took together."""

import pytest

from recommendations.learning import Table

np = pytest.importorskip("numpy", reason="needs the extra [learn]")
pytest.importorskip("sklearn", reason="needs the extra [learn]")

OILS, WASHES = ["oil-1", "oil-2", "oil-3"], ["wash-1", "wash-2", "wash-3"]
# Two circles of people; "towel" and "soap" end each of them, but nobody took soap after oil-1.
HISTORIES = [
    *[[OILS[n % 3], OILS[(n + 1) % 3], "towel"] for n in range(30)],
    *[[WASHES[n % 3], WASHES[(n + 1) % 3], "soap"] for n in range(30)],
]


@pytest.fixture
def table() -> Table[str]:
    table: Table[str] = Table()
    for items in HISTORIES:
        table.learn_history(items)
    return table


def test_what_the_same_people_lead_to_is_nearer(table: Table[str]) -> None:
    from recommendations.reranking import Nearness

    pool = [("towel", 1.0), ("soap", 1.0)]
    last, before, alike = Nearness(table).of(["oil-1", "oil-2"], pool)
    for towel, soap in (last, before, alike):
        assert towel > 10 * abs(soap)


def test_what_came_later_is_near_to_nothing(table: Table[str]) -> None:
    from recommendations.reranking import Nearness

    nearness = Nearness(table)
    table.learn(["oil-1"], "brand new")
    assert not nearness.of(["oil-1"], [("brand new", 1.0)]).any()
    assert not nearness.of(["never heard of"], [("towel", 1.0)]).any()
    assert nearness.of(["towel", "never heard of"], [("oil-1", 1.0)])[0] == 0


def test_the_smallest_table_has_a_nearness() -> None:
    from recommendations.reranking import Nearness

    table: Table[str] = Table()
    table.learn(["a"], "b")
    assert np.isfinite(Nearness(table).of(["a"], [("b", 1.0)])).all()
