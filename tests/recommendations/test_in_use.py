"""What a visitor has bought and not yet used up is not shown to her."""

import datetime

import pytest
from pytest_django import Settings

from recommendations.contract import Purchase, Ref
from recommendations.pairing import in_use, pair

from .host.things import PLANS
from .host.visitors import SPRING, History

pytestmark = pytest.mark.usefixtures("host")

DAY = datetime.timedelta(days=1)
WASH, OIL = Ref("item", "wash"), Ref("item", "oil")


@pytest.fixture(autouse=True)
def _history(settings: Settings, host: None) -> None:
    path = f"{History.__module__}.{History.__qualname__}"
    settings.RECOMMENDATIONS = {**settings.RECOMMENDATIONS, "PURCHASE_HISTORY": path}


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, {WASH, OIL}), (19, {WASH, OIL}), (20, {WASH}), (59, {WASH}), (60, set())],
)
def test_as_long_as_it_lasts_and_60_days_where_nobody_knows(days: int, expected: set[Ref]) -> None:
    assert in_use("regular", SPRING + days * DAY) == expected


@pytest.mark.parametrize("visitor", ["", "stranger"])
def test_of_a_stranger_nothing_is_known(visitor: str) -> None:
    assert in_use(visitor, SPRING) == frozenset()


def test_without_a_history_nobody_is_asked(settings: Settings) -> None:
    settings.RECOMMENDATIONS = {**settings.RECOMMENDATIONS, "PURCHASE_HISTORY": None}
    assert in_use("regular", SPRING) == frozenset()


@pytest.mark.django_db
def test_picks_leave_it_out(monkeypatch: pytest.MonkeyPatch) -> None:
    run = PLANS["long-run"]
    usual = [pick.ref for pick in pair(run, language="en")]
    ages = datetime.datetime(2126, 1, 1, tzinfo=datetime.UTC)
    monkeypatch.setitem(History.bought, "regular", [Purchase(usual[0], ages)])
    hers = [pick.ref for pick in pair(run, language="en", visitor="regular")]
    assert usual[0] not in hers
    assert [pick.ref for pick in pair(run, language="en", visitor="stranger")] == usual
