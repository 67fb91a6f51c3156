"""From the table to the mail server: once each, again where it may help, never where it harms."""

import smtplib
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from shop.customers.models import ConsentEvent
from shop.customers.record_sale_consent import record_sale_consent
from shop.customers.withdraw_consent import withdraw_consent
from shop.emails.drain import drain
from shop.emails.models import LEASE, LONGEST_PAUSE, MAX_ATTEMPTS, OutgoingMail
from shop.emails.queue_mail import queue_mail
from shop.orders.models import Order, Withdrawal, WithdrawalLine
from shop.orders.signals import order_paid
from tests.ground import Sink

from .conftest import PlaceOrder

Status = OutgoingMail.Status


@pytest.fixture
def confirmation(place_paid_order: PlaceOrder) -> OutgoingMail:
    order_paid.send(Order, order=place_paid_order(objects=True))
    return OutgoingMail.objects.get()


@pytest.fixture
def guide(place_paid_order: PlaceOrder) -> OutgoingMail:
    """The marketing mail of an order, due now, the confirmation out of the way."""
    order_paid.send(Order, order=place_paid_order())
    OutgoingMail.objects.filter(kind="order_confirmation").delete()
    OutgoingMail.objects.update(due_at=timezone.now())
    return OutgoingMail.objects.get()


def claimed_long_ago(row: OutgoingMail, *, handed_over: bool) -> None:
    """As a worker leaves it that was killed at that point."""
    long_ago = timezone.now() - LEASE - timedelta(seconds=1)
    OutgoingMail.objects.filter(pk=row.pk).update(
        status=Status.SENDING,
        claimed_by=uuid.uuid4(),
        claimed_at=long_ago,
        handed_over_at=long_ago if handed_over else None,
        attempts=1,
    )


@pytest.mark.django_db
class TestSending:
    def test_what_is_due_is_sent_and_kept_as_sent(self, confirmation: OutgoingMail) -> None:
        assert drain() == 1
        confirmation.refresh_from_db()
        (message,) = mail.outbox
        assert confirmation.status == Status.SENT
        assert confirmation.sent_at is not None
        assert (confirmation.subject, confirmation.text) == (message.subject, message.body)
        assert message.extra_headers["Message-ID"] == confirmation.message_id

    def test_a_second_drain_sends_nothing(self, confirmation: OutgoingMail) -> None:
        drain()
        assert drain() == 0
        assert len(mail.outbox) == 1

    def test_what_is_not_due_waits(self, guide: OutgoingMail) -> None:
        OutgoingMail.objects.update(due_at=timezone.now() + timedelta(minutes=1))
        assert drain() == 0
        assert mail.outbox == []

    def test_what_comes_too_late_is_dropped(self, guide: OutgoingMail) -> None:
        OutgoingMail.objects.update(latest_useful_at=timezone.now() - timedelta(seconds=1))
        drain()
        guide.refresh_from_db()
        assert (guide.status, guide.error) == (Status.DROPPED, "Too late to be of use.")
        assert mail.outbox == []

    def test_a_guide_to_a_returned_order_is_dropped(self, guide: OutgoingMail) -> None:
        Order.objects.update(status=Order.Status.CANCELLED)
        drain()
        guide.refresh_from_db()
        assert (guide.status, guide.error) == (
            Status.DROPPED,
            "The order is not paid any more.",
        )

    def test_a_guide_is_dropped_where_everything_was_withdrawn(self, guide: OutgoingMail) -> None:
        order = Order.objects.get()
        withdrawal = Withdrawal.objects.create(
            order=order, name=order.name, email=order.email, language="en", statement="-", key="k"
        )
        for line in order.lines.all():
            WithdrawalLine.objects.create(
                withdrawal=withdrawal, order_line=line, quantity=line.quantity
            )
        drain()
        guide.refresh_from_db()
        assert (guide.status, guide.error) == (
            Status.DROPPED,
            "She withdrew from the whole order.",
        )

    def test_consent_is_asked_again_at_the_moment_of_sending(self, guide: OutgoingMail) -> None:
        withdraw_consent(contact=guide.contact, source="one-click")
        # Even where the row was not dropped with it.
        OutgoingMail.objects.update(status=Status.QUEUED, error="")
        drain()
        guide.refresh_from_db()
        assert guide.status == Status.DROPPED
        assert guide.error == "The recipient does not want marketing."
        assert mail.outbox == []

    def test_an_objection_keeps_no_order_mail_back(self, confirmation: OutgoingMail) -> None:
        withdraw_consent(contact=confirmation.contact, source="one-click")
        drain()
        assert len(mail.outbox) == 1

    def test_one_mail_that_cannot_be_written_holds_up_no_other(
        self, confirmation: OutgoingMail, place_paid_order: PlaceOrder
    ) -> None:
        queue_mail(
            kind="order_confirmation",
            reference="AG-UNKNOWN",
            recipient="tove@example.se",
            language="en",
        )
        OutgoingMail.objects.filter(reference="AG-UNKNOWN").update(
            due_at=timezone.now() - timedelta(hours=1)
        )
        drain()
        broken = OutgoingMail.objects.get(reference="AG-UNKNOWN")
        assert broken.status == Status.QUEUED
        assert "Order matching query does not exist" in broken.error
        assert broken.due_at > timezone.now()
        assert len(mail.outbox) == 1


@pytest.mark.django_db
class TestRefusals:
    @pytest.fixture(autouse=True)
    def _server(self, settings: Settings, smtp_sink: Sink) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_sink.port

    def test_a_real_server_gets_it(self, confirmation: OutgoingMail, smtp_sink: Sink) -> None:
        drain()
        (received,) = smtp_sink.messages
        assert received["Message-ID"] == confirmation.message_id
        assert received["To"] == confirmation.recipient
        assert smtp_sink.recipients == [["tove@example.se"]]

    def test_not_now_means_later_with_a_growing_pause(
        self, confirmation: OutgoingMail, smtp_sink: Sink
    ) -> None:
        smtp_sink.refusal = "451 Try again later"
        pauses = []
        for _attempt in range(3):
            OutgoingMail.objects.update(due_at=timezone.now())
            drain()
            confirmation.refresh_from_db()
            assert confirmation.status == Status.QUEUED
            pauses.append(round((confirmation.due_at - timezone.now()) / timedelta(minutes=1)))
        assert pauses == [1, 2, 4]
        assert "451" in confirmation.error
        smtp_sink.refusal = ""
        OutgoingMail.objects.update(due_at=timezone.now())
        drain()
        confirmation.refresh_from_db()
        assert (confirmation.status, confirmation.error) == (Status.SENT, "")

    def test_not_now_for_ever_fails_in_the_end(
        self, confirmation: OutgoingMail, smtp_sink: Sink
    ) -> None:
        smtp_sink.refusal = "451 Try again later"
        OutgoingMail.objects.update(attempts=MAX_ATTEMPTS - 1)
        drain()
        confirmation.refresh_from_db()
        assert confirmation.status == Status.FAILED

    def test_never_means_never(self, confirmation: OutgoingMail, smtp_sink: Sink) -> None:
        smtp_sink.refusal = "550 No such user"
        drain()
        smtp_sink.refusal = ""
        drain()
        confirmation.refresh_from_db()
        assert confirmation.status == Status.FAILED
        assert "550" in confirmation.error
        assert smtp_sink.messages == []

    @pytest.mark.parametrize(
        ("at_sender", "at_recipient"),
        [
            ("530 Authentication required", ""),
            ("550 Sender not verified", ""),
            ("", "530 Authentication required"),
        ],
    )
    def test_a_refusal_of_us_waits_until_we_have_mended_it(
        self,
        confirmation: OutgoingMail,
        smtp_sink: Sink,
        caplog: pytest.LogCaptureFixture,
        at_sender: str,
        at_recipient: str,
    ) -> None:
        smtp_sink.sender_refusal, smtp_sink.refusal = at_sender, at_recipient
        # However often it was tried already.
        OutgoingMail.objects.update(attempts=MAX_ATTEMPTS * 10)
        drain()
        confirmation.refresh_from_db()
        assert confirmation.status == Status.QUEUED
        assert timezone.now() < confirmation.due_at <= timezone.now() + LONGEST_PAUSE
        (record,) = [record for record in caplog.records if record.levelname == "ERROR"]
        assert "refuses us" in record.getMessage()
        smtp_sink.sender_refusal = smtp_sink.refusal = ""
        OutgoingMail.objects.update(due_at=timezone.now())
        drain()
        confirmation.refresh_from_db()
        assert confirmation.status == Status.SENT

    def test_the_reasons_against_are_asked_again_at_each_try(
        self, guide: OutgoingMail, smtp_sink: Sink
    ) -> None:
        smtp_sink.refusal = "451 Try again later"
        drain()
        guide.refresh_from_db()
        assert guide.is_composed
        smtp_sink.refusal = ""
        Order.objects.update(status=Order.Status.CANCELLED)
        OutgoingMail.objects.update(due_at=timezone.now())
        drain()
        guide.refresh_from_db()
        assert (guide.status, guide.error) == (Status.DROPPED, "The order is not paid any more.")
        assert smtp_sink.messages == []

    def test_a_refused_sender_never_puts_marketing_in_doubt(
        self, guide: OutgoingMail, smtp_sink: Sink
    ) -> None:
        smtp_sink.sender_refusal = "530 Authentication required"
        drain()
        guide.refresh_from_db()
        assert guide.status == Status.QUEUED

    def test_a_server_that_does_not_let_us_in_costs_no_attempt(
        self, confirmation: OutgoingMail, settings: Settings, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "afterglow", "wrong"
        assert drain() == 0
        confirmation.refresh_from_db()
        assert (confirmation.status, confirmation.attempts) == (Status.QUEUED, 0)
        assert "does not let us in" in caplog.text

    def test_a_second_header_never_leaves_and_holds_up_no_other(
        self, place_paid_order: PlaceOrder, smtp_sink: Sink
    ) -> None:
        for email in ("none@example.se", "tove@example.se"):
            order_paid.send(Order, order=place_paid_order(email, objects=True))
        injected = "none@example.se\nBcc: everyone@example.se"
        OutgoingMail.objects.filter(recipient="none@example.se").update(
            recipient=injected, due_at=timezone.now() - timedelta(hours=1)
        )
        drain()
        assert smtp_sink.recipients == [["tove@example.se"]]
        assert OutgoingMail.objects.get(recipient=injected).status == Status.FAILED

    def test_a_server_out_of_reach_costs_no_attempt(
        self, confirmation: OutgoingMail, settings: Settings
    ) -> None:
        settings.EMAIL_PORT = 1
        assert drain() == 0
        confirmation.refresh_from_db()
        assert (confirmation.status, confirmation.attempts) == (Status.QUEUED, 0)


class BrokenLine(BaseEmailBackend):
    """The connection breaks after the letter has gone out: nobody knows whether it arrived."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")


@pytest.mark.django_db
class TestDeadWorkers:
    def test_a_claim_in_force_is_left_alone(self, confirmation: OutgoingMail) -> None:
        assert OutgoingMail.objects.claim(confirmation.pk, uuid.uuid4())
        drain()
        confirmation.refresh_from_db()
        assert confirmation.status == Status.SENDING
        assert mail.outbox == []

    @pytest.mark.parametrize("handed_over", [True, False])
    def test_an_order_mail_goes_again_under_the_same_message_id(
        self, confirmation: OutgoingMail, handed_over: bool
    ) -> None:
        claimed_long_ago(confirmation, handed_over=handed_over)
        drain()
        (message,) = mail.outbox
        assert message.extra_headers["Message-ID"] == confirmation.message_id

    def test_marketing_that_never_left_goes_again(self, guide: OutgoingMail) -> None:
        claimed_long_ago(guide, handed_over=False)
        drain()
        assert len(mail.outbox) == 1

    def test_marketing_that_may_have_left_is_in_doubt(self, guide: OutgoingMail) -> None:
        claimed_long_ago(guide, handed_over=True)
        drain()
        guide.refresh_from_db()
        assert guide.status == Status.IN_DOUBT
        assert mail.outbox == []

    def test_a_broken_line_leaves_marketing_in_doubt(
        self, guide: OutgoingMail, settings: Settings
    ) -> None:
        settings.EMAIL_BACKEND = f"{__name__}.BrokenLine"
        drain()
        guide.refresh_from_db()
        assert guide.status == Status.IN_DOUBT

    def test_a_broken_line_sends_an_order_mail_again(
        self, confirmation: OutgoingMail, settings: Settings
    ) -> None:
        settings.EMAIL_BACKEND = f"{__name__}.BrokenLine"
        drain()
        confirmation.refresh_from_db()
        assert confirmation.status == Status.QUEUED

    def test_a_worker_that_wakes_up_late_sends_and_changes_nothing(
        self, confirmation: OutgoingMail
    ) -> None:
        sleeper = OutgoingMail.objects.claim(confirmation.pk, uuid.uuid4())
        assert sleeper is not None
        claimed_long_ago(confirmation, handed_over=False)
        drain()
        assert sleeper.hand_over(subject="s", text="t", html="h") is False
        sleeper.mark_failed("late")
        confirmation.refresh_from_db()
        assert confirmation.status == Status.SENT


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_send_each_mail_once(place_paid_order: PlaceOrder) -> None:
    orders = [place_paid_order(f"reader{n}@example.se", objects=True) for n in range(12)]
    for order in orders:
        order_paid.send(Order, order=order)
    OutgoingMail.objects.filter(status=Status.SENT).update(status=Status.QUEUED)
    mail.outbox.clear()
    workers = 4
    start = Barrier(workers)

    def work() -> None:
        start.wait(10)
        try:
            drain()
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        for result in [pool.submit(work) for _worker in range(workers)]:
            result.result(30)
    sent_to = sorted(message.to[0] for message in mail.outbox)
    assert sent_to == sorted(order.email for order in orders)
    assert set(OutgoingMail.objects.values_list("status", "attempts")) == {(Status.SENT, 1)}


@pytest.mark.django_db(transaction=True)
def test_the_same_mail_queued_at_once_is_one_row() -> None:
    workers = 4
    start = Barrier(workers)

    def work() -> int:
        start.wait(10)
        try:
            return queue_mail(
                kind="newsletter_confirmation",
                reference="1",
                recipient="tove@example.se",
                language="en",
            ).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        rows = {result.result(30) for result in [pool.submit(work) for _ in range(workers)]}
    assert len(rows) == 1


@pytest.mark.django_db(transaction=True)
def test_a_sale_told_by_two_at_once_is_one_line_of_the_ledger() -> None:
    workers = 4
    start = Barrier(workers)

    def work() -> int:
        start.wait(10)
        try:
            return record_sale_consent(
                email="tove@example.se",
                language="en",
                objects=False,
                text="We may e-mail you.",
                source="checkout, order A1",
            ).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        contacts = {result.result(30) for result in [pool.submit(work) for _ in range(workers)]}
    (contact,) = contacts
    assert ConsentEvent.objects.filter(contact=contact).count() == 1
