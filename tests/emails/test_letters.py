"""Every mail, in both languages, as text and as HTML."""

import re
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from recommendations import claims
from shop import pairing
from shop.blog.models import Article
from shop.catalogue.models import Product, Variant
from shop.checkout.legal import TERMS_VERSION
from shop.customers.request_newsletter import request_newsletter
from shop.emails import links
from shop.emails.drain import drain
from shop.emails.models import OutgoingMail, Waiting
from shop.emails.queue_mail import queue_mail
from shop.emails.registry import MAILS
from shop.emails.tell_waiting import tell_waiting
from shop.emails.wait_for_size import ask_to_be_told, confirm_waiting
from shop.orders.links import order_of_key
from shop.orders.models import Order, Withdrawal, WithdrawalLine
from shop.orders.signals import order_paid, withdrawal_received

from .conftest import PlaceOrder

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "sv"]
ELSEWHERE = ("mailto:", "https://www.arn.se/")


class Reader(HTMLParser):
    """The words and addresses of a letter."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.addresses: list[str] = []
        self.pictures: list[dict[str, str | None]] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.silent += tag in {"style", "title"}
        if tag == "img":
            self.pictures.append(values)
        self.addresses += [str(values[name]) for name in ("href", "src") if name in values]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"style", "title"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def squeezed(text: str) -> str:
    return " ".join(text.split())


def deliver() -> dict[str, EmailMultiAlternatives]:
    """Everything that waits, sent; by the name of its kind."""
    OutgoingMail.objects.queued().update(due_at=timezone.now())
    drain()
    rows = {row.message_id: row for row in OutgoingMail.objects.all()}
    failed = [row.error for row in rows.values() if row.status != OutgoingMail.Status.SENT]
    assert not failed
    found = {}
    for message in mail.outbox:
        assert isinstance(message, EmailMultiAlternatives)
        found[rows[message.extra_headers["Message-ID"]].kind] = message
    return found


def all_letters(place_paid_order: PlaceOrder, language: str) -> dict[str, EmailMultiAlternatives]:
    """One of each mail there is."""
    order = place_paid_order(language=language)
    order_paid.send(Order, order=order)
    withdrawal = Withdrawal.objects.create(
        order=order,
        name="Tove Hallberg",
        email=order.email,
        language=language,
        statement="I withdraw from the serum.",
        key="k",
    )
    line = order.lines.all()[1]
    WithdrawalLine.objects.create(withdrawal=withdrawal, order_line=line, quantity=1)
    withdrawal_received.send(Withdrawal, withdrawal=withdrawal)
    wish = request_newsletter(
        email=order.email, language=language, text="One move.", source="/journal/"
    )
    assert wish is not None
    queue_mail(
        kind="newsletter_confirmation",
        reference=str(wish.pk),
        recipient=order.email,
        language=language,
    )
    waited_for = line.variant
    Variant.objects.filter(pk=waited_for.pk).update(stock=0)
    ask_to_be_told(email=order.email, variant=waited_for, language=language, source="/products/")
    letters = deliver()
    confirm_waiting(waiting=Waiting.objects.get(), language=language)
    Variant.objects.filter(pk=waited_for.pk).update(stock=3)
    tell_waiting()
    letters |= deliver()
    assert set(letters) == set(MAILS)
    return letters


def html_of(message: EmailMultiAlternatives) -> str:
    return str(message.alternatives[0][0])


def said_in_both_parts(message: EmailMultiAlternatives, *sentences: str) -> None:
    text, html = squeezed(str(message.body)), squeezed(" ".join(read(html_of(message)).words))
    for sentence in sentences:
        assert sentence in text, f"text: {sentence}"
        assert sentence in html, f"HTML: {sentence}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_keeps_the_common_rules(
    place_paid_order: PlaceOrder, article: Article, language: str
) -> None:
    for kind, message in all_letters(place_paid_order, language).items():
        parsed = message_from_bytes(message.message().as_bytes(), policy=default)
        reader = read(html_of(message))
        assert parsed.get_content_type() == "multipart/alternative", kind
        assert [part.get_content_type() for part in parsed.iter_parts()] == [
            "text/plain",
            "text/html",
        ]
        for part in parsed.iter_parts():
            lines = str(part.get_payload()).splitlines()
            assert max(map(len, lines)) <= 76, kind
        assert len(message.message().as_bytes()) <= 90_000, kind
        assert f'<html lang="{language}"' in html_of(message), kind
        assert message.subject.strip() == message.subject != ""
        for left_over in ("<", "&amp;", "{", "None"):
            assert left_over not in message.body, kind
        assert settings.COMPANY["name"] in message.body
        assert settings.COMPANY["street"] in " ".join(reader.words)
        assert all(
            address.startswith((settings.SITE_URL, *ELSEWHERE)) for address in reader.addresses
        ), kind
        assert all(picture.get("alt") for picture in reader.pictures), kind
        prefix = f"{settings.SITE_URL}/sv/"
        pages = [at for at in reader.addresses if not at.startswith((*ELSEWHERE, prefix))]
        wrong = [at for at in pages if language == "sv" and "/static/" not in at]
        assert not wrong, kind
        assert "prefers-color-scheme: dark" in html_of(message)
        assert 'style="' in html_of(message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_marketing_can_be_stopped_with_one_click(
    place_paid_order: PlaceOrder, article: Article, language: str
) -> None:
    for kind, message in all_letters(place_paid_order, language).items():
        headers = message.message()
        if not MAILS[kind].basis.is_marketing:
            assert "List-Unsubscribe" not in headers, kind
            assert "unsubscribe" not in html_of(message), kind
            continue
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        address = re.fullmatch(r"<(\S+)>", "".join(str(headers["List-Unsubscribe"]).split()))
        assert address is not None
        assert address[1] in message.body
        assert address[1] in read(html_of(message)).addresses


def test_the_confirmation_says_what_was_agreed(place_paid_order: PlaceOrder) -> None:
    letter = all_letters(place_paid_order, "en")["order_confirmation"]
    order = Order.objects.get()
    assert letter.subject == f"Your order {order.number}"
    said_in_both_parts(
        letter,
        "Thank you, Tove.",
        "325,00 kr",
        "790,00 kr",
        "10 833,33 kr per litre",
        "13 166,67 kr per litre",
        "49,00 kr",
        "1 164,00 kr",
        "of which VAT 25 %: 232,80 kr",
        "within 1 to 3 working days",
        "within 14 days without giving a reason",
        "Sealed for hygiene.",
        "Restore Facial Oil, 30 ml",
        "I/We hereby give notice",
        f"version {TERMS_VERSION}",
        "Swedish law applies.",
        settings.COMPANY["organisation_number"],
    )
    reader = read(html_of(letter))
    order_page = links.absolute(order.get_absolute_url())
    assert order_page in reader.addresses
    assert order_page in letter.body
    (withdraw,) = [at for at in reader.addresses if "/withdraw/" in at]
    assert withdraw in letter.body
    assert order_of_key(withdraw.rstrip("/").rpartition("/")[2]) == order


def test_the_confirmation_in_swedish(place_paid_order: PlaceOrder) -> None:
    letter = all_letters(place_paid_order, "sv")["order_confirmation"]
    assert letter.subject == f"Din order {Order.objects.get().number}"
    said_in_both_parts(
        letter,
        "Tack, Tove.",
        "10 833,33 kr per liter",
        "13 166,67 kr per liter",
        "varav moms 25 %: 232,80 kr",
        "inom 14 dagar utan att ange något skäl",
        "Förseglad av hygienskäl.",
        "Jag/Vi meddelar härmed",
        "Ångra köpet här",
        "Svensk lag gäller.",
    )
    assert "order" in letter.subject
    assert not re.search(r"\b(the|your|with|per litre)\b", str(letter.body)), "English left"


def test_the_confirmation_promotes_nothing(place_paid_order: PlaceOrder, article: Article) -> None:
    letter = all_letters(place_paid_order, "en")["order_confirmation"]
    for address in read(html_of(letter)).addresses:
        assert "/products/" not in address
        assert "/journal/" not in address
        assert "/shop/" not in address


def test_the_guide_goes_water_before_oil_and_sunscreen_last(
    place_paid_order: PlaceOrder, article: Article
) -> None:
    letter = all_letters(place_paid_order, "en")["how_to_use"]
    body = letter.body
    places = [
        body.index(f"{number}. {title}")
        for number, title in enumerate(
            ["Rinse", "Dew Serum", "Restore Facial Oil", "By day, sunscreen last"], start=1
        )
    ]
    assert places == sorted(places)
    said_in_both_parts(
        letter,
        "Hello Tove,",
        "You bought Dew Serum and Restore Facial Oil",
        "Press two pumps onto damp skin. Wait a minute.",
        "did not object to letters about similar products",
    )


def test_the_guide_brings_the_article_that_pairs_with_what_was_bought(
    place_paid_order: PlaceOrder, article: Article, products: list[Product]
) -> None:
    assert pairing.article_for(products, "en") == article
    letter = all_letters(place_paid_order, "en")["how_to_use"]
    said_in_both_parts(
        letter, "Five minutes for an open chest", "2 moves, about 4 min", "Wall angel"
    )
    address = links.absolute(article.get_absolute_url())
    assert address in letter.body
    assert address in read(html_of(letter)).addresses


def test_the_guide_does_without_an_article_where_none_pairs(
    place_paid_order: PlaceOrder,
) -> None:
    letter = all_letters(place_paid_order, "en")["how_to_use"]
    assert "Nothing planned today?" not in letter.body
    assert "/journal/" not in html_of(letter)


def test_the_guide_in_swedish(place_paid_order: PlaceOrder) -> None:
    letter = all_letters(place_paid_order, "sv")["how_to_use"]
    assert letter.subject == "Så använder du Daggserum och Ansiktsoljan Vila efter träningen"
    said_in_both_parts(
        letter,
        "Hej Tove,",
        "Tryck in två pump på fuktig hud. Vänta en minut.",
        "På dagen, solskydd sist",
        "inte sa nej till brev",
    )
    assert not re.search(r"\b(the|your|with)\b", str(letter.body)), "English left"


def test_the_guide_keeps_acids_for_a_calm_evening(
    place_paid_order: PlaceOrder, products: list[Product]
) -> None:
    serum = products[0]
    serum.name_en = "Night Serum"
    serum.ingredients = "Aqua, Glycolic Acid, Glycerin, Phenoxyethanol"
    serum.save()
    body = all_letters(place_paid_order, "en")["how_to_use"].body
    assert "Keep Night Serum for a calm evening" in squeezed(str(body))
    assert not re.search(r"\d\. Night Serum", str(body))


def test_the_guide_sells_nothing(place_paid_order: PlaceOrder, article: Article) -> None:
    letter = all_letters(place_paid_order, "en")["how_to_use"]
    assert "kr" not in str(letter.body).split()
    assert not [at for at in read(html_of(letter)).addresses if "/products/" in at]


@pytest.mark.parametrize("language", LANGUAGES)
def test_marketing_says_nothing_about_products_that_the_law_forbids(
    place_paid_order: PlaceOrder, article: Article, language: str
) -> None:
    for kind, message in all_letters(place_paid_order, language).items():
        if MAILS[kind].basis.is_marketing:
            words = squeezed(" ".join(read(html_of(message)).words))
            for text in (str(message.subject), str(message.body), words):
                assert claims.check(text, "product", language) == [], kind


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        ("en", "We have received your withdrawal (order ", "your withdrawal reached us on"),
        ("sv", "Vi har tagit emot din ånger (order ", "din ånger nådde oss den"),
    ],
)
def test_the_acknowledgement_proves_what_was_stated_and_when(
    place_paid_order: PlaceOrder, language: str, subject: str, sentence: str
) -> None:
    letter = all_letters(place_paid_order, language)["withdrawal_acknowledgement"]
    withdrawal = Withdrawal.objects.get()
    moment = timezone.localtime(withdrawal.submitted)
    assert letter.subject.startswith(subject)
    assert f"{moment:%H:%M}" in letter.subject
    said_in_both_parts(
        letter,
        sentence,
        f"{moment:%H:%M:%S}",
        withdrawal.order.number,
        "I withdraw from the serum.",
        "tove@example.se",
    )


@pytest.mark.parametrize(
    ("language", "subject"), [("en", "Shall we write to you?"), ("sv", "Ska vi skriva till dig?")]
)
def test_the_double_opt_in_asks_and_promotes_nothing(
    place_paid_order: PlaceOrder, language: str, subject: str
) -> None:
    letter = all_letters(place_paid_order, language)["newsletter_confirmation"]
    assert letter.subject == subject
    found = [at for at in read(html_of(letter)).addresses if "/newsletter/confirm/" in at]
    assert len(found) == 1
    assert found[0] in letter.body


def test_what_a_buyer_typed_stays_text(place_paid_order: PlaceOrder) -> None:
    order = place_paid_order()
    Order.objects.filter(pk=order.pk).update(name="<b>Tove</b>{{7}}&\nBcc: x@example.se")
    order_paid.send(Order, order=Order.objects.get(pk=order.pk))
    letter = deliver()["order_confirmation"]
    assert "<b>Tove</b>" not in html_of(letter)
    assert "&lt;b&gt;Tove&lt;/b&gt;{{7}}&amp;" in html_of(letter)
    assert "Bcc" not in letter.message()
