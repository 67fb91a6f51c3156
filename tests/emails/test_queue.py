"""Which mails an order, a withdrawal and a wish leave in the table."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from shop.customers.models import Contact
from shop.customers.withdraw_consent import withdraw_consent
from shop.emails.messages import HOW_TO_USE_AFTER
from shop.emails.models import OutgoingMail
from shop.emails.queue_mail import queue_mail
from shop.emails.registry import MAILS, mail
from shop.orders.models import Order, Withdrawal
from shop.orders.signals import order_paid, withdrawal_received

from .conftest import PlaceOrder

pytestmark = pytest.mark.django_db


def kinds() -> set[str]:
    return set(OutgoingMail.objects.queued().values_list("kind", flat=True))


def test_a_paid_order_leaves_a_confirmation_now_and_a_guide_for_day_three(
    place_paid_order: PlaceOrder,
) -> None:
    order = place_paid_order()
    order_paid.send(Order, order=order)
    confirmation = OutgoingMail.objects.get(kind="order_confirmation")
    guide = OutgoingMail.objects.get(kind="how_to_use")
    assert confirmation.due_at <= timezone.now()
    assert order.paid is not None
    assert guide.due_at == order.paid + HOW_TO_USE_AFTER
    assert (confirmation.legal_basis, guide.legal_basis) == ("contract", "soft_opt_in")
    assert confirmation.reference == guide.reference == order.number


def test_who_objects_gets_only_the_confirmation(place_paid_order: PlaceOrder) -> None:
    order_paid.send(Order, order=place_paid_order(objects=True))
    assert kinds() == {"order_confirmation"}


def test_news_that_comes_twice_leaves_one_row_each(place_paid_order: PlaceOrder) -> None:
    order = place_paid_order()
    order_paid.send(Order, order=order)
    order_paid.send(Order, order=order)
    assert OutgoingMail.objects.count() == 2


def test_an_objection_in_a_later_order_ends_the_guide_that_waits(
    place_paid_order: PlaceOrder,
) -> None:
    order_paid.send(Order, order=place_paid_order())
    order_paid.send(Order, order=place_paid_order(objects=True))
    assert kinds() == {"order_confirmation"}
    dropped = OutgoingMail.objects.get(kind="how_to_use")
    assert dropped.status == OutgoingMail.Status.DROPPED
    assert dropped.error == "The recipient does not want marketing."


def test_unsubscribing_ends_what_waits_for_this_person_alone(
    place_paid_order: PlaceOrder,
) -> None:
    for email in ("tove@example.se", "other@example.se"):
        order_paid.send(Order, order=place_paid_order(email))
    withdraw_consent(contact=Contact.objects.get(email="tove@example.se"), source="one-click")
    waiting = OutgoingMail.objects.queued()
    assert list(waiting.filter(kind="how_to_use").values_list("recipient", flat=True)) == [
        "other@example.se"
    ]
    assert waiting.filter(kind="order_confirmation").count() == 2


def test_a_withdrawal_is_acknowledged_to_the_address_it_names(
    place_paid_order: PlaceOrder,
) -> None:
    withdrawal = Withdrawal.objects.create(
        order=place_paid_order(),
        name="Tove Hallberg",
        email="other@example.se",
        language="sv",
        statement="Jag ångrar köpet.",
        key="k",
    )
    withdrawal_received.send(Withdrawal, withdrawal=withdrawal)
    row = OutgoingMail.objects.get()
    assert (row.kind, row.recipient, row.language) == (
        "withdrawal_acknowledgement",
        "other@example.se",
        "sv",
    )
    assert row.due_at <= timezone.now()


@pytest.mark.parametrize(
    "address",
    [
        "tove@example.se\nBcc: everyone@example.se",
        "tove@example.se\r\nSubject: hello",
        "tove@example.se, other@example.se",
        "Tove <tove@example.se>",
        "tove",
        "",
    ],
)
def test_what_is_no_single_address_is_refused_in_a_sentence(address: str) -> None:
    with pytest.raises(ValidationError, match="is no e-mail address; expected one like"):
        queue_mail(kind="order_confirmation", reference="AG-1", recipient=address, language="en")
    assert not OutgoingMail.objects.exists()


def test_a_mail_without_a_legal_basis_cannot_be_registered() -> None:
    def spring_offer(row: OutgoingMail) -> dict[str, object]:
        return {}

    with pytest.raises(TypeError, match="needs a legal basis"):
        mail(basis=None, useful_for=HOW_TO_USE_AFTER)(spring_offer)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        mail(useful_for=HOW_TO_USE_AFTER)(spring_offer)  # type: ignore[call-arg]
    assert "spring_offer" not in MAILS


def test_an_unregistered_mail_cannot_be_queued() -> None:
    with pytest.raises(KeyError):
        queue_mail(kind="spring_offer", reference="1", recipient="tove@example.se", language="en")
