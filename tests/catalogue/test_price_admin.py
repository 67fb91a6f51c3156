import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.utils import timezone

from shop.catalogue.change_price import change_price, reduce_price
from shop.catalogue.models import Product, Variant
from shop.catalogue.prices import PriceChange, Reduction
from shop.catalogue.publish_product import publish_product
from tests.catalogue import make
from tests.catalogue.test_admin import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def size() -> Variant:
    """399 kr for 60 days, and 359 kr for five of the last 30."""
    product = make.draft(size={"price": 39900})
    [size] = product.sizes()
    put_on_sale(product, days_ago=60)
    change_price(variant=size, price=35900, at=days_ago(20))
    return change_price(variant=size, price=39900, at=days_ago(15))


def put_on_sale(product: Product, *, days_ago: int) -> None:
    publish_product(product=product, at=timezone.now() - timedelta(days=days_ago))


def days_ago(number: int) -> Any:
    return timezone.now() - timedelta(days=number)


def address(size: Variant) -> str:
    return f"/admin/catalogue/product/size/{size.pk}/price/"


def words(response: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(text).replace("\u00a0", " ").split())


def send(client: Any, size: Variant, deed: str, **typed: Any) -> Any:
    fields = {f"{deed}-{name}": value for name, value in typed.items()}
    return client.post(address(size), {"deed": deed} | fields)


def confirm(client: Any, size: Variant, shown: Any, deed: str, **typed: Any) -> Any:
    """Send it again as the page gave it back."""
    effect = re.search(rf'name="{deed}-effect" value="([^"]*)"', shown.content.decode())
    assert effect
    fields = {f"{deed}-{name}": value for name, value in typed.items()}
    more = {"deed": deed, "store": "Store it", f"{deed}-effect": unescape(effect[1])}
    return client.post(address(size), more | fields)


def test_a_new_price_shows_what_it_does_before_it_is_stored(admin_client, size):
    shown = send(admin_client, size, "change", price="319")
    said = words(shown)
    assert "From 399,00 kr to 319,00 kr (10 633,33 kr per litre)." in said
    assert "must go below 319,00 kr to be announced" in said
    assert "Shown as 319,00 kr without a percentage: no reduction runs." in said
    assert Variant.objects.get().ordinary_price == 39900
    assert PriceChange.objects.count() == 3

    answer = confirm(admin_client, size, shown, "change", price="319", reason="Autumn")
    assert answer.status_code == 302
    assert Variant.objects.get().price == 31900
    last = PriceChange.objects.latest("at")
    assert (last.price, last.by, last.reason) == (31900, "admin", "Autumn")
    logged = LogEntry.objects.get()
    assert "From 399,00" in logged.change_message
    assert logged.object_id == str(size.product_id)


def test_a_reduction_says_what_it_is_measured_by(admin_client, size):
    shown = send(admin_client, size, "reduce", price="319")
    assert (
        "From now until further notice: 319,00 kr (10 633,33 kr per litre), shown as −11 % from "
        "359,00 kr, the lowest of the 30 days before." in words(shown)
    )
    assert not Reduction.objects.exists()
    confirm(admin_client, size, shown, "reduce", price="319", reason="Weekend")
    stored = Variant.objects.get()
    assert (stored.price, stored.prior_price, stored.reduction_percent) == (31900, 35900, 11)
    page = words(admin_client.get(address(size)))
    assert "Reduced to 319,00 kr, admin, Weekend" in page
    assert "Ordinary price 359,00 kr" in page


def test_a_reduction_that_may_not_be_announced_says_so(admin_client, size):
    shown = send(admin_client, size, "reduce", price="369")
    assert "without a percentage, since it is not below 359,00 kr" in words(shown)


def test_what_changed_meanwhile_is_shown_anew(admin_client, size):
    shown = send(admin_client, size, "reduce", price="319")
    change_price(variant=size, price=33900)
    again = confirm(admin_client, size, shown, "reduce", price="319")
    assert again.status_code == 200
    assert not Reduction.objects.exists()
    # The new price was seen for no time at all yet, or for a moment: it is measured by now.
    assert "Nothing is stored yet." in words(again)


def test_a_minute_to_think_changes_nothing(admin_client, size):
    shown = send(admin_client, size, "reduce", price="319")
    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        assert confirm(admin_client, size, shown, "reduce", price="319").status_code == 302


def test_a_reduction_is_ended(admin_client, size):
    reduction = reduce_price(variant=size, price=31900)
    shown = send(admin_client, size, "end", reduction=reduction.pk)
    assert "Shown as 399,00 kr without a percentage" in words(shown)
    assert Variant.objects.get().price == 31900
    confirm(admin_client, size, shown, "end", reduction=reduction.pk)
    assert Variant.objects.get().price == 39900


def test_a_coming_reduction_is_called_off(admin_client, size):
    reduction = reduce_price(variant=size, price=31900, starts=days_ago(-3))
    assert "Call it off" in admin_client.get(address(size)).content.decode()
    shown = send(admin_client, size, "end", reduction=reduction.pk)
    confirm(admin_client, size, shown, "end", reduction=reduction.pk)
    assert Reduction.objects.get().was_called_off
    with time_machine.travel(days_ago(-4)):
        assert Variant.objects.get().price == 39900


@pytest.mark.parametrize(
    ("deed", "typed", "sentence"),
    [
        ("change", {"price": "0"}, "A price must be more than 0 kr."),
        ("change", {"price": "-5"}, "Enter a price in kronor with at most two decimals"),
        ("change", {"price": "1,23456"}, "Enter a price in kronor with at most two decimals"),
        ("change", {"price": ""}, "This field is required."),
        ("change", {"price": "99999999"}, "Enter a price in kronor with at most two decimals"),
        ("change", {"price": "319", "reason": "x" * 201}, "at most 200 characters"),
        ("reduce", {"price": "0"}, "A price must be more than 0 kr."),
        ("reduce", {"price": "399"}, "A reduced price must be below the ordinary one, 399,00 kr."),
        ("reduce", {"price": "319", "starts": "2020-01-01"}, "cannot begin in the past"),
        ("reduce", {"price": "319", "starts": "0001-01-01"}, "cannot begin in the past"),
        ("reduce", {"price": "319", "ends": "2020-01-01"}, "The end must come after the start."),
        ("reduce", {"price": "319", "ends": "soon"}, "Enter a valid date/time."),
        ("reduce", {"price": "319", "starts": "2027-03-28T02:30"}, "couldn’t be interpreted"),
        ("end", {"reduction": "999"}, "That choice is not one of the available choices"),
        ("", {}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said(admin_client, size, deed, typed, sentence):
    response = send(admin_client, size, deed, **typed)
    assert response.status_code == 200
    assert sentence in words(response)
    assert Variant.objects.get().ordinary_price == 39900
    assert not Reduction.objects.exists()


def test_reductions_may_not_overlap_unless_they_deepen(admin_client, size):
    reduce_price(variant=size, price=31900, ends=days_ago(-10))
    refused = send(admin_client, size, "reduce", price="349")
    assert "It overlaps the reduction to 319,00 kr" in words(refused)
    deeper = send(admin_client, size, "reduce", price="279")
    assert "shown as −22 % from 359,00 kr" in words(deeper)


def test_a_get_writes_nothing_and_a_stranger_sees_nothing(admin_client, client, size):
    before = list(Variant.objects.values())
    assert admin_client.get(address(size)).status_code == 200
    assert list(Variant.objects.values()) == before
    assert client.get(address(size)).status_code == 302
    clerk = get_user_model().objects.create_user("clerk", is_staff=True)
    client.force_login(clerk)
    assert client.get(address(size)).status_code == 403
    assert send(client, size, "change", price="1").status_code == 403
    assert admin_client.get("/admin/catalogue/product/size/999/price/").status_code == 404


def test_a_draft_is_priced_without_a_log(admin_client):
    [draft] = make.draft().sizes()
    shown = send(admin_client, draft, "change", price="319")
    assert "not on the shelf" in words(shown)
    confirm(admin_client, draft, shown, "change", price="319")
    assert Variant.objects.get().ordinary_price == 31900
    assert not PriceChange.objects.exists()


def test_the_product_form_leaves_a_price_on_sale_to_its_page(admin_client, size):
    where, form = opened(admin_client, size.product)
    assert admin_client.post(where, form | {"variants-0-ordinary_price": "1"}).status_code == 302
    assert Variant.objects.get().ordinary_price == 39900
    assert address(size) in admin_client.get(where).content.decode()


def test_the_product_form_logs_what_goes_on_and_off_the_shelf(admin_client):
    product = make.draft(size={"price": 39900})
    where, form = opened(admin_client, product)
    admin_client.post(where, form | {"status": "published", "variants-0-ordinary_price": "379"})
    admin_client.post(where, form | {"status": "draft"})
    assert list(PriceChange.objects.values_list("price", "by")) == [
        (37900, "admin"),
        (None, "admin"),
    ]
