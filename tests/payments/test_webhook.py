import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from shop.catalogue.models import Variant
from shop.emails.audit import disagreements
from shop.orders.models import Order
from shop.payments import bank
from shop.payments.models import Payment, PaymentEvent

from ..checkout.shopper import Shopper, charge_of, deliver, make_rates, make_size, payment_of, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> Order:
    make_rates()
    make_size("A", stock=5)
    shopper = Shopper()
    shopper.add("A", 2)
    return shopper.order()


def captured(order: Order) -> bytes:
    charge = charge_of(order)
    charge.status = "captured"
    return bank.message(charge)


def now() -> int:
    return int(timezone.now().timestamp())


def assert_nothing_changed(order: Order) -> None:
    order.refresh_from_db()
    assert order.is_pending
    assert payment_of(order).is_started
    assert Variant.objects.get().stock == 3


def test_a_signed_one_settles_the_order(order: Order) -> None:
    assert deliver(captured(order)).status_code == 200
    order.refresh_from_db()
    assert order.is_paid
    event = PaymentEvent.objects.get()
    assert (event.outcome, event.amount, event.problem) == ("captured", order.total, "")


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "nonsense",
        "t=,v1=",
        "t=1,v1=00",
        "t=٣,v1=00",
        "v1=" + "0" * 64,
        "t=99999999999999999999,v1=" + "0" * 64,
    ],
)
def test_a_forged_one_changes_nothing(order: Order, signature: str) -> None:
    answer = deliver(captured(order), signature)
    assert answer.status_code == 400
    assert not PaymentEvent.objects.exists()
    assert_nothing_changed(order)


def test_the_signature_of_another_message_is_worth_nothing(order: Order) -> None:
    body = captured(order)
    signature = bank.sign(body, now())
    changed = body.replace(str(order.total).encode(), b"1")
    assert changed != body
    assert deliver(changed, signature).status_code == 400
    assert_nothing_changed(order)


def test_another_secret_is_worth_nothing(order: Order, settings: Any) -> None:
    body = captured(order)
    ours = settings.TEST_PAYMENT_SECRET
    settings.TEST_PAYMENT_SECRET = "guessed"
    signature = bank.sign(body, now())
    settings.TEST_PAYMENT_SECRET = ours
    assert deliver(body, signature).status_code == 400
    assert_nothing_changed(order)


def test_one_recorded_long_ago_is_refused(order: Order) -> None:
    body = captured(order)
    signature = bank.sign(body, now())
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        answer = deliver(body, signature)
    assert answer.status_code == 400
    assert b"more than five minutes old" in answer.content
    assert_nothing_changed(order)


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b'"x"', b"\xff", b'{"id": 1}'])
def test_one_that_cannot_be_read_is_refused(order: Order, body: bytes) -> None:
    assert deliver(body).status_code == 400
    assert_nothing_changed(order)


def test_a_reference_we_never_gave_is_refused(order: Order) -> None:
    message = json.loads(captured(order)) | {"reference": "pay_unknown"}
    answer = deliver(json.dumps(message).encode())
    assert answer.status_code == 400
    assert b"pay_unknown" in answer.content
    assert_nothing_changed(order)


@pytest.mark.parametrize("wrong", [{"amount": 1}, {"currency": "EUR"}, {"amount": 10**12}])
def test_another_sum_changes_nothing_and_is_not_forgotten(
    order: Order, wrong: dict[str, object]
) -> None:
    message = json.loads(captured(order)) | wrong
    answer = deliver(json.dumps(message).encode())
    assert answer.status_code == 400
    assert b"asked for were" in answer.content
    assert_nothing_changed(order)
    assert PaymentEvent.objects.get().problem
    assert any("asked for were" in sentence for sentence in disagreements())


def test_a_replayed_one_is_answered_and_changes_nothing(order: Order) -> None:
    body = captured(order)
    deliver(body)
    Payment.objects.update(settled=None)
    assert deliver(body).status_code == 200
    assert PaymentEvent.objects.count() == 1
    assert Payment.objects.get().settled is None
    assert Variant.objects.get().stock == 3


def test_one_that_says_still_open_changes_nothing(order: Order) -> None:
    assert tell(order, "open").status_code == 200
    assert_nothing_changed(order)


def test_only_known_providers_have_an_address(order: Order) -> None:
    assert Client().post("/payments/webhook/nobody/").status_code == 404
    assert Client().get("/payments/webhook/test/").status_code == 405


@pytest.mark.parametrize("digits", ["9" * 5000, "9" * 13, "-1", "²", ""])
def test_a_time_that_is_none_is_refused(order: Order, digits: str) -> None:
    answer = deliver(captured(order), f"t={digits},v1=0")
    assert answer.status_code == 400
    assert "has no time" in answer.content.decode()
    assert_nothing_changed(order)
