"""No price of a product stands anywhere without its price per litre or kilogram.

Every public page of the demo shop in both languages, then the way of an order with its pages and
mails, the feed and the API. What is no price of a product (sums, delivery) is named below; any
other amount must stand in a box of its own together with the unit price.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin

import pytest
from django.core.management import call_command
from django.test import Client

from shop.catalogue.models import Variant
from shop.emails.ask_for_newsletter import ask_for_newsletter
from shop.emails.compose import compose
from shop.emails.models import OutgoingMail
from shop.emails.registry import MAILS
from shop.emails.tell_waiting import tell_waiting
from shop.emails.wait_for_size import ask_to_be_told, confirm_waiting
from shop.emails.waiting import Waiting
from shop.orders.links import key_of_order
from shop.orders.models import Order
from shop.orders.record_withdrawal import record_withdrawal
from tests.checkout.shopper import Shopper, tell

pytestmark = pytest.mark.django_db

AMOUNT = re.compile(r"\d[\d\s\u00a0]*,\d\d[\s\u00a0]kr")
UNIT_PRICE = re.compile(AMOUNT.pattern + r" per (litre|kilogram|liter|kilo)")
# The set of two bottles: what is sold by the piece needs none.
BY_THE_PIECE = re.compile(r"649,00[\s\u00a0]kr")
# Where amounts stand that are no price of a product, by class, and why.
OTHER_AMOUNTS = {
    "totals": "sums of goods, delivery, order and VAT",
    "free": "how far to free delivery",
    "facts": "what delivery costs",
    "opt": "what a way of delivery costs",
    "scroll-x": "the table of delivery prices",
    "<summary>": "the sum of an order",
    "all": "the sum of several picks",
    "timeline": "the sum of an order",
}
# A box in which one product's prices stand.
BOXES = {"price", "line-item", "<figcaption>", "<tr>"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
# In a mail: rows of a table and lines of text that are sums begin so.
SUMS = re.compile(
    r"(Goods|Total|Delivery|Parcel|Paid|of which VAT|Varor|Summa|Totalt|Ombud|Paket|Hemleverans|"
    r"Betald|varav moms|Home delivery|To a parcel|Till ombud)"
)


class Box:
    def __init__(self, tag: str, names: set[str], around: "Box | None") -> None:
        self.tag, self.names, self.around = tag, names, around
        self.words = ""
        self.own_amounts: list[str] = []

    def up(self) -> "Iterator[Box]":
        box: Box | None = self
        while box is not None:
            yield box
            box = box.around


class Page(HTMLParser):
    """Words by the boxes they stand in, and the addresses a page leads to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.here = Box("html", set(), None)
        self.boxes = [self.here]
        self.links: list[str] = []
        self.filters: list[str] = []  # which a crawler is asked not to combine
        self.data: list[Any] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            links = self.filters if "nofollow" in (given.get("rel") or "") else self.links
            links.append(str(given["href"]))
        if tag in VOID:
            self.here.words += " "
            return
        names = {f"<{tag}>", *(given.get("class") or "").split()}
        if "data-add-all" in given:
            names.add("all")
        self.here = Box(tag, names, self.here)
        self.here.names |= {"ld+json"} if given.get("type") == "application/ld+json" else set()
        self.boxes.append(self.here)

    def handle_endtag(self, tag: str) -> None:
        for box in self.here.up():
            if box.tag == tag and box.around:
                self.here = box.around
                break

    def handle_data(self, data: str) -> None:
        if "ld+json" in self.here.names:
            self.data.append(json.loads(data))
        elif self.here.tag not in {"style", "script", "title"}:
            self.here.own_amounts += AMOUNT.findall(data)
            for box in self.here.up():
                box.words += data

    def bare_prices(self) -> Iterator[str]:
        for box in self.boxes:
            if box.own_amounts and not any(OTHER_AMOUNTS.keys() & each.names for each in box.up()):
                around = next((each for each in box.up() if BOXES & each.names), None)
                words = " ".join((around or box).words.split())
                if around is None or around.tag == "tr":
                    is_right = SUMS.match(words) or (around and UNIT_PRICE.search(words))
                else:
                    is_right = UNIT_PRICE.search(words)
                if not is_right and not BY_THE_PIECE.search(words):
                    yield words[:120]
        for found in self.data:
            yield from bare_in_data(found)


def bare_in_data(found: Any) -> Iterator[str]:
    """Objects of JSON with a price and without a unit price: of the API, or of structured data."""
    if isinstance(found, list):
        for each in found:
            yield from bare_in_data(each)
    elif isinstance(found, dict):
        if found.get("@type") == "UnitPriceSpecification":
            return
        is_offer = found.get("@type") == "Offer" and "UnitPriceSpecification" in json.dumps(found)
        by_the_piece = found.get("unit") == "pcs"
        if "price" in found and not (found.get("unit_price") or is_offer or by_the_piece):
            yield json.dumps(found)[:120]
        for each in found.values():
            yield from bare_in_data(each)


def bare_in_text(text: str) -> Iterator[str]:
    """A line with a price has the unit price in it or right below."""
    lines = text.splitlines()
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        is_price = AMOUNT.search(line) and not SUMS.match(line.strip())
        if is_price and not UNIT_PRICE.search(" ".join(f"{line} {below}".split())):
            yield line


@pytest.fixture
def _demo(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    call_command("load_demo", verbosity=0)


@pytest.fixture
def shopper(_demo) -> Shopper:
    """Has a reduced product and two of another in her bag."""
    shopper = Shopper()
    shopper.add("AG-GC-150")
    shopper.add("AG-RFO-30", 2)
    return shopper


def public_pages(client: Client) -> Iterator[tuple[str, str]]:
    """Every page that a link leads to, a search, and each filter of the whole shop by itself."""
    waiting = ["/", "/sv/", "/search/?q=oil", "/sv/search/?q=olja", "/shop/?sort=price"]
    seen = set(waiting)
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        if response.status_code != 200 or "html" not in response["Content-Type"]:
            continue
        html = response.content.decode()
        yield address, html
        page = Page(html)
        for link in [*page.links, *(page.filters if address == "/shop/" else [])]:
            target = urldefrag(urljoin(address, link)).url
            # The glossary has a thousand pages of one kind; those a product leads to will do.
            if "/ingredients/" in target and "/products/" not in address:
                continue
            if target.startswith("/") and target not in seen:
                seen.add(target)
                waiting.append(target)


@pytest.mark.usefixtures("_demo")
def test_one_product_is_sold_by_the_piece():
    sizes = Variant.objects.filter(ordinary_price=64900)
    assert [size.unit for size in sizes] == [Variant.Unit.PIECE]


@pytest.mark.usefixtures("_demo")
def test_no_page_shows_a_price_without_its_unit_price(client):
    wrong, with_prices = {}, 0
    for address, html in public_pages(client):
        page = Page(html)
        with_prices += any(box.own_amounts for box in page.boxes)
        if bare := list(page.bare_prices()):
            wrong[address] = bare
    assert wrong == {}
    assert with_prices > 80


def test_a_price_by_itself_would_be_found():
    """The crawler is no use if it finds nothing."""
    bare = '<p class="price"><span class="now">395,00 kr</span></p>'
    assert list(Page(bare).bare_prices()) == ["395,00 kr"]
    assert list(Page("<p>Only 395,00 kr.</p>").bare_prices())
    whole = '<p class="price"><span>395,00 kr</span> <span>13 166,67 kr per litre</span></p>'
    assert list(Page(whole).bare_prices()) == []
    assert list(bare_in_text("1 x Oil\n   395,00 kr"))
    assert list(bare_in_data({"sizes": [{"price": 39500}]}))
    assert list(bare_in_data({"@type": "Offer", "price": "395.00"}))


def test_neither_does_the_bag_or_the_checkout(shopper):
    for address in ("/bag/", "/bag/?fragment=1", "/checkout/", "/sv/bag/", "/sv/checkout/"):
        html = shopper.client.get(address).content.decode()
        assert list(Page(html).bare_prices()) == [], address
        assert re.search("Lowest price in the last 30 days|Lägsta pris de senaste 30", html), (
            address
        )


def test_nor_the_order_its_withdrawal_and_its_mails(shopper, django_capture_on_commit_callbacks):
    order = paid_order(shopper, django_capture_on_commit_callbacks)
    for address in (order.get_absolute_url(), f"/withdraw/{key_of_order(order)}/"):
        page = Page(shopper.client.get(address).content.decode())
        assert any(box.own_amounts for box in page.boxes), address
        assert list(page.bare_prices()) == [], address
    with django_capture_on_commit_callbacks(execute=True):
        line = order.lines.first()
        assert line
        record_withdrawal(
            order=order,
            name=order.name,
            email=order.email,
            quantities={line.pk: 1},
            key="a" * 32,
            language="sv",
        )
        ask_for_newsletter(email="anna@example.se", language="sv", text="Letters", source="/")
        ask_to_be_told(email=order.email, variant=line.variant, language="sv", source="/products/")
        waiting = Waiting.objects.get()
        confirm_waiting(waiting=waiting, language="sv")
        assert tell_waiting() == 1  # it is in stock
    wrong, kinds = [], set()
    for mail in OutgoingMail.objects.all():
        for language in ("en", "sv"):
            mail.language = language
            _subject, text, html = compose(mail)
            wrong += [*bare_in_text(text), *Page(html).bare_prices()]
            kinds.add(mail.kind)
    assert wrong == []
    assert kinds == set(MAILS)


@pytest.mark.usefixtures("_demo")
def test_nor_the_feed_or_the_api(client):
    for address in ("/journal/feed/", "/sv/journal/feed/"):
        assert not AMOUNT.search(client.get(address).content.decode())
    products = client.get("/api/products/").json()["results"]
    assert products
    assert list(bare_in_data(products)) == []
    for product in products:
        assert list(bare_in_data(client.get(f"/api/products/{product['slug']}/").json())) == []
    articles = client.get("/api/articles/").json()["results"]
    pairings = [client.get(f"/api/articles/{a['slug']}/pairing/").json() for a in articles]
    assert any(pairings)
    assert list(bare_in_data(pairings)) == []


def paid_order(shopper: Shopper, on_commit: Callable[..., AbstractContextManager[Any]]) -> Order:
    with on_commit(execute=True):
        order = shopper.order()
        tell(order, "captured")
    reduced = Variant.objects.get(sku="AG-GC-150")
    assert order.lines.get(sku="AG-GC-150").price == reduced.price == 19600
    order.refresh_from_db()
    return order
