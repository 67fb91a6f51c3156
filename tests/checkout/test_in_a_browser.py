"""What only a browser shows: the headers it sends by itself, and answers that do not arrive."""

import re

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


def press_add(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/products/a/")
    page.locator("form[data-add] button").first.click()


def test_the_drawer_shows_what_she_put_in(
    live_server: LiveServer, page: Page, shopper: Shopper
) -> None:
    press_add(page, live_server)
    expect(page.get_by_role("dialog", name="Your bag")).to_contain_text("Oil A")
    assert shopper.in_bag() == {"A": 2}


def test_a_bag_that_cannot_be_drawn_is_not_filled_again(
    live_server: LiveServer, page: Page, shopper: Shopper
) -> None:
    page.route("**/bag/?fragment=1", lambda route: route.abort())
    press_add(page, live_server)
    page.wait_for_url("**/bag/")
    expect(page.locator("main")).to_contain_text("Oil A")
    assert shopper.in_bag() == {"A": 2}


def cut_off_the_script(page: Page) -> None:
    page.route(
        re.compile("/bag/(add|change)/"),
        lambda route: (
            route.abort() if route.request.resource_type == "fetch" else route.continue_()
        ),
    )


def test_a_form_that_the_script_cannot_send_is_sent_by_the_browser(
    live_server: LiveServer, page: Page, shopper: Shopper
) -> None:
    cut_off_the_script(page)
    with page.expect_response(lambda response: response.request.redirected_from is not None):
        press_add(page, live_server)
    assert shopper.in_bag() == {"A": 2}


def test_the_button_she_pressed_counts_without_the_script_as_well(
    live_server: LiveServer, page: Page, shopper: Shopper
) -> None:
    cut_off_the_script(page)
    page.goto(f"{live_server.url}/products/a/")
    page.locator("[data-bag-open]").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove Oil A").click()
    page.wait_for_url("**/bag/")
    assert shopper.in_bag() == {}
