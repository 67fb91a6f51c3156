"""A whole shop with its own Redis, worker and beat, and a mail server that keeps what it gets."""

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable

from tests.ground import LiveShop, Sink, wait_until


def post(url: str, **fields: str) -> int:
    data = urllib.parse.urlencode(fields).encode()
    try:
        with urllib.request.urlopen(url, data, timeout=20) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def confirm(url: str) -> int:
    """As a browser does: the page first, then its button."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with browser.open(url, timeout=20) as response:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', response.read().decode())
    assert token is not None
    data = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1]}).encode()
    with browser.open(url, data, timeout=20) as response:
        return int(response.status)


def test_the_worker_delivers_each_letter_once_to_a_real_mail_server(
    start_shop: Callable[..., LiveShop], smtp_sink: Sink
) -> None:
    shop = start_shop(EMAIL_URL=smtp_sink.url)
    readers = [f"reader{number}@example.se" for number in range(5)]
    for email in readers:
        assert post(f"{shop.url}/sv/newsletter/", email=email) == 200
    letters = smtp_sink.wait_for(5)
    assert sorted(letter["To"] for letter in letters) == readers
    assert smtp_sink.recipients == [[letter["To"]] for letter in letters]
    assert len({letter["Message-ID"] for letter in letters}) == 5

    letter = letters[0]
    plain, html = (part.get_content() for part in letter.iter_parts())
    assert letter["Subject"] == "Ska vi skriva till dig?"
    found = re.search(rf"{shop.url}/sv/newsletter/confirm/\S+", plain)
    assert found is not None
    assert found[0] in html
    assert confirm(found[0]) == 200

    # Nobody else is asked anything, and nothing more is sent to her.
    assert post(f"{shop.url}/newsletter/", email="no address") == 400

    def counts() -> dict[str, int]:
        states: dict[str, int] = json.loads(shop.manage("audit", "--json").stdout)["mails"]
        return states

    wait_until(lambda: counts().get("sent") == 5, what="five letters marked as sent")
    assert sum(counts().values()) == 5
    assert len(smtp_sink.messages) == 5
