from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.catalogue.prior_price import Entry, Offer, Step, offers, prior_price, thirty_days_before
from tests.catalogue import price_histories
from tests.catalogue.price_histories import ZONE

NOON = datetime(2026, 6, 1, 10, tzinfo=UTC)


def day(number: float) -> datetime:
    """Days before (negative) and after the reduction of these examples begins."""
    return NOON + timedelta(days=number)


def log(*entries: tuple[float, int | None]) -> list[Entry]:
    return [Entry(day(number), price) for number, price in entries]


def steps(*given: tuple[float, float | None, int]) -> list[Step]:
    return [
        Step(day(starts), None if ends is None else day(ends), price)
        for starts, ends, price in given
    ]


ALWAYS_399 = [(-90, 399)]
FROM_NOW_ON_319 = [(0, 14, 319)]


@pytest.mark.parametrize(
    ("entries", "reductions", "asked", "prior"),
    [
        pytest.param(ALWAYS_399, FROM_NOW_ON_319, 1, 399, id="plain"),
        pytest.param(ALWAYS_399, FROM_NOW_ON_319, 0, 399, id="from its first moment"),
        pytest.param(ALWAYS_399, FROM_NOW_ON_319, 14, None, id="over at its end"),
        pytest.param(ALWAYS_399, FROM_NOW_ON_319, -1, None, id="not yet"),
        pytest.param(ALWAYS_399, [(0, None, 319)], 400, 399, id="until further notice"),
        pytest.param(
            [(-90, 399), (-20, 499), (-1, 399)], FROM_NOW_ON_319, 1, 399, id="put up before"
        ),
        pytest.param(
            [(-90, 299), (-20, 499)], FROM_NOW_ON_319, 1, None, id="was lower 30 days before"
        ),
        pytest.param(
            [(-90, 299), (-31, 499)], FROM_NOW_ON_319, 1, 499, id="was lower, but long before"
        ),
        pytest.param(
            [(-90, 299), (-30, 499)], FROM_NOW_ON_319, 1, 499, id="ended as the 30 days began"
        ),
        pytest.param([(-90, 299), (-29.99, 499)], FROM_NOW_ON_319, 1, None, id="ended just within"),
        pytest.param(
            [(-90, 399), (-10, 359), (-9, 399)], FROM_NOW_ON_319, 1, 359, id="lower for a day"
        ),
        pytest.param([(-5, 399)], FROM_NOW_ON_319, 1, 399, id="on sale for five days"),
        pytest.param([(0, 399)], FROM_NOW_ON_319, 1, None, id="never seen before"),
        pytest.param([(2, 399)], FROM_NOW_ON_319, 3, None, id="on sale since the reduction runs"),
        pytest.param(
            [(-90, 299), (-20, None), (-10, 399)], FROM_NOW_ON_319, 1, None, id="gap hides nothing"
        ),
        pytest.param(
            [(-90, 399), (-40, None), (0, 399)], FROM_NOW_ON_319, 1, None, id="hidden for 30 days"
        ),
        pytest.param(
            [(-90, 399), (3, None), (4, 399)], FROM_NOW_ON_319, 5, 399, id="hidden in the middle"
        ),
        pytest.param(
            ALWAYS_399, [(0, 5, 359), (5, 9, 319), (9, 14, 279)], 10, 399, id="deeper and deeper"
        ),
        pytest.param(
            ALWAYS_399, [(0, 40, 359), (38, 50, 279)], 45, 399, id="deeper after the 30 days"
        ),
        pytest.param(ALWAYS_399, [(0, 5, 319), (5, 9, 359)], 6, None, id="back up"),
        pytest.param(ALWAYS_399, [(0, 5, 319), (6, 9, 279)], 7, 319, id="deeper after a break"),
        pytest.param(ALWAYS_399, [(0, 14, 319), (3, 5, 279)], 4, 399, id="deeper for a while"),
        pytest.param(ALWAYS_399, [(0, 14, 319), (3, 5, 279)], 6, None, id="back from deeper"),
        pytest.param(
            [(-90, 399), (3, 299)], FROM_NOW_ON_319, 4, None, id="ordinary price falls below"
        ),
        pytest.param([(-90, 399), (3, 359)], FROM_NOW_ON_319, 4, 399, id="ordinary price falls"),
        pytest.param([(-90, 399), (3, 499)], FROM_NOW_ON_319, 4, 399, id="ordinary price rises"),
        pytest.param(ALWAYS_399, [(0, 0, 319)], 0, None, id="called off"),
    ],
)
def test_the_prior_price_is_the_lowest_of_the_30_days_before(entries, reductions, asked, prior):
    assert prior_price(log(*entries), steps(*reductions), day(asked), zone=ZONE) == prior


@pytest.mark.parametrize(
    ("moment", "since"),
    [
        # An hour is missing in between: 30 days of 24 hours reach further back.
        ("2026-04-10T12:00+02:00", "2026-03-11T11:00+01:00"),
        # An hour comes twice: 30 days on the wall clock reach further back.
        ("2026-11-10T12:00+01:00", "2026-10-11T12:00+02:00"),
        ("2026-07-10T12:00+02:00", "2026-06-10T12:00+02:00"),
        # The time on the wall that did not exist, and the one that came twice.
        ("2026-04-28T02:30+02:00", "2026-03-29T01:30+01:00"),
        ("2026-11-24T02:30+01:00", "2026-10-25T02:30+02:00"),
    ],
)
def test_30_days_are_never_shorter_by_either_count(moment, since):
    found = thirty_days_before(datetime.fromisoformat(moment), zone=ZONE)
    assert found == datetime.fromisoformat(since)


@pytest.mark.parametrize(
    ("hours", "prior"),
    [(-0.5, 39900), (0.5, 29900)],
    ids=["ended before the 30 days", "ended within them"],
)
@pytest.mark.parametrize("began", ["2026-04-10T12:00+02:00", "2026-11-10T12:00+01:00"])
def test_over_a_change_of_the_clocks_the_edge_is_kept(began, hours, prior):
    starts = datetime.fromisoformat(began)
    edge = thirty_days_before(starts, zone=ZONE)
    entries = [
        Entry(edge - timedelta(days=60), 29900),
        Entry(edge + timedelta(hours=hours), 39900),
    ]
    assert prior_price(entries, [Step(starts, None, 19900)], starts, zone=ZONE) == prior


@pytest.mark.parametrize(
    ("price", "prior", "percent"),
    [(319, 399, 20), (320, 399, 19), (266, 399, 33), (398, 399, 0), (1, 399, 99), (319, None, 0)],
)
def test_a_percentage_is_never_overstated(price, prior, percent):
    offer = Offer(NOON, None, price, prior)
    assert offer.percent == percent
    assert prior is None or price <= prior * (100 - percent) / 100


def test_each_stretch_of_a_reduction_is_one_offer():
    found = offers(log(*ALWAYS_399), steps((0, 5, 359), (5, None, 319)), zone=ZONE)
    assert found == [Offer(day(0), day(5), 359, 399), Offer(day(5), None, 319, 399)]


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False))
def test_it_agrees_with_walking_back_hour_by_hour(random):
    assert list(price_histories.mismatches(price_histories.some_history(random))) == []


def test_the_same_number_gives_the_same_histories():
    """So that a figure of `price_histories` can be repeated."""
    first, again = (price_histories.some_history(Random(7)) for _ in range(2))
    assert first == again


def test_the_comparison_can_be_run_by_itself(capsys):
    assert price_histories.main(100) == 0
    assert "100 histories" in capsys.readouterr().out
