"""What only a browser shows: the headers it sends by itself, and answers that do not arrive."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from shop.orders.models import Order

from .shopper import Shopper, make_rates, make_size

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shopper(settings: Settings) -> Shopper:
    """With one oil in her bag, at a bank that never answers."""
    settings.TEST_PAYMENT_OUTCOME = "silent"
    make_rates()
    make_size("A", stock=5)
    shopper = Shopper()
    shopper.add("A")
    return shopper


@pytest.fixture
def page(live_server: LiveServer, browser_context: BrowserContext, shopper: Shopper) -> Page:
    """Her browser."""
    cookie = {"name": "bag", "value": shopper.client.cookies["bag"].value, "url": live_server.url}
    browser_context.add_cookies([cookie])  # type: ignore[list-item]
    return browser_context.new_page()


def test_she_stops_a_payment(live_server: LiveServer, page: Page, shopper: Shopper) -> None:
    order = shopper.order()
    page.goto(live_server.url + order.get_absolute_url())
    page.get_by_role("button", name="Stop this payment and go back").click()
    page.wait_for_url("**/checkout/")
    expect(page.get_by_role("textbox", name="E-mail")).to_have_value(order.email)
    order.refresh_from_db()
    assert order.cancel_reason == Order.CancelReason.STOPPED
