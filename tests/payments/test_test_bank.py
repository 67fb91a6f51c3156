"""The test bank over real HTTP."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from shop.orders.models import Order
from shop.payments import bank
from shop.payments.models import TestCharge
from shop.payments.tasks import answer_test_charges

from ..checkout.shopper import Shopper, charge_of, make_rates, make_size

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shopper(live_server: LiveServer, settings: Settings) -> Shopper:
    settings.SITE_URL = live_server.url
    settings.TEST_PAYMENT_DELAY = 0
    make_rates()
    make_size("A", stock=5)
    shopper = Shopper()
    shopper.add("A")
    return shopper


def test_it_answers_by_a_signed_webhook(shopper: Shopper) -> None:
    order = shopper.order()
    answer_test_charges()
    order.refresh_from_db()
    assert order.is_paid
    assert charge_of(order).reported
    assert bank.answer_due() == 0  # once is enough


def test_it_declines_the_card_made_for_that(shopper: Shopper) -> None:
    order = shopper.order(method="card_declined")
    answer_test_charges()
    order.refresh_from_db()
    assert order.is_cancelled
    assert order.cancel_reason == Order.CancelReason.DECLINED


def test_it_takes_its_time(shopper: Shopper, settings: Settings) -> None:
    settings.TEST_PAYMENT_DELAY = 90
    order = shopper.order()
    answer_test_charges()
    order.refresh_from_db()
    assert order.is_pending
    with time_machine.travel(timezone.now() + timedelta(seconds=91), tick=False):
        answer_test_charges()
    order.refresh_from_db()
    assert order.is_paid


def test_it_can_be_silent(shopper: Shopper, settings: Settings) -> None:
    settings.TEST_PAYMENT_OUTCOME = "silent"
    order = shopper.order()
    assert bank.answer_due() == 0
    order.refresh_from_db()
    assert order.is_pending


def test_it_tries_again_when_nobody_is_there(shopper: Shopper, settings: Settings) -> None:
    address = settings.SITE_URL
    settings.SITE_URL = "http://127.0.0.1:9"
    order = shopper.order()
    assert bank.answer_due() == 0
    charge = charge_of(order)
    assert (charge.status, charge.reported, charge.attempts) == ("captured", None, 1)
    settings.SITE_URL = address
    assert bank.answer_due() == 0  # not at once
    with time_machine.travel(timezone.now() + timedelta(seconds=20), tick=False):
        assert bank.answer_due() == 1
    order.refresh_from_db()
    assert order.is_paid


def test_it_gives_up_after_some_attempts(shopper: Shopper) -> None:
    order = shopper.order()
    TestCharge.objects.update(attempts=TestCharge.MOST_ATTEMPTS)
    assert bank.answer_due() == 0
    order.refresh_from_db()
    assert order.is_pending
