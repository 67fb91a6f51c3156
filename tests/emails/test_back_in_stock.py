"""Back in stock: one mail for who asked twice for it, and no address is kept longer than that."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from time_machine import travel

from shop.catalogue.models import Product, Variant
from shop.customers import consent_texts
from shop.customers.models import Basis, ConsentEvent, Contact
from shop.emails import links
from shop.emails.drain import drain
from shop.emails.forget_waiting import forget_waiting
from shop.emails.models import OutgoingMail, Waiting
from shop.emails.tell_waiting import tell_waiting
from shop.emails.wait_for_size import MOST_AT_ONCE
from tests.catalogue import make

pytestmark = pytest.mark.django_db
FROM_HERE = {"Sec-Fetch-Site": "same-origin", "Referer": "http://testserver/products/calm-oil/"}


@pytest.fixture
def size() -> Variant:
    return make.product(size={"stock": 0}).variants.get()


def ask(client: Client, email: str = "tove@example.se", sku: str = "calm-oil-30", at: str = ""):
    data = {"email": email, "sku": sku}
    return client.post(f"{at}/back-in-stock/", data, headers=FROM_HERE)


def link(name: str) -> str:
    found = re.search(rf"http://[^/]+(/\S*back-in-stock/{name}/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def wait(client: Client, at: str = "") -> None:
    ask(client, at=at)
    drain()
    client.post(link("confirm"))


def comes_back(size: Variant, stock: int = 3) -> None:
    Variant.objects.filter(pk=size.pk).update(stock=stock)
    tell_waiting()
    drain()


def kinds() -> list[str]:
    return list(ConsentEvent.objects.order_by("pk").values_list("kind", flat=True))


def test_a_size_that_is_gone_asks_for_an_address_with_its_own_words(client: Client) -> None:
    product = make.product(size={"stock": 0})
    make.size(product)
    html = client.get("/products/calm-oil/").content.decode()
    assert html.count('action="/back-in-stock/"') == 1
    assert 'name="sku" value="calm-oil-30"' in html
    assert "Tell me when 30\u00a0ml is back" in html or "Tell me when 30 ml is back" in html
    assert consent_texts.BACK_IN_STOCK.en in html


def test_what_is_in_stock_asks_for_none(client: Client) -> None:
    make.product()
    assert "/back-in-stock/" not in client.get("/products/calm-oil/").content.decode()


def test_the_whole_way(client: Client, size: Variant) -> None:
    assert ask(client).status_code == 200
    drain()
    path = link("confirm")
    assert consent_texts.BACK_IN_STOCK.en in client.get(path).content.decode()
    comes_back(size)
    assert len(mail.outbox) == 1, "not confirmed yet"
    assert "You are on the list" in client.post(path).content.decode()
    comes_back(size)
    assert len(mail.outbox) == 2
    assert mail.outbox[-1].subject == "Calm Oil is back"
    assert "/products/calm-oil/" in str(mail.outbox[-1].body)
    tell_waiting()
    drain()
    assert not Waiting.objects.exists()
    assert len(mail.outbox) == 2


def test_in_swedish(client: Client, size: Variant) -> None:
    ask(client, at="/sv")
    drain()
    assert "/sv/back-in-stock/confirm/" in str(mail.outbox[-1].body)
    page = client.post(link("confirm")).content.decode()
    assert "Du står på listan" in page
    comes_back(size)
    assert mail.outbox[-1].subject == "Lugn olja är tillbaka"
    assert "nu stryks din adress" in " ".join(str(mail.outbox[-1].body).split())


def test_the_consent_log_holds_both_steps_with_their_text(client: Client, size: Variant) -> None:
    wait(client)
    confirmed, requested = ConsentEvent.objects.all()
    assert (requested.kind, confirmed.kind) == ("stock_requested", "stock_confirmed")
    assert requested.text == confirmed.text == consent_texts.BACK_IN_STOCK.en
    assert requested.text_version == consent_texts.BACK_IN_STOCK.version
    assert requested.source == "/products/calm-oil/, calm-oil-30"
    assert confirmed.request == requested


def test_it_is_no_yes_to_marketing(client: Client, size: Variant) -> None:
    wait(client)
    contact = Contact.objects.get()
    assert not contact.may_be_mailed(Basis.CONSENT)
    assert not contact.may_be_mailed(Basis.SOFT_OPT_IN)


def test_reading_a_link_changes_nothing(client: Client, size: Variant) -> None:
    ask(client)
    drain()
    client.get(link("confirm"))
    client.head(link("confirm"))
    assert not Waiting.objects.get().is_confirmed


def test_asking_again_sends_one_mail_and_tells_nobody(client: Client, size: Variant) -> None:
    pages = {ask(client).content for _press in range(3)}
    drain()
    assert len(pages) == 1
    assert len(mail.outbox) == 1
    client.post(link("confirm"))
    assert ask(client).content in pages
    drain()
    assert len(mail.outbox) == 1


def test_after_ten_minutes_a_second_message_may_go(client: Client, size: Variant) -> None:
    ask(client)
    drain()
    with travel(timezone.now() + timedelta(minutes=11), tick=False):
        ask(client)
        drain()
    assert len(mail.outbox) == 2
    assert Waiting.objects.count() == 1


def test_pressing_yes_twice_is_one_line(client: Client, size: Variant) -> None:
    wait(client)
    client.post(link("confirm"))
    assert kinds() == ["stock_requested", "stock_confirmed"]


def test_the_stop_link_takes_her_off(client: Client, size: Variant) -> None:
    wait(client)
    Variant.objects.update(stock=3)
    tell_waiting()
    OutgoingMail.objects.filter(kind="back_in_stock").update(
        due_at=timezone.now() + timedelta(hours=1)
    )
    path = links.stop_waiting(Waiting.objects.get()).removeprefix("http://127.0.0.1:8000")
    assert consent_texts.NOT_WAITING_ANY_MORE.en in client.get(path).content.decode()
    assert Waiting.objects.exists()
    assert "Off the list" in client.post(path).content.decode()
    assert kinds()[-1] == "stock_stopped"
    OutgoingMail.objects.queued().update(due_at=timezone.now())
    drain()
    assert len(mail.outbox) == 1, "only the question"
    assert "Off the list" in client.get(path).content.decode()


def test_sold_out_again_before_the_mail_goes_she_waits_on(client: Client, size: Variant) -> None:
    wait(client)
    Variant.objects.update(stock=1)
    tell_waiting()
    Variant.objects.update(stock=0)
    drain()
    assert OutgoingMail.objects.get(kind="back_in_stock").status == "dropped"
    assert len(mail.outbox) == 1
    comes_back(size)
    assert mail.outbox[-1].subject == "Calm Oil is back"
    tell_waiting()
    assert not Waiting.objects.exists()


def test_who_asks_again_later_is_told_again(client: Client, size: Variant) -> None:
    for _time in range(2):
        wait(client)
        comes_back(size)
        tell_waiting()
        Variant.objects.update(stock=0)
    assert [message.subject for message in mail.outbox].count("Calm Oil is back") == 2


def test_a_draft_is_not_back(client: Client, size: Variant) -> None:
    wait(client)
    Product.objects.update(status="draft")
    comes_back(size)
    assert len(mail.outbox) == 1


def test_what_is_in_stock_keeps_no_address(client: Client) -> None:
    make.product()
    assert "It is here already" in ask(client).content.decode()
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("email", "sku", "sentence"),
    [
        ("", "calm-oil-30", "Enter your e-mail address, like tove@example.se."),
        ("tove@", "calm-oil-30", "Enter a whole e-mail address"),
        ("tove@example.se", "nothing", "The shop has no such size."),
        ("tove@example.se", "", "Say which size you wait for"),
        ("tove@example.se\r\nBcc: x@example.se", "calm-oil-30", "Enter a whole e-mail address"),
    ],
)
def test_bad_input_is_a_sentence(
    client: Client, size: Variant, email: str, sku: str, sentence: str
) -> None:
    response = ask(client, email, sku)
    assert response.status_code == 400
    assert sentence in response.content.decode().replace("&#x27;", "'")
    assert not Contact.objects.exists()


def test_other_sites_cannot_ask(client: Client, size: Variant) -> None:
    strange = {"Sec-Fetch-Site": "cross-site"}
    data = {"email": "tove@example.se", "sku": size.sku}
    assert client.post("/back-in-stock/", data, headers=strange).status_code == 403
    assert client.get("/back-in-stock/").status_code == 405


@pytest.mark.parametrize("step", ["confirm", "stop"])
def test_a_forged_link_is_a_sentence(client: Client, step: str) -> None:
    response = client.post(f"/back-in-stock/{step}/1.forged/")
    assert response.status_code == 404
    assert "This link does not work" in response.content.decode()


def test_an_old_link_is_a_sentence(client: Client, size: Variant) -> None:
    ask(client)
    drain()
    with travel(timezone.now() + timedelta(hours=49), tick=False):
        assert client.post(link("confirm")).status_code == 404
    assert not Waiting.objects.get().is_confirmed


def test_nobody_is_put_on_too_many_lists(client: Client) -> None:
    for number in range(MOST_AT_ONCE + 1):
        make.product(f"oil-{number}", size={"stock": 0})
        ask(client, sku=f"oil-{number}-30")
    assert Waiting.objects.count() == MOST_AT_ONCE


def test_addresses_are_forgotten(client: Client, size: Variant) -> None:
    ask(client)
    now = timezone.now()
    with travel(now + timedelta(hours=47), tick=False):
        assert forget_waiting() == 0
    with travel(now + timedelta(hours=49), tick=False):
        assert forget_waiting() == 1
    wait(client)
    with travel(now + timedelta(days=364), tick=False):
        assert forget_waiting() == 0
    with travel(now + timedelta(days=366), tick=False):
        assert forget_waiting() == 1


def test_the_merchant_sees_how_many_wait(admin_client: Client, size: Variant) -> None:
    wait(admin_client)
    html = admin_client.get("/admin/emails/waiting/").content.decode()
    assert "tove@example.se" in html
    assert admin_client.get("/admin/emails/waiting/add/").status_code == 403
