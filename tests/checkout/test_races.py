"""Many at once, each with a connection of its own, on whatever database the tests run on."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest

from shop.catalogue.models import Variant
from shop.emails.audit import disagreements
from shop.orders.models import Order
from shop.orders.signals import order_paid
from shop.payments.end_payment import end_payment
from shop.payments.models import Payment, PaymentEvent
from tests.racing import at_once

from .shopper import Shopper, make_rates, make_size, payment_of, tell

pytestmark = pytest.mark.django_db(transaction=True)


def ready_to_order(*bags: dict[str, int]) -> list[Callable[[], Any]]:
    """For each bag a shopper at the last step."""
    deeds: list[Callable[[], Any]] = []
    for number, bag in enumerate(bags):
        shopper = Shopper()
        for sku, quantity in bag.items():
            shopper.add(sku, quantity)
        form = shopper.filled_form(email=f"shopper{number}@example.se")
        deeds.append(partial(shopper.send, form))
    return deeds


def statuses(answers: Sequence[Any]) -> Counter[object]:
    return Counter(getattr(answer, "status_code", repr(answer)) for answer in answers)


def stock_of(sku: str) -> int | None:
    return Variant.objects.get(sku=sku).stock


def test_five_bottles_are_sold_five_times_to_twenty() -> None:
    make_rates()
    make_size("A", stock=5)
    answers = at_once(ready_to_order(*[{"A": 1}] * 20))
    assert statuses(answers) == {302: 5, 409: 15}
    refused = [answer for answer in answers if answer.status_code == 409]
    assert all(b'data-error="out_of_stock"' in answer.content for answer in refused)
    assert Order.objects.pending().count() == Payment.objects.count() == 5
    assert stock_of("A") == 0
    for order in Order.objects.all():
        tell(order, "captured")
    assert Order.objects.paid().count() == Payment.objects.captured().count() == 5
    assert list(disagreements()) == []


def test_the_last_step_ten_times_at_once_is_one_order() -> None:
    make_rates()
    make_size("A", stock=5)
    (send,) = ready_to_order({"A": 2})
    answers = at_once([send] * 10)
    assert statuses(answers) == {302: 10}
    assert len({answer["Location"] for answer in answers}) == 1
    assert Order.objects.count() == Payment.objects.count() == 1
    assert stock_of("A") == 3


def test_the_last_bottle_ten_times_at_once_is_one_order_too() -> None:
    make_rates()
    make_size("A", stock=1)
    (send,) = ready_to_order({"A": 1})
    answers = at_once([send] * 10)
    assert statuses(answers) == {302: 10}
    assert len({answer["Location"] for answer in answers}) == 1
    assert stock_of("A") == 0


def test_bags_put_together_in_opposite_orders_do_not_block_each_other() -> None:
    make_rates()
    make_size("A", stock=6)
    make_size("B", stock=6)
    bags = [{"A": 1, "B": 1}, {"B": 1, "A": 1}] * 6
    answers = at_once(ready_to_order(*bags))
    assert statuses(answers) == {302: 6, 409: 6}
    assert (stock_of("A"), stock_of("B")) == (0, 0)


def test_what_half_lacks_takes_nothing() -> None:
    make_rates()
    make_size("A", stock=100)
    make_size("B", stock=3)
    answers = at_once(ready_to_order(*[{"A": 2, "B": 1}] * 10))
    assert statuses(answers) == {302: 3, 409: 7}
    assert (stock_of("A"), stock_of("B")) == (94, 0)


def test_a_webhook_ten_times_at_once_pays_once() -> None:
    make_rates()
    make_size("A", stock=5)
    ready_to_order({"A": 1})[0]()
    order = Order.objects.get()
    heard = []

    def listen(order: Order, **_: Any) -> None:
        heard.append(order.number)

    order_paid.connect(listen)
    try:
        answers = at_once([lambda: tell(order, "captured")] * 10)
    finally:
        order_paid.disconnect(listen)
    assert statuses(answers) == {200: 10}
    assert heard == [order.number]
    assert PaymentEvent.objects.count() == 1
    assert stock_of("A") == 4
    assert list(disagreements()) == []


def test_a_refusal_ten_times_at_once_gives_back_once() -> None:
    make_rates()
    make_size("A", stock=5)
    ready_to_order({"A": 2})[0]()
    order = Order.objects.get()
    events = [partial(tell, order, "declined", event_id=f"te_{number}") for number in range(10)]
    assert statuses(at_once(events)) == {200: 10}
    assert stock_of("A") == 5


@pytest.mark.parametrize("turn", range(3))
def test_money_and_giving_up_at_once_end_in_one_truth(turn: int) -> None:
    make_rates()
    make_size("A", stock=5)
    ready_to_order({"A": 1})[0]()
    order = Order.objects.get()
    payment = payment_of(order)
    at_once([lambda: tell(order, "captured"), lambda: end_payment(payment=payment)] * 3)
    order.refresh_from_db()
    # The money came, and nobody else wanted the bottle.
    assert order.is_paid
    assert stock_of("A") == 4
    assert list(disagreements()) == []


def test_changing_and_ordering_at_once_loses_nothing() -> None:
    make_rates()
    make_size("A", stock=50)
    shopper = Shopper()
    shopper.add("A", 1)
    answers = at_once([lambda: shopper.add("A")] * 8)
    assert statuses(answers) == {302: 8}
    assert shopper.in_bag() == {"A": 9}
