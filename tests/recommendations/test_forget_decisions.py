"""Which decisions are kept: what serves, what was seen within a year, and one day of the rest."""

import datetime
from typing import Any

import pytest

from recommendations.forget_decisions import forget_old_decisions
from recommendations.models import Decision, Event
from recommendations.tasks import forget

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def decided(age: datetime.timedelta, **more: Any) -> Decision:
    given: dict[str, Any] = {"content": "plan:a", "policy": "1", "candidates": {}, "picks": []}
    return Decision.objects.create(slot=NOON - age, propensity=1, **given | more)


def kept() -> set[Any]:
    return set(Decision.objects.values_list("pk", flat=True))


def test_unseen_ones_go_after_a_day() -> None:
    decided(3 * DAY)
    yesterday = decided(DAY / 2)
    now = decided(0 * DAY)
    assert forget_old_decisions(at=NOON) == 1
    assert kept() == {yesterday.pk, now.pk}


def test_what_serves_is_kept_however_old() -> None:
    serving = decided(700 * DAY)
    other_policy = decided(3 * DAY, policy="2")
    other_content = decided(3 * DAY, content="plan:b")
    assert forget_old_decisions(at=NOON) == 0
    assert kept() == {serving.pk, other_policy.pk, other_content.pk}


def test_what_was_seen_is_kept_for_400_days() -> None:
    old = decided(401 * DAY, shown=3)
    event = Event.objects.create(key="1", verb="shown", product="item:a", decision=old, at=NOON)
    seen = decided(399 * DAY, shown=3)
    now = decided(0 * DAY)
    assert forget_old_decisions(at=NOON) == 1
    assert kept() == {seen.pk, now.pk}
    event.refresh_from_db()
    assert event.decision is None


def test_the_nightly_task_does_it() -> None:
    gone, now = decided(3 * DAY), decided(2 * DAY)
    forget()
    assert gone.pk not in kept()
    assert now.pk in kept()
