"""The whole path as a new visitor walks it: read, move, pick, buy, be mailed."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.ground import LiveShop

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_the_home_page_to_the_follow_up_mail(live_shop: LiveShop, browser_page: Page):
    page = browser_page
    page.clock.install()  # the routine takes minutes; the visitor's clock is ours
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)

    page.goto(live_shop.url)
    page.get_by_role("link", name="Start today’s routine").click()
    page.wait_for_url("**/journal/**")
    article = page.get_by_role("heading", level=1).inner_text()

    # The routine: nothing is recommended until it is done.
    player, pairing = page.locator("routine-player"), page.locator("#pairing")
    expect(pairing).to_be_hidden()
    player.get_by_role("button", name="Start").click()
    expect(player.get_by_role("button", name="Pause")).to_be_visible()
    for _ in range(player.locator(".moves li").count()):
        page.clock.run_for(5 * 60 * 1000)
    expect(pairing).to_be_visible()

    # Each pick says why it fits; into the bag without leaving the article.
    picks = pairing.locator(".pair")
    assert 1 <= picks.count() <= 3
    for pick in picks.all():
        expect(pick.locator(".thread li")).to_have_count(3)
        expect(pick.locator(".unit")).to_contain_text(re.compile("per litre|per kilogram"))
    product = picks.first.get_by_role("heading").inner_text()
    picks.first.get_by_role("button", name="Add to bag").click()
    bag = page.get_by_role("dialog", name="Your bag")
    expect(bag).to_contain_text(product)
    expect(page.get_by_role("heading", level=1)).to_have_text(article)
    bag.get_by_role("link", name="To checkout").click()

    # One page, as a guest.
    page.get_by_role("textbox", name="E-mail").fill("ada@example.se")
    page.get_by_label("Name", exact=True).fill("Ada Berg")
    page.get_by_label("Street and number").fill("Storgatan 1")
    page.get_by_label("Postcode").fill("11122")
    page.get_by_label("City").fill("Stockholm")
    page.get_by_role("button", name="Order with obligation to pay", exact=True).click()

    # The bank answers by webhook; the page follows by itself.
    page.wait_for_url("**/orders/**")
    expect(page.locator('[data-order-status="paid"]')).to_be_attached(timeout=30_000)
    expect(page.locator("main")).to_contain_text(product)
    number = re.search(r"AG-\w+", page.url)
    assert number
    assert not complaints

    inbox = f"{live_shop.url}/dev/mail/"
    open_letter(page, inbox, f"Your order {number[0]}")
    letter = page.frame_locator("iframe").locator("body")
    expect(letter).to_contain_text(product)
    expect(letter).to_contain_text("Withdraw from contract here")

    live_shop.manage("fast_forward", "--days", "3")
    open_letter(page, inbox, f"How to use {product} after training")
    expect(letter).to_contain_text(product)
    expect(letter.get_by_role("link", name=re.compile("unsubscribe|stop", re.I))).to_be_visible()
    routine = letter.locator("a[href*='/journal/']").first
    routine.click()
    page.wait_for_url("**/journal/**")
    expect(page.locator("routine-player")).to_be_visible()


def open_letter(page: Page, inbox: str, subject: str) -> None:
    """Looks into the inbox until the worker has delivered it."""
    link = page.get_by_role("link", name=subject)
    deadline = time.monotonic() + 60
    page.goto(inbox)
    while not link.count():
        assert time.monotonic() < deadline, f"No letter {subject!r} came."
        page.goto(inbox)
    link.first.click()
