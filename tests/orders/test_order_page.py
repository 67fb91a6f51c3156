from datetime import timedelta

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from shop.catalogue.change_price import change_price
from shop.orders.models import NUMBER_ALPHABET, Order, new_number

from ..checkout.shopper import Shopper, make_rates, make_size, tell, text_of

pytestmark = pytest.mark.django_db


def order_in(language: str = "en") -> Order:
    make_rates()
    make_size("A", stock=5)
    make_size("B", price=10001, stock=5)
    shopper = Shopper(language)
    shopper.add("A", 2)
    shopper.add("B")
    return shopper.order()


def page_of(order: Order) -> str:
    return text_of(Shopper().client.get(order.get_absolute_url()))


def test_only_its_own_link_opens_it() -> None:
    order = order_in()
    stranger = Shopper()
    assert stranger.get(f"/orders/{order.number}/{order.token}/").status_code == 200
    assert stranger.get(f"/orders/{order.number}/{order.token}x/").status_code == 404
    assert stranger.get(f"/orders/{order.number}/ö/").status_code == 404
    assert stranger.get(f"/orders/AG-NOBODY/{order.token}/").status_code == 404


def test_numbers_cannot_be_misread_or_counted() -> None:
    numbers = {new_number() for _ in range(200)}
    assert len(numbers) == 200
    assert all(set(number[3:]) <= set(NUMBER_ALPHABET) for number in numbers)


def test_it_waits_without_script_and_then_thanks() -> None:
    order = order_in()
    waiting = Shopper().client.get(order.get_absolute_url())
    assert waiting["Refresh"] == "2"
    assert "no-store" in waiting["Cache-Control"]
    tell(order, "captured")
    thanks = Shopper().client.get(order.get_absolute_url())
    assert "Refresh" not in thanks
    page = text_of(thanks)
    assert "Thank you. It is ordered." in page
    for fact in [
        "790,00 kr",
        "13 166,67 kr per litre",
        "100,01 kr",
        "890,01 kr",
        "incl. VAT 25 %, 178,00 kr",
        "Paid with Swish (test)",
        "Withdraw from contract here",
        "111 22 Stockholm",
    ]:
        assert fact in page


def test_it_looks_again_less_often_when_the_bank_takes_long() -> None:
    order = order_in()
    with time_machine.travel(order.placed + timedelta(minutes=2), tick=False):
        page = Shopper().client.get(order.get_absolute_url())
    assert page["Refresh"] == "15"


def test_it_speaks_the_language_of_the_order() -> None:
    order = order_in("sv")
    tell(order, "captured")
    page = page_of(order)
    assert "Tack. Det är beställt." in page
    assert "Ångra köpet här" in page
    assert "Olja A" in page
    assert "Sverige" in page


def test_it_keeps_its_words_when_the_catalogue_changes() -> None:
    order = order_in()
    line = order.lines.get(sku="A")
    product = line.variant.product
    product.name_en = "Renamed"
    product.save()
    change_price(variant=line.variant, price=1)
    page = page_of(order)
    assert "Oil A" in page
    assert "790,00 kr" in page
    assert "Renamed" not in page


def test_its_queries_do_not_grow_with_its_lines(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    order = order_in()
    tell(order, "captured")
    with django_assert_num_queries(5):
        page_of(order)
