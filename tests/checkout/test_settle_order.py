"""Answers that come late, twice, in the wrong order or never."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from shop.catalogue.models import Variant
from shop.emails.audit import disagreements
from shop.orders.models import Order
from shop.orders.signals import order_paid
from shop.payments.ask_for_silent import ask_for_silent
from shop.payments.models import Payment, Refund, TestCharge, TestRefund
from shop.payments.send_refunds import send_refunds

from .shopper import Shopper, charge_of, make_rates, make_size, payment_of, tell, text_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shopper(settings: Settings) -> Shopper:
    """With two of the five oils in her bag, at a bank that never answers."""
    settings.TEST_PAYMENT_OUTCOME = "silent"
    make_rates()
    make_size("A", stock=5)
    shopper = Shopper()
    shopper.add("A", 2)
    return shopper


def stock() -> int | None:
    return Variant.objects.get(sku="A").stock


def give_up_waiting(order: Order) -> None:
    """The payment window passes in silence."""
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        ask_for_silent()
    order.refresh_from_db()


def test_silence_gives_the_stock_back_after_the_window(shopper: Shopper) -> None:
    order = shopper.order()
    with time_machine.travel(timezone.now() + timedelta(minutes=29), tick=False):
        ask_for_silent()
    order.refresh_from_db()
    assert order.is_pending
    assert stock() == 3
    give_up_waiting(order)
    assert order.is_cancelled
    assert order.cancel_reason == Order.CancelReason.EXPIRED
    assert stock() == 5
    assert shopper.in_bag() == {"A": 2}
    # The bank was told, so the money cannot come any more.
    assert charge_of(order).status == "cancelled"
    assert "No payment came" in text_of(shopper.client.get(order.get_absolute_url()))
    give_up_waiting(order)
    assert stock() == 5


def test_a_lost_webhook_is_found_by_asking(shopper: Shopper, settings: Settings) -> None:
    settings.TEST_PAYMENT_OUTCOME = "captured"
    order = shopper.order()
    ask_for_silent()  # too early: the bank may still tell us itself
    order.refresh_from_db()
    assert order.is_pending
    with time_machine.travel(timezone.now() + timedelta(seconds=30), tick=False):
        ask_for_silent()
    order.refresh_from_db()
    assert order.is_paid
    assert stock() == 3
    assert shopper.in_bag() == {}
    # It comes after all.
    assert tell(order, "captured").status_code == 200
    assert stock() == 3


def test_a_payment_that_was_never_started_is_started(shopper: Shopper, settings: Settings) -> None:
    """The process died between the order's commit and the call to the bank."""
    settings.TEST_PAYMENT_OUTCOME = "captured"
    settings.TEST_PAYMENT_DELAY = 0
    order = shopper.order()
    charge_of(order).delete()
    Payment.objects.update(provider_reference="")
    with time_machine.travel(timezone.now() + timedelta(seconds=30), tick=False):
        ask_for_silent()
    order.refresh_from_db()
    assert order.is_paid
    assert list(disagreements()) == []


def test_a_payment_is_not_started_after_its_window(shopper: Shopper, settings: Settings) -> None:
    """Started now, it would take the money of someone who has long been told that nothing came."""
    settings.TEST_PAYMENT_OUTCOME = "captured"
    settings.TEST_PAYMENT_DELAY = 0
    order = shopper.order()
    charge_of(order).delete()
    Payment.objects.update(provider_reference="")
    give_up_waiting(order)
    assert order.cancel_reason == Order.CancelReason.EXPIRED
    assert stock() == 5
    assert not TestCharge.objects.exists()


def test_one_payment_that_cannot_be_asked_about_stops_no_other(shopper: Shopper) -> None:
    broken = shopper.order()
    Payment.objects.update(provider="closed-down")
    other = Shopper()
    other.add("A")
    order = other.order()
    give_up_waiting(order)
    assert order.is_cancelled
    broken.refresh_from_db()
    assert broken.is_pending


def test_late_money_takes_the_stock_again(shopper: Shopper) -> None:
    order = shopper.order()
    give_up_waiting(order)
    assert tell(order, "captured").status_code == 200
    order.refresh_from_db()
    assert order.is_paid
    assert order.cancelled is None
    assert order.announced
    assert stock() == 3
    assert shopper.in_bag() == {}
    assert not Refund.objects.exists()
    assert list(disagreements()) == []


def test_late_money_for_what_is_gone_goes_back(shopper: Shopper) -> None:
    make_size("B", stock=5)
    shopper.add("B")
    order = shopper.order()
    give_up_waiting(order)
    Variant.objects.filter(sku="B").update(stock=0)
    charge = charge_of(order)
    charge.status = "captured"
    charge.save()
    tell(order, "captured")
    order.refresh_from_db()
    assert order.is_cancelled
    assert order.cancel_reason == Order.CancelReason.REFUNDED
    assert stock() == 5  # of A nothing was kept either
    refund = Refund.objects.get()
    assert refund.amount == payment_of(order).amount == order.total
    assert "Paid too late" in text_of(shopper.client.get(order.get_absolute_url()))
    send_refunds()
    send_refunds()
    refund.refresh_from_db()
    assert refund.status == Refund.Status.DONE
    assert TestRefund.objects.get().amount == order.total
    assert list(disagreements()) == []


def test_late_money_goes_back_where_she_ordered_anew(shopper: Shopper) -> None:
    first = shopper.order()
    give_up_waiting(first)
    second = shopper.order()
    tell(second, "captured")
    tell(first, "captured")
    first.refresh_from_db()
    second.refresh_from_db()
    assert second.is_paid
    assert first.is_cancelled
    assert Refund.objects.get().payment == payment_of(first)
    assert stock() == 3
    assert list(disagreements()) == []


def test_a_refusal_after_the_money_changes_nothing(shopper: Shopper) -> None:
    order = shopper.order()
    tell(order, "captured", event_id="te_1")
    assert tell(order, "declined", event_id="te_2").status_code == 200
    order.refresh_from_db()
    assert order.is_paid
    assert payment_of(order).is_captured
    assert stock() == 3


def test_money_after_a_refusal_counts(shopper: Shopper) -> None:
    order = shopper.order()
    tell(order, "declined", event_id="te_1")
    tell(order, "captured", event_id="te_2")
    order.refresh_from_db()
    assert order.is_paid
    assert stock() == 3
    assert list(disagreements()) == []


def test_news_that_a_receiver_failed_to_take_is_told_again(shopper: Shopper) -> None:
    from shop.orders.announce import announce_overdue

    heard: list[str] = []

    def listen(order: Order, **_: Any) -> None:
        heard.append(order.number)
        if len(heard) == 1:
            raise RuntimeError("the receiver had a bad day")

    order = shopper.order()
    order_paid.connect(listen)
    try:
        tell(order, "captured")
        order.refresh_from_db()
        assert order.is_paid
        assert order.announced is None
        announce_overdue()  # at once is too early
        assert heard == [order.number]
        with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
            announce_overdue()
            announce_overdue()
    finally:
        order_paid.disconnect(listen)
    assert heard == [order.number] * 2
    order.refresh_from_db()
    assert order.announced
