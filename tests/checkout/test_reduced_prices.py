"""Prices that come and go by themselves, met with something in the bag."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from shop.catalogue.change_price import change_price, end_reduction, reduce_price
from shop.catalogue.models import Variant
from shop.checkout import place_order as placing
from shop.orders.models import Order
from tests.checkout.shopper import Shopper, make_rates, make_size, text_of

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=3)


@pytest.fixture
def size() -> Variant:
    """395 kr, and 316 kr for the next two hours."""
    make_rates()
    with time_machine.travel(timezone.now() - timedelta(days=40)):
        size = make_size("A", price=39500)
    reduce_price(variant=size, price=31600, ends=timezone.now() + timedelta(hours=2))
    return size


@pytest.fixture
def shopper(size: Variant) -> Shopper:
    shopper = Shopper()
    shopper.add("A", 2)
    return shopper


def test_the_bag_says_what_the_price_is_measured_by(shopper):
    page = text_of(shopper.get("/bag/"))
    assert "632,00 kr" in page
    assert "10 533,33 kr per litre" in page
    assert "Lowest price in the last 30 days: 395,00 kr" in page


def test_an_order_costs_what_was_shown_and_keeps_it(shopper, size):
    order = shopper.order()
    line = order.lines.get()
    assert (line.price, line.total, order.goods_total) == (31600, 63200, 63200)
    change_price(variant=size, price=45000)
    with time_machine.travel(timezone.now() + LATER):
        page = text_of(shopper.get(order.get_absolute_url()))
    assert "632,00 kr" in page
    assert "10 533,33 kr per litre" in page


@pytest.mark.parametrize(
    "deed",
    [
        lambda size: change_price(variant=size, price=29500),
        lambda size: reduce_price(variant=size, price=29500),
        lambda size: None,
    ],
    ids=["ordinary price falls", "reduction deepens", "reduction ends"],
)
def test_a_price_that_changes_during_checkout_is_shown_before_she_is_bound(shopper, size, deed):
    form = shopper.filled_form()
    deed(size)
    later = LATER if Variant.objects.get().price == 31600 else timedelta(0)
    with time_machine.travel(timezone.now() + later):
        answer = shopper.send(form)
        assert answer.status_code == 409
        assert 'data-error="total_changed"' in answer.content.decode()
        assert not Order.objects.exists()
        order = shopper.order()
        now = Variant.objects.get().price
        assert order.goods_total == order.lines.get().total == 2 * now
    assert now in {29500, 39500}


def test_the_bag_tells_that_a_reduction_is_over(shopper):
    with time_machine.travel(timezone.now() + LATER):
        page = text_of(shopper.get("/bag/"))
    assert "Now 79,00 kr more." in page
    assert "Lowest price" not in page


def test_the_clock_strikes_while_an_order_is_placed(shopper, monkeypatch):
    """Lines and sum are of one and the same price, whenever the reduction ends."""
    take_stock = placing.take_stock

    with time_machine.travel(timezone.now(), tick=False) as clock:
        form = shopper.filled_form()

        def take_long(lines: Any) -> None:
            assert [line.variant.price for line in lines] == [31600]
            take_stock(lines)
            clock.shift(LATER)

        monkeypatch.setattr(placing, "take_stock", take_long)
        shopper.send(form)
    order = Order.objects.get()
    assert order.goods_total == order.lines.get().total == 63200
    assert order.total == order.goods_total + order.delivery_price


def test_nobody_buys_at_a_price_of_a_reduction_that_was_ended(shopper, size):
    form = shopper.filled_form()
    end_reduction(reduction=size.reductions.get())
    assert shopper.send(form).status_code == 409
    assert shopper.order().goods_total == 79000
