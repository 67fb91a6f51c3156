"""The newsletter: on the list only after the second step, and every wrong turn is a sentence."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from time_machine import travel

from shop.customers import consent_texts
from shop.customers.models import Basis, ConsentEvent, Contact
from shop.emails import links
from shop.emails.ask_for_newsletter import ask_for_newsletter
from shop.emails.drain import drain
from shop.emails.models import OutgoingMail

pytestmark = pytest.mark.django_db
FROM_HERE = {"Sec-Fetch-Site": "same-origin", "Referer": "http://testserver/sv/journal/"}


def sign_up(client: Client, email: str, language: str = "") -> "str":
    """Fills in the form on the journal page and returns the path of the link in the mail."""
    response = client.post(f"{language}/newsletter/", {"email": email}, headers=FROM_HERE)
    assert response.status_code == 200
    drain()
    found = re.search(r"http://[^/]+(/\S*newsletter/confirm/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def on_the_list(email: str) -> bool:
    return Contact.objects.for_address(email).mailable(Basis.CONSENT).exists()


def test_the_whole_way(client: Client) -> None:
    path = sign_up(client, "Tove@Example.se")
    assert not on_the_list("tove@example.se")
    page = client.get(path)
    assert consent_texts.NEWSLETTER.en in page.content.decode()
    assert not on_the_list("tove@example.se")
    done = client.post(path)
    assert "You are on the list" in done.content.decode()
    assert on_the_list("tove@example.se")
    assert len(mail.outbox) == 1


def test_the_proof_holds_texts_page_and_times(client: Client) -> None:
    client.post(sign_up(client, "tove@example.se", "/sv"))
    confirmed, requested = ConsentEvent.objects.all()
    assert requested.kind == "newsletter_requested"
    assert requested.source == "/sv/journal/"
    assert requested.text.startswith("En rörelse och en rad, varannan söndag.")
    assert confirmed.kind == "newsletter_confirmed"
    assert confirmed.request == requested
    assert confirmed.text == consent_texts.NEWSLETTER.sv
    assert confirmed.created > requested.created


def test_reading_the_link_confirms_nothing(client: Client) -> None:
    path = sign_up(client, "tove@example.se")
    for _prefetch in range(2):
        client.get(path)
        client.head(path)
    assert ConsentEvent.objects.count() == 1


def test_confirming_twice_is_one_line_and_a_kind_answer(client: Client) -> None:
    path = sign_up(client, "tove@example.se")
    client.post(path)
    assert "You are on the list" in client.post(path).content.decode()
    assert ConsentEvent.objects.filter(kind="newsletter_confirmed").count() == 1


def test_an_old_link_says_so_after_unsubscribing(client: Client) -> None:
    path = sign_up(client, "tove@example.se")
    client.post(path)
    stop = links.unsubscribe(Contact.objects.get()).removeprefix("http://127.0.0.1:8000")
    client.post(stop)
    assert "This link has been used" in client.post(path).content.decode()
    assert not on_the_list("tove@example.se")


def test_a_link_older_than_48_hours_is_a_sentence(client: Client) -> None:
    path = sign_up(client, "tove@example.se")
    with travel(timezone.now() + timedelta(hours=48, minutes=1), tick=False):
        response = client.post(path)
    assert response.status_code == 404
    assert "older than 48 hours" in response.content.decode()
    assert not on_the_list("tove@example.se")


def test_a_forged_link_is_a_sentence(client: Client) -> None:
    path = sign_up(client, "tove@example.se")
    for wrong in (path.replace("confirm/", "confirm/9"), "/newsletter/confirm/x/", path[:-3] + "/"):
        response = client.post(wrong)
        assert response.status_code == 404
        assert "This link does not work" in response.content.decode()
    assert not on_the_list("tove@example.se")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter your e-mail address, like tove@example.se."),
        ("tove@", "Enter a whole e-mail address, like tove@example.se."),
        ("tove@example.se\r\nBcc: x@example.se", "Enter a whole e-mail address"),
        ("x" * 250 + "@example.se", "e-mail address"),
    ],
)
def test_what_is_no_address_is_a_sentence_and_stays_in_the_field(
    client: Client, typed: str, sentence: str
) -> None:
    response = client.post("/newsletter/", {"email": typed}, headers=FROM_HERE)
    page = response.content.decode()
    assert response.status_code == 400
    assert sentence in page
    if typed == "tove@":
        assert 'value="tove@"' in page
    assert not OutgoingMail.objects.exists()
    assert not Contact.objects.exists()


def test_the_sentences_are_swedish_under_sv(client: Client) -> None:
    response = client.post("/sv/newsletter/", {"email": "tove@"}, headers=FROM_HERE)
    assert "Skriv en hel e-postadress" in response.content.decode()


def test_the_form_takes_no_orders_from_other_sites(client: Client) -> None:
    strange = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
    response = client.post("/newsletter/", {"email": "tove@example.se"}, headers=strange)
    assert response.status_code == 403
    assert not Contact.objects.exists()


def test_an_origin_that_is_no_address_is_another_site(client: Client) -> None:
    response = client.post(
        "/newsletter/", {"email": "tove@example.se"}, headers={"Origin": "http://["}
    )
    assert response.status_code == 403


def test_the_form_needs_no_token(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/newsletter/", {"email": "tove@example.se"}, headers=FROM_HERE)
    assert response.status_code == 200


def test_confirming_takes_the_token_of_the_page(client: Client) -> None:
    path = sign_up(client, "tove@example.se")
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path).status_code == 403
    assert not on_the_list("tove@example.se")
    found = re.search(
        r'name="csrfmiddlewaretoken" value="(\w+)"', strict.get(path).content.decode()
    )
    assert found is not None
    assert strict.post(path, {"csrfmiddlewaretoken": found[1]}).status_code == 200
    assert on_the_list("tove@example.se")


def test_a_referer_that_is_no_address_names_no_page(client: Client) -> None:
    client.post(
        "/newsletter/",
        {"email": "tove@example.se"},
        headers={"Sec-Fetch-Site": "same-origin", "Referer": "http://["},
    )
    assert ConsentEvent.objects.get().source == "/newsletter/"


def test_pressing_again_and_again_sends_one_mail_and_claims_one(client: Client) -> None:
    pages = []
    for _press in range(3):
        response = client.post("/newsletter/", {"email": "tove@example.se"}, headers=FROM_HERE)
        pages.append(response.content.decode())
        drain()
    assert len(mail.outbox) == 1
    assert ["is on its way" in page for page in pages] == [True, False, False]
    assert ["no second message goes out" in page for page in pages] == [False, True, True]


def test_a_wish_whose_mail_cannot_be_queued_is_no_wish() -> None:
    """Both or neither: a wish without its mail would keep her waiting in vain."""
    with pytest.raises(ValidationError):
        ask_for_newsletter(email="tove", language="en", text="One move.", source="/")
    assert not ConsentEvent.objects.exists()
    assert not Contact.objects.exists()


def test_a_member_is_told_the_same_as_a_stranger(client: Client) -> None:
    client.post(sign_up(client, "member@example.se"))
    pages = {
        client.post("/newsletter/", {"email": email}, headers=FROM_HERE)
        .content.decode()
        .replace(email, "…")
        for email in ("member@example.se", "stranger@example.se")
    }
    assert len(pages) == 1


def test_the_page_of_the_form_itself(client: Client) -> None:
    assert 'action="/newsletter/"' in client.get("/newsletter/").content.decode()
    assert 'action="/sv/newsletter/"' in client.get("/sv/newsletter/").content.decode()
