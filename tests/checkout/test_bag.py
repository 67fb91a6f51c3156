from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from shop.catalogue.change_price import change_price
from shop.catalogue.models import Product, Variant
from shop.checkout.models import Cart, CartLine
from shop.checkout.tasks import delete_old_bags

from .shopper import Shopper, make_rates, make_size, text_of

pytestmark = pytest.mark.django_db

SCRIPT = {"accept": "application/json"}


def test_it_takes_a_size_and_shows_it() -> None:
    make_size("A")
    make_rates()
    shopper = Shopper()
    answer = shopper.add("A", 2)
    assert answer.status_code == 302
    assert answer["Location"] == "/bag/"
    page = text_of(shopper.get("/bag/"))
    assert "Oil A, 30 ml is in your bag." in page
    assert "790,00 kr" in page
    assert "13 166,67 kr per litre" in page
    assert "incl. VAT 158,00 kr" in page
    assert shopper.get("/bag/count/").json() == {"count": 2}


def test_its_cookie_is_for_this_shop_alone() -> None:
    make_size("A")
    shopper = Shopper()
    cookie = shopper.add("A").cookies["bag"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert len(cookie.value) >= 32


@pytest.mark.parametrize("path", ["/bag/", "/bag/?fragment=1", "/bag/count/", "/checkout/"])
def test_looking_writes_nothing(path: str) -> None:
    answer = Shopper().get(path)
    assert not Cart.objects.exists()
    assert "bag" not in answer.cookies
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("token", ["nobody", "x" * 5000, "åäö", "\x01", ""])
def test_a_cookie_it_never_gave_is_an_empty_bag(token: str) -> None:
    shopper = Shopper()
    shopper.client.cookies["bag"] = token
    assert "Nothing here yet." in text_of(shopper.get("/bag/"))


def test_it_speaks_swedish_under_sv() -> None:
    make_size("A")
    make_rates()
    shopper = Shopper("sv")
    shopper.add("A")
    page = text_of(shopper.get("/bag/"))
    assert "Olja A" in page
    assert "Din varukorg" in page
    assert "Till kassan" in page


@pytest.mark.parametrize("quantity", ["0", "-1", "9999", "two", "1.5", "٣", "1" * 400, "\x00"])
def test_a_wrong_quantity_gets_a_sentence_and_changes_nothing(quantity: str) -> None:
    make_size("A")
    shopper = Shopper()
    shopper.add("A", 3)
    answer = shopper.add("A", quantity)
    assert answer.status_code == 400
    assert "notice bad" in text_of(answer)
    assert shopper.in_bag() == {"A": 3}


def test_more_than_twenty_of_one_size_are_refused() -> None:
    make_size("A", stock=None)
    shopper = Shopper()
    shopper.add("A", 15)
    answer = shopper.add("A", 15)
    assert answer.status_code == 400
    assert "At most 20 of one size fit into an order; 30 are too many." in text_of(answer)
    assert shopper.in_bag() == {"A": 15}


@pytest.mark.parametrize("sku", ["NOPE", "", "a" * 65, "A\x00", "' OR 1=1 --"])
def test_an_unknown_article_number_gets_a_sentence(sku: str) -> None:
    make_size("A")
    shopper = Shopper()
    shopper.add("A")
    answer = shopper.add(sku)
    assert answer.status_code in {400, 404}
    assert "notice bad" in text_of(answer)
    assert shopper.in_bag() == {"A": 1}


def test_a_draft_cannot_be_put_in() -> None:
    size = make_size("A")
    Product.objects.filter(pk=size.product_id).update(status=Product.Status.DRAFT)
    answer = Shopper().add("A")
    assert answer.status_code == 404
    assert "We sell nothing with the article number “A”." in text_of(answer)


def test_more_than_there_is_is_refused() -> None:
    make_size("A", stock=2)
    shopper = Shopper()
    shopper.add("A", 1)
    answer = shopper.add("A", 2)
    assert answer.status_code == 409
    assert "Only 2 of Oil A, 30 ml are left." in text_of(answer)
    assert shopper.in_bag() == {"A": 1}


def test_what_is_sold_out_is_refused() -> None:
    make_size("A", stock=0)
    answer = Shopper().add("A")
    assert answer.status_code == 409
    assert "Oil A, 30 ml is sold out." in text_of(answer)


def test_a_script_is_answered_in_json() -> None:
    make_size("A", stock=2)
    shopper = Shopper()
    taken = shopper.add("A", 2, **SCRIPT)
    assert taken.json() == {"count": 2, "message": "Oil A, 30 ml is in your bag."}
    refused = shopper.add("A", 1, **SCRIPT)
    assert refused.status_code == 409
    assert refused.json() == {"count": 2, "message": "Only 2 of Oil A, 30 ml are left."}


def test_the_drawer_gets_the_inner_part_only() -> None:
    make_size("A")
    shopper = Shopper()
    shopper.add("A")
    fragment = text_of(shopper.get("/bag/?fragment=1"))
    assert "Oil A" in fragment
    assert "<html" not in fragment


def test_a_form_of_another_site_is_refused() -> None:
    make_size("A")
    for headers in [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}]:
        assert Shopper().add("A", **headers).status_code == 403
    assert not CartLine.objects.exists()


def test_it_goes_on_only_to_pages_of_this_shop() -> None:
    make_size("A")
    shopper = Shopper()
    onward = {"sku": "A", "next": "/products/a/"}
    assert shopper.post("/bag/add/", onward)["Location"] == "/products/a/"
    away = {"sku": "A", "next": "https://evil.example/"}
    assert shopper.post("/bag/add/", away)["Location"] == "/bag/"


def test_changing_to_nothing_takes_it_out() -> None:
    make_size("A")
    make_size("B")
    shopper = Shopper()
    shopper.add("A")
    shopper.add("B")
    shopper.change("A", 0)
    assert shopper.in_bag() == {"B": 1}


def test_it_says_that_a_price_changed_until_the_bag_is_touched() -> None:
    size = make_size("A", price=39500)
    shopper = Shopper()
    shopper.add("A")
    change_price(variant=size, price=38500)
    assert "Now 10,00 kr less." in text_of(shopper.get("/bag/"))
    change_price(variant=size, price=40000)
    page = text_of(shopper.get("/bag/"))
    assert "Now 5,00 kr more." in page
    assert "400,00 kr" in page
    shopper.change("A", 2)
    assert "Now " not in text_of(shopper.get("/bag/"))


def test_it_says_how_many_are_left_and_lets_her_follow() -> None:
    size = make_size("A", stock=5)
    shopper = Shopper()
    shopper.add("A", 4)
    Variant.objects.filter(pk=size.pk).update(stock=2)
    assert "Only 2 are left." in text_of(shopper.get("/bag/"))
    assert shopper.change("A", 2).status_code == 302
    assert "are left" not in text_of(shopper.get("/bag/"))


def test_what_sold_out_stays_in_sight_and_out_of_the_sum() -> None:
    gone = make_size("A", price=39500)
    make_size("B", price=10000)
    shopper = Shopper()
    shopper.add("A")
    shopper.add("B")
    Variant.objects.filter(pk=gone.pk).update(stock=0)
    page = text_of(shopper.get("/bag/"))
    assert "Sold out since you put it in." in page
    assert "495,00 kr" not in page
    assert shopper.in_bag() == {"A": 1, "B": 1}


def test_it_says_how_far_free_delivery_is() -> None:
    make_size("A", price=35000)
    make_rates()
    shopper = Shopper()
    shopper.add("A")
    assert "from 600,00 kr. 250,00 kr to go." in text_of(shopper.get("/bag/"))
    shopper.add("A")
    assert "You are there." in text_of(shopper.get("/bag/"))


def test_its_queries_do_not_grow_with_its_lines(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_rates()
    shopper = Shopper()
    for sku in "ABCDE":
        make_size(sku)
        shopper.add(sku)
    shopper.get("/bag/")  # the message of the last change is shown once
    with django_assert_num_queries(4):
        shopper.get("/bag/")
    with django_assert_num_queries(2):
        shopper.get("/bag/count/")


@pytest.mark.parametrize("path", ["/bag/add/", "/bag/change/", "/sv/bag/add/"])
def test_its_forms_opened_as_pages_lead_to_the_bag(path: str) -> None:
    answer = Shopper().get(path)
    assert answer.status_code == 302
    assert answer["Location"].endswith("/bag/")
    assert not Cart.objects.exists()


@pytest.mark.parametrize(
    "onward",
    ["foo", "bag", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/\x00", ""],
)
def test_it_leads_on_to_paths_of_this_shop_alone(onward: str) -> None:
    make_size("A")
    answer = Shopper().post("/bag/add/", {"sku": "A", "next": onward})
    assert (answer.status_code, answer["Location"]) == (302, "/bag/")


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "null", "//", "http://[]"])
def test_an_origin_that_is_no_address_is_not_ours(origin: str) -> None:
    make_size("A")
    assert Shopper().add("A", origin=origin).status_code == 403


@pytest.mark.parametrize("typed", [{"sku": "UNKNOWN"}, {"sku": "A", "quantity": "11"}])
@pytest.mark.parametrize("path", ["/bag/add/", "/bag/change/"])
def test_what_is_refused_makes_no_bag(path: str, typed: dict[str, str]) -> None:
    make_size("A", stock=10)
    answer = Shopper().post(path, {"quantity": "1", **typed})
    assert answer.status_code in {404, 409}
    assert "bag" not in answer.cookies
    assert not Cart.objects.exists()


def test_taking_out_of_no_bag_makes_none() -> None:
    make_size("A")
    answer = Shopper().change("A", 0)
    assert answer.status_code == 302
    assert not Cart.objects.exists()


def test_bags_that_nobody_touches_are_thrown_away() -> None:
    make_size("A")
    make_size("B")
    left, kept = Shopper(), Shopper()
    then = timezone.now()
    with time_machine.travel(then, tick=False):
        left.add("A")
        kept.add("A")
    with time_machine.travel(then + timedelta(days=59), tick=False):
        kept.add("B")
        delete_old_bags()
        assert left.in_bag() == {"A": 1}
    with time_machine.travel(then + timedelta(days=61), tick=False):
        delete_old_bags()
    assert not Cart.objects.filter(token=left.client.cookies["bag"].value).exists()
    assert kept.in_bag() == {"A": 1, "B": 1}
    assert delete_old_bags.name in {e["task"] for e in settings.CELERY_BEAT_SCHEDULE.values()}
