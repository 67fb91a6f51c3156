import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from shop.emails.audit import disagreements
from shop.payments import bank
from shop.payments.models import Payment, Refund, TestCharge, TestRefund
from shop.payments.providers import get_provider, payment_methods
from shop.payments.providers.base import AlreadyCaptured, NotSupported, RefundRefused
from shop.payments.request_refund import RefundTooLarge, request_refund
from shop.payments.send_refunds import send_refunds
from shop.payments.start_payment import start_payment
from shop.payments.tasks import ask_for_silent
from shop.payments.tasks import send_refunds as send_refunds_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment() -> Payment:
    """Captured, at the bank as well."""
    payment = Payment.objects.create(
        order_number="AG-1", amount=44400, currency="SEK", provider="test", method="swish"
    )
    start_payment(payment=payment)
    TestCharge.objects.update(status=TestCharge.Status.CAPTURED)
    payment.settle(Payment.Status.CAPTURED)
    return payment


def test_money_goes_back_in_several_steps_and_never_beyond(payment: Payment) -> None:
    request_refund(payment=payment, amount=40000, reason="one")
    request_refund(payment=payment, amount=4400, reason="two")
    with pytest.raises(RefundTooLarge, match="1 öre cannot be refunded; 0 öre are left"):
        request_refund(payment=payment, amount=1, reason="three")
    send_refunds()
    assert TestCharge.objects.get().refunded == 44400
    assert set(Refund.objects.values_list("status", flat=True)) == {Refund.Status.DONE}


@pytest.mark.parametrize("amount", [0, -1, 44401])
def test_a_senseless_sum_is_refused(payment: Payment, amount: int) -> None:
    with pytest.raises(RefundTooLarge):
        request_refund(payment=payment, amount=amount, reason="x")
    assert not Refund.objects.exists()


def test_nothing_goes_back_before_it_was_captured(payment: Payment) -> None:
    Payment.objects.update(status=Payment.Status.STARTED)
    with pytest.raises(RefundTooLarge):
        request_refund(payment=payment, amount=1, reason="x")


def test_one_sent_and_not_noted_moves_money_once(payment: Payment) -> None:
    refund = request_refund(payment=payment, amount=40000, reason="x")
    send_refunds()
    Refund.objects.update(status=Refund.Status.REQUESTED)
    send_refunds()
    refund.refresh_from_db()
    assert refund.status == Refund.Status.DONE
    assert TestCharge.objects.get().refunded == 40000
    assert TestRefund.objects.count() == 1


def test_one_that_the_bank_refuses_stays_promised(payment: Payment) -> None:
    refund = request_refund(payment=payment, amount=40000, reason="x")
    TestCharge.objects.update(status=TestCharge.Status.OPEN)
    with pytest.raises(RefundRefused):
        get_provider("test").refund(refund)
    send_refunds()
    refund.refresh_from_db()
    assert refund.status == Refund.Status.REQUESTED
    assert "refused refund" in refund.problem


def test_a_refused_one_is_tried_ever_less_often_and_then_given_to_people(payment: Payment) -> None:
    refund = request_refund(payment=payment, amount=40000, reason="x")
    TestCharge.objects.update(status=TestCharge.Status.OPEN)
    pauses = []
    while refund.status == Refund.Status.REQUESTED:
        with time_machine.travel(refund.next_attempt, tick=False):
            send_refunds()
            send_refunds()  # too early again
            before, now = refund.attempts, timezone.now()
            refund.refresh_from_db()
            assert refund.attempts == before + 1
            pauses.append(refund.next_attempt - now)
    assert pauses == sorted(pauses)
    assert len(pauses) == Refund.MOST_ATTEMPTS
    assert refund.status == Refund.Status.FAILED
    assert any("was given up" in sentence for sentence in disagreements())
    TestCharge.objects.update(status=TestCharge.Status.CAPTURED)
    Refund.objects.try_again()
    send_refunds()
    refund.refresh_from_db()
    assert refund.status == Refund.Status.DONE
    assert not any(refund.reference in sentence for sentence in disagreements())


def test_one_that_goes_wrong_stops_no_other(payment: Payment) -> None:
    closed = Payment.objects.create(
        order_number="AG-2", amount=100, currency="SEK", provider="closed-down", method="swish"
    )
    closed.settle(Payment.Status.CAPTURED)
    broken = request_refund(payment=closed, amount=100, reason="x")
    refund = request_refund(payment=payment, amount=40000, reason="x")
    # Whichever comes first.
    send_refunds()
    refund.refresh_from_db()
    broken.refresh_from_db()
    assert refund.status == Refund.Status.DONE
    assert (broken.status, broken.attempts) == (Refund.Status.REQUESTED, 1)


def test_both_are_looked_after_by_the_clock() -> None:
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {ask_for_silent.name, send_refunds_task.name} <= scheduled


def test_starting_twice_is_one_charge(payment: Payment) -> None:
    start_payment(payment=payment)
    assert TestCharge.objects.count() == 1


def test_what_was_captured_cannot_be_cancelled(payment: Payment) -> None:
    with pytest.raises(AlreadyCaptured):
        get_provider("test").cancel(payment)


def test_what_a_provider_cannot_do_is_an_error_with_a_name(payment: Payment) -> None:
    with pytest.raises(NotSupported):
        get_provider("test").capture(payment)


def test_the_bank_refunds_nothing_it_does_not_have() -> None:
    assert not bank.refund_charge(charge_reference="?", refund_reference="r", amount=1)


def test_credit_is_offered_last() -> None:
    credit = [method.is_credit for method in payment_methods()]
    assert credit == sorted(credit)
    assert not credit[0]
    assert credit[-1]


def test_staff_can_have_one_that_was_given_up_tried_again(
    payment: Payment, admin_client: Client
) -> None:
    refund = request_refund(payment=payment, amount=40000, reason="x")
    Refund.objects.update(status=Refund.Status.FAILED, problem="The account is closed.")
    page = admin_client.get("/admin/payments/refund/").content.decode()
    assert "The account is closed." in page
    chosen = {"action": "try_again", "_selected_action": str(refund.pk)}
    assert admin_client.post("/admin/payments/refund/", chosen).status_code == 302
    refund.refresh_from_db()
    assert refund.status == Refund.Status.REQUESTED
