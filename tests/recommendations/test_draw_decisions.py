"""Decisions that every visitor of a time slot shares, drawn from the host's own sources."""

import datetime
from dataclasses import dataclass, replace
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from recommendations import conf
from recommendations.contract import Ref
from recommendations.draw_decisions import draw_decisions
from recommendations.influences import influences_on
from recommendations.models import Decision, MerchandisingRule, PairCount
from recommendations.pairing import pair, pair_many
from recommendations.tasks import draw_slot

from .host.sources import Shelf as Goods
from .host.things import ITEMS, PLANS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("host")]

NOON = datetime.datetime(2026, 11, 22, 12, 3, tzinfo=datetime.UTC)
SLOT = datetime.timedelta(minutes=10)
RUN = Ref("plan", "long-run")


def shown(language: str = "en") -> list[str]:
    return [str(pick.ref) for pick in pair(PLANS["long-run"], language=language)]


class TestSlots:
    @pytest.mark.parametrize(
        ("minutes", "begins"), [(10, "12:00"), (7, "12:01"), (60, "12:00"), (1440, "00:00")]
    )
    def test_a_slot_begins_at_a_multiple_of_its_length(
        self, settings: Settings, minutes: int, begins: str
    ) -> None:
        settings.RECOMMENDATIONS = {**settings.RECOMMENDATIONS, "POLICY": {"slot_minutes": minutes}}
        assert f"{conf.slot(NOON):%H:%M}" == begins

    def test_one_decision_a_slot_however_often_it_is_drawn(self) -> None:
        first = draw_decisions(at=NOON)
        assert first == len(PLANS) - 2  # a draft, and one that no product fits
        assert draw_decisions(at=NOON + datetime.timedelta(minutes=6)) == 0
        assert Decision.objects.filter(content=str(RUN)).count() == 1

    def test_the_next_slot_draws_anew_only_what_was_seen(self) -> None:
        draw_decisions(at=NOON)
        Decision.objects.filter(content=str(RUN)).update(shown=1)
        assert draw_decisions(at=NOON + SLOT) == 1
        assert Decision.objects.filter(content=str(RUN)).count() == 2

    def test_new_candidates_are_drawn_from_at_once_in_the_next_slot(self) -> None:
        draw_decisions(at=NOON)
        before = Decision.objects.get(content=str(RUN))
        MerchandisingRule.objects.create(kind="exclude", product=before.picks[0])
        draw_decisions(at=NOON + SLOT)
        after = Decision.objects.serving([str(RUN)], "1", NOON + SLOT)[str(RUN)]
        assert before.picks[0] not in after.picks

    def test_another_policy_draws_for_itself(self, settings: Settings) -> None:
        draw_decisions(at=NOON)
        settings.RECOMMENDATIONS = {
            **settings.RECOMMENDATIONS,
            "POLICY": {"version": "bold", "temperature": 1.0},
        }
        draw_decisions(at=NOON)
        assert set(Decision.objects.values_list("policy", flat=True)) == {"1", "bold"}

    def test_the_task_draws_once_a_slot(self, django_assert_max_num_queries: Any) -> None:
        draw_slot()
        assert Decision.objects.exists()
        with django_assert_max_num_queries(0):
            draw_slot()

    def test_a_task_that_failed_is_made_good_by_the_next(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as broken:
            broken.setattr(Goods, "all", lambda self: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                draw_slot()
        draw_slot()
        assert Decision.objects.exists()

    def test_candidates_and_propensity_are_kept(self) -> None:
        assert draw_decisions(at=NOON)
        for decision in Decision.objects.all():
            policy, likely = conf.policy(), 1.0
            for scores in decision.candidates.values():
                [pick] = set(scores) & set(decision.picks)
                likely *= policy.chances(scores)[pick]
            assert decision.propensity == pytest.approx(likely)


class TestPages:
    def test_a_page_serves_the_decision_and_names_it(self) -> None:
        draw_decisions(at=NOON)
        decision = Decision.objects.get(content=str(RUN))
        drawn = pair(PLANS["long-run"], language="en")
        assert [str(pick.ref) for pick in drawn] == decision.picks
        assert {pick.decision for pick in drawn} == {str(decision.pk)}

    def test_without_a_decision_the_best_is_shown(self) -> None:
        drawn = pair(PLANS["long-run"], language="en")
        assert drawn
        assert {pick.decision for pick in drawn} == {""}

    def test_a_decision_of_tomorrow_waits(self) -> None:
        draw_decisions(at=datetime.datetime(2126, 1, 1, tzinfo=datetime.UTC))
        assert {pick.decision for pick in pair(PLANS["long-run"], language="en")} == {""}

    def test_what_sold_out_since_is_replaced_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        draw_decisions(at=NOON)
        gone = Decision.objects.get(content=str(RUN)).products[0]
        item = ITEMS[gone.key]
        monkeypatch.setitem(ITEMS, gone.key, replace(item, count=0))
        assert str(gone) not in shown()

    def test_what_the_merchant_leaves_out_is_gone_at_once(self) -> None:
        draw_decisions(at=NOON)
        gone = Decision.objects.get(content=str(RUN)).picks[0]
        MerchandisingRule.objects.create(kind="exclude", product=gone, content=str(RUN))
        assert gone not in shown()

    def test_what_the_merchant_pins_waits_for_the_next_slot(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(ITEMS, "wash-2", replace(ITEMS["wash"], sku="wash-2"))
        draw_decisions(at=NOON)
        decision = Decision.objects.get(content=str(RUN))
        [pinned] = {"item:wash", "item:wash-2"} - set(decision.picks)
        MerchandisingRule.objects.create(kind="pin", product=pinned)
        assert pinned not in shown()
        draw_decisions(at=NOON + SLOT)
        assert pinned in shown()

    def test_many_pages_are_paired_as_each_by_itself(self, django_assert_num_queries: Any) -> None:
        draw_decisions(at=NOON)
        items = [*PLANS.values(), object()]
        with django_assert_num_queries(4):  # rules, counts and their sum, decisions
            together = pair_many(items, language="en")
        assert together == [pair(item, language="en") for item in items]
        assert sum(bool(picks) for picks in together) == len(PLANS) - 2

    def test_a_shopper_with_something_in_her_bag_gets_picks_of_her_own(self) -> None:
        draw_decisions(at=NOON)
        first = Decision.objects.get(content=str(RUN)).products[0]
        drawn = pair(PLANS["long-run"], language="en", exclude=[first])
        assert first not in [pick.ref for pick in drawn]
        assert {pick.decision for pick in drawn} == {""}


@dataclass(frozen=True)
class Window:
    starts: datetime.datetime | None
    ends: datetime.datetime | None
    in_force: bool


class TestInfluences:
    @pytest.mark.parametrize(
        "window",
        [
            Window(None, None, in_force=True),
            Window(NOON, None, in_force=True),
            Window(NOON + SLOT, None, in_force=False),
            Window(None, NOON, in_force=False),
            Window(NOON - SLOT, NOON + SLOT, in_force=True),
        ],
    )
    def test_a_rule_holds_from_its_start_until_its_end(self, window: Window) -> None:
        rule = MerchandisingRule.objects.create(
            kind="exclude", product="item:wash", starts=window.starts, ends=window.ends
        )
        assert rule.is_in_force(NOON) is window.in_force
        excluded = influences_on([RUN], NOON)[RUN].excluded
        assert bool(excluded) is window.in_force

    def test_a_rule_for_one_content_comes_before_one_for_all(self) -> None:
        MerchandisingRule.objects.create(kind="boost", product="item:oil", factor=0.5)
        MerchandisingRule.objects.create(
            kind="boost", product="item:oil", factor=1.5, content=str(RUN)
        )
        other = Ref("plan", "stiff-neck")
        found = influences_on([RUN, other])
        assert found[RUN].factors == {Ref("item", "oil"): 1.5}
        assert found[other].factors == {Ref("item", "oil"): 0.5}

    def test_any_number_of_contents_takes_three_queries(
        self, django_assert_num_queries: Any
    ) -> None:
        PairCount.objects.create(content=str(RUN), product="item:oil", shown=9, clicked=2)
        with django_assert_num_queries(3):
            found = influences_on([RUN, Ref("plan", "stiff-neck")])
        assert found[RUN].pairs[Ref("item", "oil")].clicked == 2
        assert found[RUN].everywhere.shown == 9
