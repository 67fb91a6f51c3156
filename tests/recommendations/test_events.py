"""From a page's report to counts: what is taken, what is refused, and that all counts once."""

import datetime
import json
import uuid
from contextlib import suppress
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from recommendations import learn_purchases, stored_table
from recommendations.contract import Ref
from recommendations.fold_events import BATCH, fold_events
from recommendations.forget_events import forget_old_events, forget_visitor
from recommendations.influences import influences_on
from recommendations.models import Decision, Event, PairCount
from recommendations.read_report import MOST_BYTES, MOST_EVENTS, ReportRefused, read_report
from recommendations.tasks import fold, forget
from tests.racing import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("host")]

NOON = datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
ADDRESS = "/recommendations/v1/events"
RUN = "plan:long-run"


def decide(*picks: str, content: str = RUN, slot: datetime.datetime = NOON) -> Decision:
    return Decision.objects.create(
        content=content,
        policy="1",
        slot=slot,
        candidates={},
        picks=list(picks or ("item:wash", "item:oil")),
        propensity=0.5,
    )


def happened(verb: str, product: object = "item:wash", **more: Any) -> dict[str, Any]:
    return {"verb": verb, "product": product, "key": uuid.uuid4().hex, **more}


def report(decision: object, *events: Any) -> bytes:
    return json.dumps({"decision": str(decision), "events": events}).encode()


def send(body: bytes, content_type: str = "text/plain;charset=UTF-8") -> Any:
    return Client(enforce_csrf_checks=True).post(ADDRESS, body, content_type=content_type)


def bought(visitor: str, product: str, at: datetime.datetime = NOON, **more: Any) -> Event:
    return Event.objects.create(
        key=uuid.uuid4().hex, verb="bought", product=product, visitor=visitor, at=at, **more
    )


def counts(decision: Decision) -> tuple[int, int, int]:
    decision.refresh_from_db()
    return decision.shown, decision.clicked, decision.bought


class TestReports:
    @pytest.mark.parametrize("content_type", ["text/plain;charset=UTF-8", "application/json"])
    def test_what_a_page_saw_is_stored(self, content_type: str) -> None:
        decision = decide()
        answer = send(
            report(decision.pk, happened("shown"), happened("clicked", "item:oil")), content_type
        )
        assert (answer.status_code, answer.content) == (204, b"")
        assert not answer.cookies
        stored = Event.objects.order_by("pk").values_list("verb", "product", "content", "visitor")
        assert list(stored) == [
            ("shown", "item:wash", RUN, ""),
            ("clicked", "item:oil", RUN, ""),
        ]
        assert set(Event.objects.values_list("decision", flat=True)) == {decision.pk}

    def test_the_same_report_twice_is_one(self) -> None:
        body = report(decide().pk, happened("shown"))
        assert [send(body).status_code for _ in range(2)] == [204, 204]
        assert Event.objects.count() == 1

    def test_a_page_cannot_take_the_key_of_an_order(self) -> None:
        order = bought("anna", "item:wash")
        send(report(decide().pk, happened("shown", key=order.key)))
        assert Event.objects.count() == 2

    def test_an_address_that_is_asked_for_stores_nothing(self) -> None:
        assert Client().get(ADDRESS).status_code == 405

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"decision": None}, "decision: a UUID is expected, not None."),
            ({"decision": 7}, "decision: a UUID is expected, not 7."),
            ({"decision": str(uuid.UUID(int=7))}, f"decision: {uuid.UUID(int=7)} is not known."),
            ({"events": []}, f"events: a list of 1 to {MOST_EVENTS} is expected."),
            ({"events": {}}, f"events: a list of 1 to {MOST_EVENTS} is expected."),
            ({"events": ["shown"]}, "Event 1 is no JSON object."),
            (
                {"events": [happened("bought")]},
                "Event 1: verb is one of shown, clicked, not 'bought'.",
            ),
            (
                {"events": [happened("shown"), happened("shown", "item:retinol")]},
                "Event 2: 'item:retinol' is no pick of that decision.",
            ),
            ({"events": [happened("shown", [])]}, "Event 1: [] is no pick of that decision."),
            (
                {"events": [happened("shown", key="short")]},
                "Event 1: key is 8 to 64 random letters, digits, - or _, not 'short'.",
            ),
            (
                {"events": [happened("shown", key="a" * 65)]},
                "Event 1: key is 8 to 64 random letters",
            ),
        ],
    )
    def test_a_wrong_report_gets_a_sentence_and_stores_nothing(
        self, change: dict[str, Any], sentence: str
    ) -> None:
        right = {"decision": str(decide().pk), "events": [happened("shown")]}
        answer = send(json.dumps(right | change).encode())
        assert answer.status_code == 400
        assert answer.content.decode().startswith(sentence)
        assert not Event.objects.exists()

    @pytest.mark.parametrize(
        ("body", "sentence"),
        [
            (b"", "A report is a JSON object; this is no JSON."),
            (b"\xff", "A report is a JSON object; this is no JSON."),
            (b"[" * 9000, "A report is a JSON object; this is no JSON."),
            (b"[]", "A report is a JSON object with decision and events."),
            (b" " * (MOST_BYTES + 1), f"A report has at most {MOST_BYTES} bytes."),
        ],
    )
    def test_what_is_no_report_is_refused(self, body: bytes, sentence: str) -> None:
        answer = send(body)
        assert (answer.status_code, answer.content.decode()) == (400, sentence)

    def test_too_many_events_are_refused(self) -> None:
        events = [happened("shown", key=f"key-{n:05}") for n in range(MOST_EVENTS + 1)]
        assert send(report(decide().pk, *events)).status_code == 400
        assert not Event.objects.exists()

    @tries(
        max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
            max_leaves=8,
        ),
        st.sampled_from(["decision", "events", "verb", "product", "key"]),
    )
    def test_any_json_is_read_or_refused(self, db: None, junk: Any, place: str) -> None:
        right: dict[str, Any] = {"decision": str(uuid.uuid4()), "events": [happened("shown")]}
        if place in right:
            right[place] = junk
        else:
            right["decision"] = str(decide(slot=NOON + DAY).pk)
            right["events"][0][place] = junk
        with suppress(ReportRefused):
            assert len(read_report(json.dumps(right).encode())) == 1
        Decision.objects.all().delete()


class TestRecord:
    def test_what_is_no_ref_of_a_product_is_refused(self) -> None:
        with pytest.raises(ValueError, match="kind:key"):
            Event.objects.record([Event(key="host:1", verb="bought", product="wash")])
        assert not Event.objects.exists()


class TestCounts:
    def test_a_click_reaches_the_ranking(self) -> None:
        decision = decide()
        send(
            report(
                decision.pk, happened("shown"), happened("clicked"), happened("shown", "item:oil")
            )
        )
        assert fold_events() == 3
        pairs = influences_on([Ref.parse(RUN)])[Ref.parse(RUN)].pairs
        wash, oil = pairs[Ref("item", "wash")], pairs[Ref("item", "oil")]
        assert (wash.shown, wash.clicked, oil.shown, oil.clicked) == (1, 1, 1, 0)

    def test_what_is_counted_is_not_counted_again(self) -> None:
        send(report(decide().pk, happened("shown")))
        assert [fold_events(), fold_events()] == [1, 0]
        assert PairCount.objects.get().shown == 1
        assert Event.objects.get().folded

    def test_counts_add_up_over_reports(self) -> None:
        decision = decide()
        for _ in range(3):
            send(report(decision.pk, happened("shown"), happened("shown", "item:oil")))
            fold()
        send(report(decision.pk, happened("clicked", "item:oil")))
        fold()
        assert counts(decision) == (3, 1, 0)
        assert PairCount.objects.get(product="item:oil").clicked == 1

    def test_a_view_counts_once_for_its_decision_and_once_for_each_pick(self) -> None:
        decision = decide("item:wash", "item:water", "item:oil")
        send(report(decision.pk, *(happened("shown", pick) for pick in decision.picks)))
        fold()
        assert counts(decision) == (1, 0, 0)
        assert set(PairCount.objects.values_list("shown", flat=True)) == {1}

    def test_a_purchase_counts_for_article_and_decision(self) -> None:
        decision = decide()
        bought("anna", "item:wash", content=RUN, decision=decision)
        bought("anna", "item:oil")
        fold()
        assert counts(decision) == (0, 0, 1)
        assert PairCount.objects.get().bought == 1

    def test_a_put_in_the_bag_counts_for_the_pair(self) -> None:
        Event.objects.record(
            [Event(key="bag:1", verb="added", content=RUN, product="item:oil", decision=decide())]
        )
        fold()
        assert PairCount.objects.get().added == 1

    def test_more_than_a_batch_is_counted_in_one_go(self) -> None:
        Event.objects.bulk_create(
            Event(key=f"page:{n}", verb="shown", content=RUN, product="item:oil")
            for n in range(BATCH + 3)
        )
        assert fold_events() == BATCH + 3
        assert PairCount.objects.get().shown == BATCH + 3

    def test_a_batch_costs_by_what_it_is_about_not_by_its_length(
        self, django_assert_max_num_queries: Any
    ) -> None:
        decision = decide()
        for _ in range(20):
            send(report(decision.pk, happened("shown"), happened("clicked", "item:oil")))
        with django_assert_max_num_queries(14):
            fold()

    @pytest.mark.django_db(transaction=True)
    def test_many_workers_count_each_event_once(self) -> None:
        decision = decide()
        for number in range(40):
            bought(f"visitor{number % 8}", f"item:{number % 5}", NOON + number * DAY)
        Event.objects.bulk_create(
            Event(key=f"page:{n}", verb="shown", content=RUN, product=pick, decision=decision)
            for n, pick in enumerate(decision.picks * 60)
        )
        answers = at_once([fold_events] * 6)
        connection.close()
        fold_events()  # what no worker got hold of
        assert all(isinstance(answer, int) for answer in answers), answers
        assert counts(decision) == (60, 0, 0)
        assert set(PairCount.objects.values_list("shown", flat=True)) == {60}
        seen = stored_table.load(learn_purchases.TABLE, [f"item:{n}" for n in range(5)])
        assert sum(tally.seen for tally in seen.tallies.values()) == 40


class TestPurchases:
    def together(self, source: str, target: str) -> int:
        cell = stored_table.load("bought", [source]).rows.get(source, {}).get(target)
        return cell.together if cell else 0

    def test_each_person_counts_once_for_two_products(self) -> None:
        for visitor in ("anna", "bo"):
            for day, product in enumerate(["item:wash", "item:oil", "item:wash", "item:oil"]):
                bought(visitor, product, NOON + day * DAY)
        fold()
        assert self.together("item:wash", "item:oil") == 2
        assert self.together("item:oil", "item:wash") == 2

    def test_strangers_purchases_lead_nowhere(self) -> None:
        bought("anna", "item:wash")
        bought("bo", "item:oil")
        bought("", "item:wash")
        bought("", "item:oil")
        fold()
        assert self.together("item:wash", "item:oil") == 0

    def test_what_was_bought_later_follows(self) -> None:
        bought("anna", "item:wash")
        fold()
        bought("anna", "item:oil", NOON + 2 * DAY)
        fold()
        row = stored_table.load("bought", ["item:wash", "item:oil"]).rows
        assert row["item:wash"]["item:oil"].weight > row["item:oil"]["item:wash"].weight
        assert row["item:wash"]["item:oil"].next_at_once == 0

    def test_learnt_anew_it_is_the_same(self, capsys: pytest.CaptureFixture[str]) -> None:
        for number in range(30):
            bought(f"visitor{number % 4}", f"item:{number * 7 % 6}", NOON + number * DAY / 3)
        fold()
        items = [f"item:{number}" for number in range(6)]
        before = stored_table.load("bought", items)
        bought("late", "item:0", NOON + 40 * DAY)  # not counted yet, so not learnt either
        learnt = sum(tally.seen for tally in before.tallies.values())
        call_command("relearn")
        assert capsys.readouterr().out == f"Learnt from {learnt} purchases.\n"
        after = stored_table.load("bought", items)
        for item in items:
            assert after.tallies[item].seen == before.tallies[item].seen
            for target, cell in before.rows[item].items():
                assert after.rows[item][target].together == cell.together
                assert after.rows[item][target].weight == pytest.approx(cell.weight)


class TestForgetting:
    def old(self, verb: str, days: int, *, folded: bool = True) -> Event:
        at = NOON - days * DAY
        return Event.objects.create(
            key=uuid.uuid4().hex,
            verb=verb,
            product="item:oil",
            visitor="anna",
            at=at,
            folded=at if folded else None,
        )

    def test_reports_go_after_a_month_and_purchases_after_a_year(self) -> None:
        kept = [
            self.old("shown", 29),
            self.old("clicked", 31, folded=False),
            self.old("bought", 399),
        ]
        for verb, days in [("shown", 31), ("clicked", 31), ("added", 31), ("bought", 401)]:
            self.old(verb, days)
        assert forget_old_events(at=NOON) == 4
        assert set(Event.objects.all()) == set(kept)

    def test_the_task_forgets(self) -> None:
        self.old("shown", 9999)
        forget()
        assert not Event.objects.exists()

    def test_someone_is_forgotten_and_her_purchases_count_on(self) -> None:
        bought("anna", "item:oil", content=RUN)
        bought("bo", "item:oil", content=RUN)
        fold()
        assert forget_visitor("anna") == 1
        assert set(Event.objects.values_list("visitor", flat=True)) == {"", "bo"}
        assert PairCount.objects.get().bought == 2
        assert forget_visitor("") == 0
