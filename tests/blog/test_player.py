"""The routine player in Chromium. Time is the test's own: nothing here waits for a minute."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.ground import LiveShop

ARTICLE = "/journal/desk-break-five-moves-for-an-open-chest/"


@pytest.fixture
def article(live_shop: LiveShop, browser_page: Page) -> Page:
    browser_page.emulate_media(reduced_motion="reduce")
    browser_page.clock.install()
    browser_page.goto(live_shop.url + ARTICLE)
    return browser_page


def press(page: Page, name: str) -> None:
    page.locator("routine-player").get_by_role("button", name=name, exact=True).click()


def moves(page: Page) -> list[str]:
    return page.locator("routine-player .moves li > span:first-child").all_inner_texts()


def test_it_counts_through_the_moves_and_speaks_only_when_they_change(article: Page):
    first, second, *_others = moves(article)
    says = article.locator("[data-say]")
    press(article, "Start")
    expect(says).to_contain_text(first)
    article.clock.run_for(60_000)
    expect(article.locator(".time")).to_have_text("0:30")
    expect(says).to_contain_text(first)

    article.clock.run_for(31_000)
    expect(says).to_contain_text(f"Next: {second}")
    expect(article.locator(".of")).to_have_text("Move 2 of 5")
    expect(article.locator(".moves [aria-current=step]")).to_contain_text(second)


def test_on_a_phone_the_ring_is_in_sight_once_it_counts(article: Page):
    article.set_viewport_size({"width": 390, "height": 760})
    press(article, "Start")
    expect(article.locator("routine-player .time")).to_be_in_viewport()


def test_a_pause_holds_the_time(article: Page):
    press(article, "Start")
    article.clock.run_for(20_000)
    press(article, "Pause")
    article.clock.run_for(60_000)
    expect(article.locator(".time")).to_have_text("1:10")
    press(article, "Continue")
    article.clock.run_for(10_000)
    expect(article.locator(".time")).to_have_text("1:00")


def test_back_next_and_the_arrow_keys_choose_the_move(article: Page):
    of = article.locator(".of")
    back = article.locator("[data-back]")
    expect(back).to_be_disabled()
    press(article, "Next")
    expect(of).to_have_text("Move 2 of 5")
    article.keyboard.press("ArrowRight")
    expect(of).to_have_text("Move 3 of 5")
    article.keyboard.press("ArrowLeft")
    article.keyboard.press("ArrowLeft")
    expect(of).to_have_text("Move 1 of 5")
    expect(back).to_be_disabled()


def test_the_end_shows_what_suits_the_skin_and_leads_there(article: Page):
    pairing = article.locator("#pairing")
    expect(pairing).to_be_hidden()
    press(article, "Start")
    article.clock.run_for(11 * 60_000)

    expect(pairing).to_be_visible()
    expect(article.locator("[data-pairing-wait]")).to_be_hidden()
    expect(article.locator("#pairing-heading")).to_be_focused()
    expect(article.locator("[data-say]")).to_contain_text("Routine finished.")
    press(article, "Start again")
    expect(article.locator(".of")).to_have_text("Move 1 of 5")


def test_the_picks_can_be_seen_without_doing_the_routine(article: Page):
    article.get_by_role("link", name="Show them now").click()
    expect(article.locator("#pairing-heading")).to_be_focused()


def test_a_link_beside_a_move_starts_the_timer_there(article: Page):
    article.locator("#move-3").get_by_role("link", name="Start the timer here").click()
    expect(article.locator(".of")).to_have_text("Move 3 of 5")
    article.clock.run_for(10_000)
    expect(article.locator(".time")).to_have_text("1:50")
    expect(article.locator("[data-go]")).to_be_focused()


def test_a_reload_keeps_the_place_and_nothing_is_kept_before_the_start(article: Page):
    assert article.evaluate("sessionStorage.length") == 0
    press(article, "Start")
    article.clock.run_for(100_000)
    article.reload()
    expect(article.locator(".of")).to_have_text("Move 2 of 5")
    expect(article.locator(".time")).to_have_text("1:50")
    expect(article.locator("[data-go]")).to_have_text("Continue")


def test_a_pick_goes_into_the_bag_without_leaving(article: Page):
    article.get_by_role("link", name="Show them now").click()
    article.locator("#pairing .pair").first.get_by_role("button").click()

    drawer = article.get_by_role("dialog", name="Your bag")
    expect(drawer).to_be_visible()
    expect(article.locator("[data-bag-count]")).to_have_text("1")
    expect(drawer.get_by_role("status")).to_contain_text("is in your bag.")
    drawer.get_by_role("button", name="Close").click()
    article.locator("[data-add-all]").click()
    expect(drawer).to_be_visible()
    picks = article.locator("#pairing .pair").count()
    expect(article.locator("[data-bag-count]")).to_have_text(str(picks + 1))
    assert article.url.endswith(ARTICLE)


def test_without_script_the_routine_is_a_list_and_the_picks_are_there(
    live_shop: LiveShop, browser: Browser
):
    context: BrowserContext = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_shop.url + ARTICLE)

    expect(page.locator("routine-player .moves li")).to_have_count(5)
    expect(page.locator("routine-player").get_by_role("button")).to_have_count(0)
    expect(page.get_by_text("The timer needs JavaScript.")).to_be_visible()
    expect(page.locator("#pairing")).to_be_visible()
    page.locator("#pairing .pair").first.get_by_role("button").click()
    expect(page).to_have_url(live_shop.url + "/bag/")
    context.close()
