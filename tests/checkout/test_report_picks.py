"""From a pick beside an article to the bag and a paid order, as the pairing engine hears it."""

import json
import uuid
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from recommendations import stored_table
from recommendations.fold_events import fold_events
from recommendations.models import Decision, Event, PairCount
from shop.catalogue.models import Variant
from shop.orders.announce import announce_paid
from shop.orders.models import Order

from .shopper import Shopper, make_rates, make_size, tell

pytestmark = pytest.mark.django_db

CONTENT = "article:7"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def ref(size: Variant) -> str:
    return f"product:{size.product_id}"


def decision_for(*sizes: Variant, content: str = CONTENT) -> Decision:
    return Decision.objects.create(
        content=content,
        policy="1",
        slot=timezone.now(),
        candidates={},
        picks=[ref(size) for size in sizes],
        propensity=1,
    )


def add(shopper: Shopper, sku: str, decision: object) -> Any:
    return shopper.post("/bag/add/", {"sku": sku, "decision": str(decision)})


def buy(shopper: Shopper, **changed: Any) -> Order:
    order = shopper.order(**changed)
    tell(order, "captured")
    announce_paid(Order.objects.get(pk=order.pk))  # on commit, which no test of this kind reaches
    return order


def kinds() -> list[tuple[str, str, str]]:
    return list(Event.objects.order_by("pk").values_list("verb", "product", "content"))


def test_a_pick_put_in_the_bag_is_told_and_remembered() -> None:
    size = make_size("A")
    decision = decision_for(size)
    shopper = Shopper()
    assert add(shopper, "A", decision.pk).status_code == 302
    assert shopper.cart.lines.get().decision == decision.pk
    assert kinds() == [("added", ref(size), CONTENT)]


def test_what_comes_from_elsewhere_tells_nothing() -> None:
    make_size("A")
    shopper = Shopper()
    shopper.add("A")
    assert shopper.cart.lines.get().decision is None
    assert not Event.objects.exists()


@pytest.mark.parametrize("given", ["", "x", "\x00", "7" * 500, uuid.UUID(int=7)])
def test_a_decision_nobody_knows_is_passed_over_in_silence(given: object) -> None:
    make_size("A")
    shopper = Shopper()
    assert add(shopper, "A", given).status_code == 302
    assert shopper.in_bag() == {"A": 1}
    assert shopper.cart.lines.get().decision is None


def test_a_decision_for_something_else_is_passed_over_too() -> None:
    make_size("A")
    decision = decision_for(make_size("B"))
    shopper = Shopper()
    add(shopper, "A", decision.pk)
    assert shopper.cart.lines.get().decision is None
    assert not Event.objects.exists()


def test_the_latest_article_counts_and_the_shelf_takes_none_away() -> None:
    size = make_size("A")
    first, second = decision_for(size), decision_for(size, content="article:8")
    shopper = Shopper()
    for given in (first.pk, second.pk, ""):
        add(shopper, "A", given)
    assert shopper.cart.lines.get().decision == second.pk
    assert shopper.in_bag() == {"A": 3}


def test_what_the_bag_refuses_is_not_told() -> None:
    size = make_size("A", stock=0)
    shopper = Shopper()
    assert add(shopper, "A", decision_for(size).pk).status_code == 409
    assert not Event.objects.exists()


def test_adding_costs_two_queries_more_beside_an_article(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    size = make_size("A")
    decision = decision_for(size)
    shopper = Shopper()
    shopper.add("A")
    with django_assert_num_queries(7):
        shopper.add("A")
    with django_assert_num_queries(9):  # the decision, the event
        add(shopper, "A", decision.pk)


def test_a_paid_order_tells_each_line_with_its_article() -> None:
    size, other = make_size("A"), make_size("B")
    make_rates()
    decision = decision_for(size)
    shopper = Shopper()
    add(shopper, "A", decision.pk)
    shopper.add("B")
    order = buy(shopper)
    bought = Event.objects.filter(verb="bought").order_by("key")
    assert [(event.key, event.product, event.content, event.decision) for event in bought] == [
        (f"order:{order.number}:A", ref(size), CONTENT, decision),
        (f"order:{order.number}:B", ref(other), "", None),
    ]
    fold_events()
    count = PairCount.objects.get()
    assert (count.added, count.bought) == (1, 1)
    decision.refresh_from_db()
    assert decision.bought == 1


def test_an_unpaid_order_tells_nothing() -> None:
    make_size("A")
    make_rates()
    shopper = Shopper()
    shopper.add("A")
    tell(shopper.order(), "declined")
    assert not Event.objects.exists()


def test_news_that_comes_twice_is_told_once() -> None:
    make_size("A")
    make_rates()
    shopper = Shopper()
    shopper.add("A")
    order = buy(shopper)
    fold_events()
    announce_paid(Order.objects.get(pk=order.pk))
    assert Event.objects.count() == 1
    assert fold_events() == 0


def test_a_decision_that_is_gone_does_not_stand_in_the_way() -> None:
    size = make_size("A")
    make_rates()
    decision = decision_for(size)
    shopper = Shopper()
    add(shopper, "A", decision.pk)
    decision.delete()
    buy(shopper)
    event = Event.objects.get(verb="bought")
    assert (event.content, event.decision) == ("", None)


class TestBuyers:
    @pytest.fixture(autouse=True)
    def _shop(self) -> None:
        make_rates()
        for sku in "AB":
            make_size(sku)

    def purchase(self, sku: str, email: str, **changed: Any) -> str:
        shopper = Shopper()
        shopper.add(sku)
        order = buy(shopper, email=email, **changed)
        return Event.objects.get(key=f"order:{order.number}:{sku}").visitor

    def test_one_address_is_one_buyer_under_another_name(self) -> None:
        first = self.purchase("A", "anna@example.se")
        assert first == self.purchase("B", "Anna@Example.se")
        assert first != self.purchase("B", "bo@example.se")
        assert len(first) == 64
        assert "anna" not in first
        fold_events()
        oil, other = (Variant.objects.get(sku=sku) for sku in "AB")
        row = stored_table.load("bought", [ref(oil)]).rows[ref(oil)]
        assert row[ref(other)].together == 1

    def test_who_objects_is_known_by_the_order_alone(self) -> None:
        names = [self.purchase(sku, "anna@example.se", objects_to_marketing="on") for sku in "AB"]
        assert len(set(names)) == 2
        assert self.purchase("A", "anna@example.se") not in names

    def test_a_buyer_can_be_forgotten(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.purchase("A", "anna@example.se")
        self.purchase("B", "anna@example.se", objects_to_marketing="on")
        kept = self.purchase("B", "bo@example.se")
        call_command("forget_buyer", " Anna@example.se")
        assert capsys.readouterr().out == "2 purchases belong to nobody now.\n"
        assert sorted(Event.objects.values_list("visitor", flat=True)) == ["", "", kept]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (SAME_ORIGIN, 204),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({}, 204),
    ],
)
def test_only_our_own_pages_report(headers: dict[str, str], status: int) -> None:
    size = make_size("A")
    decision = decision_for(size)
    event = {"verb": "shown", "product": ref(size), "key": uuid.uuid4().hex}
    answer = Client(headers=headers).post(
        "/recommendations/v1/events",
        json.dumps({"decision": str(decision.pk), "events": [event]}),
        content_type="text/plain;charset=UTF-8",
    )
    assert answer.status_code == status
    assert Event.objects.exists() == (status == 204)
