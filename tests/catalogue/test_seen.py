"""Looked at before: on her device alone, and only once she has asked for it."""

import re

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django import DjangoAssertNumQueries

from tests.catalogue import make
from tests.ground import LiveShop

KEPT = "localStorage.getItem('looked-at')"


def cards(client: Client, of: str) -> list[str]:
    response = client.get("/seen/", {"of": of})
    assert response.status_code == 200
    return re.findall(r'<h3><a href="/products/([\w-]+)/"', response.content.decode())


@pytest.mark.django_db
def test_the_cards_come_in_the_order_of_the_device(client: Client) -> None:
    for slug in ("one", "two", "three"):
        make.product(slug)
    make.draft("hidden")
    assert cards(client, "three,one,hidden,nothing,three") == ["three", "one"]
    assert cards(client, "") == []
    assert cards(client, "'; drop table--,<b>,🙂") == []


@pytest.mark.django_db
def test_there_are_few_and_they_cost_the_same(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    slugs = [f"oil-{number}" for number in range(12)]
    for slug in slugs:
        make.product(slug)
    with django_assert_num_queries(3):
        assert len(cards(client, ",".join(slugs))) == 8


@pytest.mark.django_db
def test_without_a_script_nothing_of_it_is_seen(client: Client) -> None:
    make.product()
    html = client.get("/products/calm-oil/").content.decode()
    assert re.search(r'data-seen="calm-oil"[^>]* hidden>', html)
    assert "Set-Cookie" not in client.get("/seen/", {"of": "calm-oil"}).headers


def test_nothing_is_kept_before_she_asks_and_nothing_after_she_stops(
    live_shop: LiveShop, browser_page: Page
) -> None:
    page = browser_page
    page.goto(f"{live_shop.url}/products/dew-serum/")
    start = page.get_by_role("button", name="Remember what I looked at on this device")
    expect(start).to_be_visible()
    page.goto(f"{live_shop.url}/products/calm-balm/")
    expect(start).to_be_visible()
    assert page.evaluate(KEPT) is None

    start.click()
    assert page.evaluate(KEPT) == '["calm-balm"]'
    page.goto(f"{live_shop.url}/products/restore-facial-oil/")
    seen = page.locator("[data-seen]")
    expect(seen.get_by_role("link", name="Calm Balm")).to_be_visible()
    expect(seen.get_by_text("per litre").or_(seen.get_by_text("per kilogram"))).to_be_visible()

    stop = seen.get_by_role("button", name="Forget them, and remember no more")
    stop.click()
    expect(start).to_be_visible()
    assert page.evaluate(KEPT) is None
    page.goto(f"{live_shop.url}/products/calm-balm/")
    expect(start).to_be_visible()
    assert page.evaluate(KEPT) is None


def test_a_broken_memory_breaks_no_page(live_shop: LiveShop, browser_page: Page) -> None:
    page = browser_page
    page.goto(f"{live_shop.url}/products/calm-balm/")
    for broken in ("{", "7", '"x"'):
        page.evaluate("value => localStorage.setItem('looked-at', value)", broken)
        page.reload()
        expect(
            page.get_by_role("button", name="Remember what I looked at on this device")
        ).to_be_visible()
