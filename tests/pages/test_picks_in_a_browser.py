"""What a page tells about its picks, with the browser's own observer, beacon and headers."""

from collections import Counter

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from recommendations.fold_events import fold_events
from recommendations.models import Decision, Event
from shop.catalogue.models import Product
from shop.checkout.models import CartLine
from tests.blog import make as blog
from tests.catalogue import make as catalogue
from tests.ground import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

Told = Counter[tuple[str, str]]


@pytest.fixture
def address(live_server: LiveServer) -> str:
    """An article with two picks, far below its first words."""
    words = "<p>Sit upright, lower the shoulders and breathe out slowly.</p>" * 60
    article = blog.article("long", body=words + blog.routine("chin-tuck", "wall-angel"))
    oil = catalogue.product("calm-oil")
    serum = catalogue.product(
        "water-serum", kind="serum", name_en="Serum", ingredients="Aqua, Glycerin, Panthenol"
    )
    Decision.objects.create(
        content=f"article:{article.pk}",
        policy="1",
        slot=timezone.now(),
        candidates={},
        picks=[f"product:{serum.pk}", f"product:{oil.pk}"],
        propensity=1,
    )
    return f"{live_server.url}/journal/long/"


def told() -> Told:
    names = {f"product:{p.pk}": p.slug for p in Product.objects.all()}
    events = Event.objects.values_list("verb", "product")
    return Counter((verb, names[product]) for verb, product in events)


SEEN = Counter({("shown", "water-serum"): 1, ("shown", "calm-oil"): 1})


def look_at_picks(page: Page, views: int = 1) -> None:
    page.get_by_role("link", name="Show them now").click()
    for pick in page.locator("[data-product].pair").all():
        pick.scroll_into_view_if_needed()
    wait_until(lambda: all(told()[seen] == views for seen in SEEN), what="both picks to be seen")


def test_picks_count_once_each_time_a_page_shows_them(browser_page: Page, address: str) -> None:
    browser_page.goto(address)
    look_at_picks(browser_page)
    browser_page.evaluate("scrollTo(0, 0)")
    browser_page.locator("[data-product].pair").last.scroll_into_view_if_needed()
    browser_page.reload()
    look_at_picks(browser_page, views=2)
    fold_events()
    assert Decision.objects.get().shown == 2


def test_unseen_picks_do_not_count(browser_page: Page, address: str) -> None:
    with browser_page.expect_response("**/bag/count/"):
        browser_page.goto(address)
    browser_page.goto(address.replace("/journal/long/", "/shop/"))
    assert not Event.objects.exists()


def test_a_link_and_a_button_count_once_a_view(
    browser_page: Page, browser_context: BrowserContext, address: str
) -> None:
    page = browser_page
    page.goto(address)
    look_at_picks(page)
    add = page.locator(".pair", has_text="Calm Oil").get_by_role("button")
    add.click()
    page.get_by_role("dialog", name="Your bag").get_by_role("button", name="Close").click()
    add.click()
    wait_until(lambda: told()["added", "calm-oil"] == 2, what="two in the bag")
    page.get_by_role("dialog", name="Your bag").get_by_role("button", name="Close").click()
    page.get_by_role("link", name="Serum", exact=True).click()
    wait_until(lambda: told()["clicked", "water-serum"], what="the click on the link")
    assert told()["clicked", "calm-oil"] == 1
    decision = Decision.objects.get()
    assert CartLine.objects.get().decision == decision.pk
    fold_events()
    decision.refresh_from_db()
    assert (decision.shown, decision.clicked) == (1, 2)
    assert {cookie["name"] for cookie in browser_context.cookies()} == {"bag"}


def test_to_add_both_is_to_use_both(browser_page: Page, address: str) -> None:
    browser_page.goto(address)
    look_at_picks(browser_page)
    browser_page.get_by_role("button", name="Add both").click()
    both = Counter({(verb, slug): 1 for verb in ("clicked", "added") for _, slug in SEEN})
    wait_until(lambda: told() == SEEN + both, what="both picks used and put in the bag")


def test_without_script_nothing_is_counted_and_the_form_works(
    browser_page: Page, address: str
) -> None:
    context = browser_page.context.browser
    assert context is not None
    plain = context.new_context(java_script_enabled=False)
    try:
        page = plain.new_page()
        page.goto(address)
        page.locator(".pair", has_text="Calm Oil").get_by_role("button").click()
        page.wait_for_url("**/bag/")
    finally:
        plain.close()
    assert told() == Counter({("added", "calm-oil"): 1})
