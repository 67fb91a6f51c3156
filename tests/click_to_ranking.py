"""From a click on a page to the ranking it bends, in a running shop with its own worker."""

import json
import re
import time
import urllib.request
import uuid

from recommendations.contract import Ref
from recommendations.influences import influences_on
from tests.ground import LiveShop, wait_until

SCRIPT = (
    "from tests.click_to_ranking import click; print(*(click({url!r}) for _ in range({times})))"
)


def seconds_to_ranking(shop: LiveShop, times: int = 1) -> list[float]:
    """From each click until the shop's own ranking differs; fails where it never does."""
    said = shop.manage("shell", "-v0", "-c", SCRIPT.format(url=shop.url, times=times)).stdout
    return [float(seconds) for seconds in said.split()]


def click(url: str) -> float:
    """Runs inside the shop, beside its web server and its worker."""
    from shop.blog.models import Article

    article = Article.objects.published().filter(moves__in_routine=True, language="en")[0]
    with urllib.request.urlopen(f"{url}/journal/{article.slug}/", timeout=30) as answer:
        page = answer.read().decode()
    decision = found(r'data-decision="([0-9a-f-]{36})"', page)
    address = found(r'data-events="([^"]+)"', page)
    content, product = f"article:{article.pk}", found(r'data-product="([^"]+)"', page)
    before = bent(content, product)
    events = [
        {"verb": verb, "product": product, "key": uuid.uuid4().hex} for verb in ("shown", "clicked")
    ]
    report = json.dumps({"decision": decision, "events": events}).encode()
    began = time.monotonic()
    with urllib.request.urlopen(f"{url}{address}", report, timeout=30) as answer:
        assert answer.status == 204
    wait_until(lambda: bent(content, product) != before, what="the click to bend the ranking")
    return time.monotonic() - began


def found(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    assert match is not None, f"{pattern} is not on the page."
    return match[1]


def bent(content: str, product: str) -> float:
    """What the ranking makes of a score of 1 for ``product`` beside ``content``."""
    ref = Ref.parse(content)
    return influences_on([ref])[ref].on(Ref.parse(product), 1.0)
