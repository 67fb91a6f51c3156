"""The log of prices: what writes to it, what cannot, and what pages read of it."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shop.catalogue.change_price import change_price, end_reduction, log_prices, reduce_price
from shop.catalogue.models import Product, Variant, price_now
from shop.catalogue.prices import AppendOnly, PriceChange, Reduction
from shop.catalogue.publish_product import publish_product
from shop.emails import audit
from tests.catalogue import make

pytestmark = pytest.mark.django_db


def days(number: float) -> datetime:
    return timezone.now() + timedelta(days=number)


def on_sale(slug: str = "calm-oil", **given: Any) -> Variant:
    """On the shelf for 60 days, at 399 kr."""
    product = make.draft(slug, size={"price": 39900}, **given)
    publish_product(product=product, at=days(-60))
    return Variant.objects.get(product=product)


def fresh(size: Variant) -> Variant:
    return Variant.objects.get(pk=size.pk)


def logged() -> list[int | None]:
    return list(PriceChange.objects.values_list("price", flat=True))


# --- what is logged -------------------------------------------------------------------------------


def test_a_draft_leaves_no_trace_until_it_is_published():
    product = make.draft(size={"price": 49900})
    [size] = product.sizes()
    change_price(variant=size, price=39900)
    assert logged() == []
    publish_product(product=product, by="anna")
    assert logged() == [39900]
    assert PriceChange.objects.get().by == "anna"


def test_what_leaves_the_shelf_and_comes_back_is_logged():
    size = on_sale()
    product = size.product
    product.status = Product.Status.DRAFT
    product.save()
    log_prices(product=product)
    change_price(variant=size, price=29900)
    publish_product(product=product)
    assert logged() == [39900, None, 29900]


def test_the_same_price_again_is_no_change():
    size = on_sale()
    change_price(variant=size, price=39900)
    log_prices(product=size.product)
    assert logged() == [39900]


def test_a_new_size_of_a_product_on_sale_is_logged():
    make.size(on_sale().product, price=56900)
    assert logged() == [39900, 56900]


def test_a_past_is_loaded_in_order_only():
    size = on_sale()
    change_price(variant=size, price=35900, at=days(-20))
    with pytest.raises(ValidationError, match="from its last entry only"):
        change_price(variant=size, price=29900, at=days(-30))
    assert (fresh(size).ordinary_price, logged()) == (35900, [39900, 35900])


# --- what cannot be done --------------------------------------------------------------------------


def test_the_log_only_grows():
    size = on_sale()
    entry = PriceChange.objects.get()
    for attempt in (
        entry.save,
        entry.delete,
        PriceChange.objects.all().delete,
        lambda: PriceChange.objects.update(price=1),
    ):
        with pytest.raises(AppendOnly):
            attempt()
    with pytest.raises(ProtectedError):
        size.delete()
    with pytest.raises(ProtectedError):
        size.product.delete()


def test_the_database_refuses_to_rewrite_it():
    on_sale()
    with (
        pytest.raises(DatabaseError, match="The log of prices only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE catalogue_pricechange SET price = 1")
    assert logged() == [39900]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"price": 0}, "A price must be more than 0 kr."),
        ({"price": -1}, "A price must be more than 0 kr."),
        ({"price": 39900}, "must be below the ordinary one, 399,00"),
        ({"price": 31900, "starts": -1}, "cannot begin in the past"),
        ({"price": 31900, "starts": 2, "ends": 1}, "The end must come after the start."),
        ({"price": 31900, "starts": 2, "ends": 2}, "The end must come after the start."),
    ],
)
def test_a_reduction_that_makes_no_sense_is_refused(given, sentence):
    size = on_sale()
    moment = timezone.now()
    moments = {
        name: moment + timedelta(days=given[name]) for name in ("starts", "ends") if name in given
    }
    with pytest.raises(ValidationError, match=sentence):
        reduce_price(variant=size, **given | moments)
    with pytest.raises(ValidationError, match="more than 0"):
        change_price(variant=size, price=0)
    assert not Reduction.objects.exists()


def test_of_two_reductions_the_later_must_be_the_lower():
    size = on_sale()
    reduce_price(variant=size, price=31900, starts=days(2), ends=days(9))
    for starts, price in [(days(3), 31900), (days(3), 34900), (days(1), 29900)]:
        with pytest.raises(ValidationError, match="It overlaps the reduction to 319,00"):
            reduce_price(variant=size, price=price, starts=starts, ends=days(5))
    reduce_price(variant=size, price=29900, starts=days(3), ends=days(5))
    reduce_price(variant=size, price=34900, starts=days(9), ends=days(12))
    assert Reduction.objects.count() == 3


def test_the_past_of_a_reduction_stays():
    reduction = reduce_price(variant=on_sale(), price=31900, at=days(-9), ends=days(-2))
    with pytest.raises(ValidationError, match="over already"):
        end_reduction(reduction=reduction)
    with pytest.raises(AppendOnly):
        reduction.delete()
    with pytest.raises(AppendOnly):
        Reduction.objects.all().delete()


# --- what pages read ------------------------------------------------------------------------------


def test_a_reduction_comes_and_goes_by_itself():
    size = on_sale()
    reduce_price(variant=size, price=31900, starts=days(2), ends=days(5))
    reduce_price(variant=size, price=27900, starts=days(4), ends=days(5))
    told = []
    for day in (1, 3, 4.5, 6):
        with time_machine.travel(days(day), tick=False):
            size = fresh(size)
            told.append((size.price, size.prior_price, size.reduction_percent))
            [now] = Variant.objects.annotate(now=price_now()).values_list("now", flat=True)
            assert now == size.price
    assert told == [
        (39900, None, 0),
        (31900, 39900, 20),
        (27900, 39900, 30),
        (39900, None, 0),
    ]


def test_unit_price_and_price_go_together():
    size = on_sale()
    reduce_price(variant=size, price=30000)
    size = fresh(size)
    assert size.unit_price == 1_000_000
    assert "10\u00a0000,00\u00a0kr per litre" in size.unit_price_text


def test_a_price_changed_before_a_coming_reduction_changes_what_it_is_measured_by():
    size = on_sale()
    reduce_price(variant=size, price=31900, starts=days(9))
    change_price(variant=size, price=34900)
    change_price(variant=size, price=44900)
    with time_machine.travel(days(10)):
        assert fresh(size).prior_price == 34900


def test_a_reduction_not_below_the_lowest_is_a_price_like_any_other(client):
    size = on_sale()
    change_price(variant=size, price=29900, at=days(-20))
    change_price(variant=size, price=39900, at=days(-10))
    reduce_price(variant=size, price=29900)
    assert (fresh(size).price, fresh(size).prior_price) == (29900, None)
    html = client.get("/products/calm-oil/").content.decode()
    assert "299,00\u00a0kr" in html
    assert "Lowest price" not in html
    assert "%" not in html.split('class="sizes"')[1].split("</fieldset>")[0]


def test_the_page_says_what_a_reduction_is_measured_by(client):
    reduce_price(variant=on_sale(), price=31900)
    html = " ".join(client.get("/products/calm-oil/").content.decode().split())
    assert '<span class="price sale">' in html
    price = html.split('<span class="price sale">')[1].split("</label>")[0]
    words = " ".join(re.sub("<[^>]+>", " ", price).split())
    assert words == (
        "Reduced price: 319,00 kr −20 % 10 633,33 kr per litre "
        "Lowest price in the last 30 days: 399,00 kr"
    )
    swedish = client.get("/sv/products/calm-oil/").content.decode()
    assert "Lägsta pris de senaste 30 dagarna: 399,00\u00a0kr" in swedish


def test_the_cheapest_first_knows_what_is_reduced(client):
    make.product("plain", name_en="Plain", size={"price": 35900})
    reduce_price(variant=on_sale("dear", name_en="Dear"), price=31900)
    html = client.get("/shop/?sort=price").content.decode()
    assert html.index(">Dear<") < html.index(">Plain<")


@pytest.mark.parametrize("address", ["/shop/facial-oils/", "/products/oil-1/", "/api/products/"])
def test_reductions_cost_no_query(client, django_assert_num_queries, address):
    sizes = [on_sale(f"oil-{number}") for number in range(20)]
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    for size in sizes:
        reduce_price(variant=size, price=31900)
    with django_assert_num_queries(len(before)):
        assert "319" in client.get(address).content.decode()


def test_the_api_tells_the_prior_price(client):
    reduce_price(variant=on_sale(), price=31900)
    [size] = client.get("/api/products/calm-oil/").json()["sizes"]
    assert (size["price"], size["prior_price"], size["reduction_percent"]) == (31900, 39900, 20)
    assert size["unit_price"] == 1_063_333


# --- the audit ------------------------------------------------------------------------------------


def test_the_audit_finds_nothing_after_lawful_deeds():
    size = on_sale()
    reduce_price(variant=size, price=31900, ends=days(3))
    change_price(variant=size, price=42900)
    make.draft("raw")
    assert list(audit.prices_beside_their_log()) == []
    with time_machine.travel(days(5)):
        assert list(audit.prices_beside_their_log()) == []


def test_the_audit_names_what_was_changed_beside_the_log():
    price, shelf, offer = on_sale("a"), on_sale("b"), on_sale("c")
    reduce_price(variant=offer, price=31900)
    Variant.objects.filter(pk=price.pk).update(ordinary_price=100)
    Product.objects.filter(pk=shelf.product_id).update(status=Product.Status.DRAFT)
    Variant.objects.filter(pk=offer.pk).update(offers=[])
    assert [sentence.split(":")[0] for sentence in audit.prices_beside_their_log()] == [
        "Size a-30",
        "Size b-30",
        "Size c-30",
    ]
    assert set(audit.prices_beside_their_log()) <= set(audit.disagreements())
