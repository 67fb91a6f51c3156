import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from recommendations import stock
from tests import ground, messages
from tests.ground import LiveShop, Sink

RUNNING_SHOPS = {"live_shop", "start_shop"}
DATABASE_FIXTURES = {"db", "transactional_db", *RUNNING_SHOPS}


def pytest_configure() -> None:
    hypothesis.settings.register_profile("untimed", deadline=None)
    hypothesis.settings.load_profile("untimed")
    messages.compile_catalogues()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what runs on PostgreSQL as well, and puts first what takes longest."""
    slow = set()
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES:
            item.add_marker("database")
        if fixtures & RUNNING_SHOPS:
            slow.add(item.path)
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(autouse=True)
def _fresh_start() -> Iterator[None]:
    """What a test before may have left in this process: cached values, the language of a page."""
    cache.clear()
    stock.forget()
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with ground.running_redis() as url:
        yield url


@pytest.fixture
def smtp_sink() -> Iterator[Sink]:
    with ground.running_sink() as sink:
        yield sink


@pytest.fixture
def start_shop() -> Iterator[Callable[..., LiveShop]]:
    """Opens shops with environment variables of the test's choosing: start_shop(EMAIL_URL=...).

    Each has web server, worker, beat, demo data and a database of its own (of the kind that the
    tests run on), and is closed when the test ends.
    """
    with ExitStack() as stack:

        def start(*options: str, **environment: str) -> LiveShop:
            database_url = stack.enter_context(ground.own_database())
            return stack.enter_context(
                ground.open_shop(*options, environment=environment, database_url=database_url)
            )

        yield start


@pytest.fixture(scope="session")
def live_shop() -> Iterator[LiveShop]:
    """One running shop for all tests that can share it: look around and buy, do not tidy up."""
    with (
        ground.own_database() as database_url,
        ground.open_shop(database_url=database_url) as shop,
    ):
        yield shop


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, at the sight of which Django would refuse
    # to touch the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=ground.chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def browser_context(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor who was never here before."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def browser_page(browser_context: BrowserContext) -> Page:
    return browser_context.new_page()
