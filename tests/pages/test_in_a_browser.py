"""Width, access rules and content policy of every kind of page, in Chromium."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.ground import LiveShop

ADDRESSES = [
    "/",
    "/sv/",
    "/journal/desk-break-five-moves-for-an-open-chest/",
    "/sv/movements/",
    "/movements/wall-angel/",
    "/search/?q=oil",
    "/info/returns/",
    "/sv/info/cookies/",
    "/not-here/",
]


def test_no_page_scrolls_sideways_on_the_narrowest_screen(live_shop: LiveShop, browser: Browser):
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    too_wide = []
    for address in ADDRESSES:
        page.goto(live_shop.url + address)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            too_wide.append(address)
    context.close()

    assert too_wide == []


@pytest.mark.parametrize(("width", "mode"), [(390, "dark"), (1280, "light")])
def test_no_page_breaks_an_access_rule_or_the_content_policy(
    live_shop: LiveShop, browser: Browser, width: int, mode: str
):
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if mode == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    found: list[str] = []
    for address in ADDRESSES:
        page.goto(live_shop.url + address)
        show = page.locator("[data-pairing-show]")
        if show.count():
            show.click()
        found += [f"{address}: {rule['id']}" for rule in Axe().run(page).response["violations"]]
    context.close()

    assert found == []
    assert complaints == []
