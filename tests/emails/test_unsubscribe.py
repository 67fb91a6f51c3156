"""Leaving: one click, no login, no cookie, at once."""

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from shop.customers.models import Basis, ConsentEvent, Contact
from shop.emails import links
from shop.emails.drain import drain
from shop.emails.models import OutgoingMail
from shop.orders.models import Order
from shop.orders.signals import order_paid

from .conftest import PlaceOrder

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer(place_paid_order: PlaceOrder) -> Contact:
    order_paid.send(Order, order=place_paid_order())
    return Contact.objects.get()


@pytest.fixture
def path(buyer: Contact) -> str:
    return links.unsubscribe(buyer).removeprefix("http://127.0.0.1:8000")


def test_the_page_changes_nothing(client: Client, buyer: Contact, path: str) -> None:
    page = client.get(path)
    client.head(path)
    assert page.status_code == 200
    assert "tove@example.se" in page.content.decode()
    assert buyer.may_be_mailed(Basis.SOFT_OPT_IN)


def test_its_button_works_without_cookie_or_token(buyer: Contact, path: str) -> None:
    stranger = Client(enforce_csrf_checks=True)
    page = stranger.post(path)
    assert "Stopped" in page.content.decode()
    assert not buyer.may_be_mailed(Basis.SOFT_OPT_IN)
    assert not stranger.cookies


def test_one_click_of_a_mail_provider(buyer: Contact, path: str) -> None:
    response = Client(enforce_csrf_checks=True).post(
        path,
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
        headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
    )
    assert response.status_code == 200
    assert not buyer.may_be_mailed(Basis.SOFT_OPT_IN)
    assert buyer.consent_events.filter(kind="unsubscribed", source="one-click").count() == 1


def test_the_guide_that_waits_is_never_sent(client: Client, buyer: Contact, path: str) -> None:
    client.post(path)
    OutgoingMail.objects.update(due_at=timezone.now())
    drain()
    assert [message.subject for message in mail.outbox] == [f"Your order {Order.objects.get()}"]
    assert OutgoingMail.objects.get(kind="how_to_use").status == OutgoingMail.Status.DROPPED


def test_twice_is_as_good_as_once(client: Client, path: str) -> None:
    assert client.post(path).status_code == client.post(path).status_code == 200
    assert ConsentEvent.objects.filter(kind="unsubscribed").count() == 1


def test_a_wrong_token_is_a_sentence_and_changes_nothing(
    client: Client, buyer: Contact, path: str
) -> None:
    for wrong in (path.replace(str(buyer.pk), "999", 1), "/mail/unsubscribe/x/", path[:-4] + "/"):
        for response in (client.get(wrong), client.post(wrong)):
            assert response.status_code == 404
            assert "This link does not work" in response.content.decode()
    assert buyer.may_be_mailed(Basis.SOFT_OPT_IN)


def test_the_swedish_page(client: Client, path: str) -> None:
    assert "Sluta skicka de här breven" in client.get(f"/sv{path}").content.decode()


def test_its_pages_are_not_kept_by_caches(client: Client, path: str) -> None:
    assert "no-store" in client.get(path).headers["Cache-Control"]
