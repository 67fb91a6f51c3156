"""Old mails lose their words, and nothing else."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from time_machine import travel

from shop.emails.drain import drain
from shop.emails.forget_old_mails import TEXTS_KEPT_FOR, forget_old_mails
from shop.emails.models import OutgoingMail
from shop.emails.queue_mail import queue_mail
from shop.emails.tasks import forget_mails
from shop.orders.models import Order
from shop.orders.signals import order_paid

from .conftest import PlaceOrder

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(place_paid_order: PlaceOrder) -> OutgoingMail:
    order_paid.send(Order, order=place_paid_order(objects=True))
    drain()
    return OutgoingMail.objects.get()


def test_only_the_words_of_old_mails_go(sent: OutgoingMail) -> None:
    assert sent.sent_at is not None
    with travel(sent.sent_at + TEXTS_KEPT_FOR, tick=False):
        assert forget_old_mails() == 0
    with travel(sent.sent_at + TEXTS_KEPT_FOR + timedelta(seconds=1), tick=False):
        assert forget_old_mails() == 1
        assert forget_old_mails() == 0
    kept = OutgoingMail.objects.get()
    assert (kept.subject, kept.text, kept.html) == ("", "", "")
    for field in ("kind", "reference", "recipient", "status", "sent_at", "message_id"):
        assert getattr(kept, field) == getattr(sent, field)


def test_it_is_not_sent_again(sent: OutgoingMail, mailoutbox: list[object]) -> None:
    with travel(timezone.now() + TEXTS_KEPT_FOR + timedelta(days=1), tick=False):
        forget_old_mails()
        drain()
    assert len(mailoutbox) == 1


def test_given_up_mails_are_forgotten_and_waiting_ones_kept(sent: OutgoingMail) -> None:
    waiting = queue_mail(
        kind="order_confirmation", reference="AG-2", recipient="tove@example.se", language="en"
    )
    words = {"subject": "s", "text": "t", "html": "h", "sent_at": None}
    OutgoingMail.objects.filter(pk=sent.pk).update(status=OutgoingMail.Status.FAILED, **words)
    OutgoingMail.objects.filter(pk=waiting.pk).update(**words)
    with travel(timezone.now() + TEXTS_KEPT_FOR + timedelta(days=1), tick=False):
        assert forget_old_mails() == 1
    assert OutgoingMail.objects.get(pk=waiting.pk).text == "t"


def test_the_clock_knows_its_task() -> None:
    assert settings.CELERY_BEAT_SCHEDULE["forget-old-mails"]["task"] == forget_mails.name
