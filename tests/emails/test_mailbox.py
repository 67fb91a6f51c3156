"""/dev/mail/: what was delivered and what will come, in the browser of a demo."""

import importlib

import pytest
from django.conf import settings as django_settings
from django.core.mail import EmailMultiAlternatives
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import NoReverseMatch, clear_url_caches, reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

import shop.urls
from shop.emails import mailbox
from shop.emails.drain import drain
from shop.emails.models import OutgoingMail
from shop.orders.models import Order
from shop.orders.signals import order_paid

from .conftest import PlaceOrder


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: object) -> None:
    settings.EMAIL_BACKEND = "shop.emails.mailbox.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)


@pytest.fixture
def delivered(place_paid_order: PlaceOrder) -> mailbox.Delivered:
    """The confirmation of an order; its guide still waits."""
    order_paid.send(Order, order=place_paid_order())
    drain()
    (one,) = mailbox.delivered()
    return one


def test_the_backend_keeps_whole_messages() -> None:
    message = EmailMultiAlternatives(
        "Ångra köpet här", "Hej.\nFrom here.", "a@example.se", ["å@example.se"]
    )
    message.attach_alternative("<p>Hej å ä ö</p>", "text/html")
    message.send()
    (kept,) = mailbox.delivered()
    assert (kept.subject, kept.recipient) == ("Ångra köpet här", "å@example.se")
    assert kept.text.strip() == "Hej.\nFrom here."
    assert kept.html.strip() == "<p>Hej å ä ö</p>"
    assert abs((timezone.now() - kept.date).total_seconds()) < 60


def test_newest_first() -> None:
    for subject in ("first", "second", "third"):
        EmailMultiAlternatives(subject, "-", "a@example.se", ["b@example.se"]).send()
    assert [one.subject for one in mailbox.delivered()] == ["third", "second", "first"]


@pytest.mark.django_db
def test_the_list_shows_what_came_and_what_will_come(
    client: Client, delivered: mailbox.Delivered
) -> None:
    page = client.get("/dev/mail/").content.decode()
    assert delivered.subject in page
    assert f"/dev/mail/{delivered.name}/" in page
    coming = page.split("data-coming")[1]
    assert "how_to_use" in coming
    assert "2 days, 23 hours from now" in coming.replace("\xa0", " ")


@pytest.mark.django_db
def test_the_list_says_why_something_was_not_sent(
    client: Client, delivered: mailbox.Delivered
) -> None:
    OutgoingMail.objects.queued().drop("The recipient does not want marketing.")
    page = client.get("/dev/mail/").content.decode()
    assert "The recipient does not want marketing." in page.split("data-ended")[1]


@pytest.mark.django_db
def test_an_empty_box_says_what_to_do(client: Client) -> None:
    assert "Place an order" in client.get("/dev/mail/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("part", "shown"),
    [
        ("html", '<iframe title="The letter"'),
        ("text", "Thank you, Tove."),
        ("headers", "Message-ID"),
    ],
)
def test_each_part_of_a_mail(
    client: Client, delivered: mailbox.Delivered, part: str, shown: str
) -> None:
    page = client.get(f"/dev/mail/{delivered.name}/", {"part": part}).content.decode()
    assert shown in page
    assert delivered.subject in page


@pytest.mark.django_db
def test_links_in_the_text_can_be_followed(client: Client, delivered: mailbox.Delivered) -> None:
    page = client.get(f"/dev/mail/{delivered.name}/", {"part": "text"}).content.decode()
    address = f"{django_settings.SITE_URL}{Order.objects.get().get_absolute_url()}"
    assert f'<a href="{address}"' in page


@pytest.mark.django_db
def test_the_letter_alone_may_style_itself_and_run_nothing(
    client: Client, delivered: mailbox.Delivered
) -> None:
    response = client.get(f"/dev/mail/{delivered.name}/html/")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_top">' in response.content.decode()
    # A 304 would carry the policy of an ordinary page.
    assert "ETag" not in response.headers


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["x", "..%2F..%2Fsecret-key", "1" * 19 + "-" + "0" * 32])
def test_nothing_else_can_be_read_through_it(client: Client, name: str) -> None:
    assert client.get(f"/dev/mail/{name}/").status_code == 404
    assert client.get(f"/dev/mail/{name}/html/").status_code == 404


@pytest.mark.django_db
def test_an_unknown_part_is_not_found(client: Client, delivered: mailbox.Delivered) -> None:
    assert client.get(f"/dev/mail/{delivered.name}/", {"part": "x"}).status_code == 404


def test_only_a_demo_has_this_page(settings: Settings) -> None:
    assert reverse("mailbox:inbox") == "/dev/mail/"
    try:
        settings.DEMO = False
        importlib.reload(shop.urls)
        clear_url_caches()
        with pytest.raises(NoReverseMatch):
            reverse("mailbox:inbox")
    finally:
        settings.DEMO = True
        importlib.reload(shop.urls)
        clear_url_caches()


@pytest.mark.django_db
class TestFastForward:
    def test_three_days_make_the_guide_due(
        self, delivered: mailbox.Delivered, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert drain() == 0
        call_command("fast_forward", days=3)
        assert "3 days passed for 1 waiting mails; 1 of them are due now." in (
            capsys.readouterr().out
        )
        drain()
        newest = next(iter(mailbox.delivered()))
        assert newest.subject == "How to use Dew Serum and Restore Facial Oil after training"

    def test_two_days_do_not(self, delivered: mailbox.Delivered) -> None:
        call_command("fast_forward", days=2)
        assert drain() == 0

    def test_outside_a_demo_it_is_refused(
        self, delivered: mailbox.Delivered, settings: Settings
    ) -> None:
        settings.DEMO = False
        with pytest.raises(CommandError, match="fast_forward is refused"):
            call_command("fast_forward", days=3)
        assert OutgoingMail.objects.due().count() == 0

    def test_days_run_forward_only(self) -> None:
        with pytest.raises(CommandError, match="expected a whole number of at least 1"):
            call_command("fast_forward", days=0)
