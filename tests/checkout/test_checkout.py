import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from shop.catalogue.change_price import change_price
from shop.catalogue.models import Product, Variant
from shop.checkout.models import DeliveryRate
from shop.customers import consent_texts
from shop.orders.models import Order
from shop.payments.models import Payment

from .shopper import (
    ADDRESS,
    Shopper,
    charge_of,
    make_rates,
    make_size,
    payment_of,
    tell,
    text_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def rates() -> dict[str, DeliveryRate]:
    return make_rates()


@pytest.fixture
def shopper(rates: dict[str, DeliveryRate]) -> Shopper:
    """With a sealed oil at 395,00 kr in her bag."""
    make_size("A", price=39500, stock=10, sealed=True)
    shopper = Shopper()
    shopper.add("A")
    return shopper


# --- the page ---------------------------------------------------------------------------------


def test_an_empty_bag_leads_back_to_the_bag(rates: dict[str, DeliveryRate]) -> None:
    assert Shopper().get("/checkout/")["Location"] == "/bag/"
    assert Shopper("sv").get("/checkout/")["Location"] == "/sv/bag/"


@pytest.mark.parametrize(
    ("language", "button", "sentences"),
    [
        (
            "en",
            "Order with obligation to pay",
            [
                "We may e-mail you about similar products of ours. "
                "Tick here if you do not want that.",
                "If you break the seal after delivery, the right of withdrawal",
                "Your legal guarantee",
                "You can withdraw within 14 days",
                "13 166,67 kr per litre",
                "444,00 kr",
                "incl. VAT 25 %, 88,80 kr",
            ],
        ),
        (
            "sv",
            "Köp med betalningsskyldighet",
            [
                "Vi kan mejla dig om våra liknande produkter. Kryssa här om du inte vill det.",
                "Bryts förseglingen efter leverans upphör ångerrätten",
                "Din lagstadgade garanti",
                "Du kan ångra köpet inom 14 dagar",
                "444,00 kr",
            ],
        ),
    ],
)
def test_it_says_what_the_law_wants_before_the_button(
    rates: dict[str, DeliveryRate], language: str, button: str, sentences: list[str]
) -> None:
    make_size("A", sealed=True)
    shopper = Shopper(language)
    shopper.add("A")
    page = text_of(shopper.get("/checkout/"))
    before, label, _after = page.partition(f'<button class="btn wide">{button}</button>')
    assert label
    for sentence in sentences:
        assert sentence in before


@pytest.mark.parametrize(
    ("language", "skus", "said"),
    [
        ("en", "A", "Sealed in this order: Oil A.</p>"),
        ("en", "AB", "Sealed in this order: Oil A and Oil B.</p>"),
        ("en", "ABC", "Sealed in this order: Oil A, Oil B and Oil C.</p>"),
        ("sv", "ABC", "Olja A, Olja B och Olja C.</p>"),
    ],
)
def test_it_lists_what_is_sealed(
    rates: dict[str, DeliveryRate], language: str, skus: str, said: str
) -> None:
    shopper = Shopper(language)
    for sku in skus:
        make_size(sku, sealed=True)
        shopper.add(sku)
    make_size("OPEN")
    shopper.add("OPEN")
    assert said in text_of(shopper.get("/checkout/"))


def test_credit_comes_last_and_is_not_chosen(shopper: Shopper) -> None:
    page = text_of(shopper.get("/checkout/"))
    methods = re.findall(r'name="method" value="(\w+)"[^>]*?( checked)?>', page)
    assert [key for key, _checked in methods] == ["swish", "card", "card_declined", "invoice"]
    assert [key for key, checked in methods if checked] == ["swish"]


def test_nothing_is_ticked_for_her(shopper: Shopper) -> None:
    page = text_of(shopper.get("/checkout/"))
    (box,) = re.findall(r'<input type="checkbox"[^>]*>', page)
    assert 'name="objects_to_marketing"' in box
    assert "checked" not in box


def test_browsers_can_fill_it_in(shopper: Shopper) -> None:
    page = text_of(shopper.get("/checkout/"))
    for token in ["email", "name", "street-address", "postal-code", "address-level2", "country"]:
        assert f'autocomplete="{token}"' in page


def test_only_countries_with_a_delivery_are_offered(shopper: Shopper) -> None:
    page = text_of(shopper.get("/checkout/"))
    offered = re.findall(r'<option value="(\w\w)"( selected)?>', page)
    assert offered == [("DK", ""), ("SE", " selected")]


def test_enter_in_a_field_does_not_order(shopper: Shopper) -> None:
    page = text_of(shopper.get("/checkout/"))
    form = page[page.index("data-checkout>") :]
    first_button = re.findall(r"<button[^>]*>", form)[0]
    assert 'name="update"' in first_button


def test_it_wants_its_token(shopper: Shopper) -> None:
    form = shopper.filled_form()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = shopper.client.cookies
    assert strict.post("/checkout/", form).status_code == 403
    assert not Order.objects.exists()


def test_its_queries_stay_few(
    shopper: Shopper, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for sku in "BCD":
        make_size(sku)
        shopper.add(sku)
    with django_assert_max_num_queries(4):
        shopper.get("/checkout/")
    form = shopper.filled_form()
    with django_assert_max_num_queries(26):
        assert shopper.send(form).status_code == 302


# --- what was typed ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "", "Enter an e-mail address, like name@example.se"),
        ("email", "anna", "Enter an e-mail address, like name@example.se"),
        ("email", "a@b.se\nBcc: x@y.se", "Enter an e-mail address, like name@example.se"),
        ("name", " ", "Enter your name"),
        ("name", "x" * 121, "At most 120 characters fit here."),
        ("name", "An\x00na", "Null characters are not allowed."),
        ("address", "", "Enter a street and number"),
        ("postcode", "1112", "Enter five digits, like 111 22"),
        ("postcode", "", "Enter a postcode"),
        ("city", "", "Enter a city"),
        ("country", "", "Choose a country"),
        ("country", "NO", "We do not deliver to that country yet. Choose another."),
        ("phone", "call me", "Enter a phone number, like 070-123 45 67, or leave it empty"),
        ("delivery", "", "Choose how it travels"),
        ("delivery", "999", "Choose how it travels; the ways for your country stand here now"),
        ("method", "", "Choose how you pay"),
        ("method", "gold", "Choose how you pay, from the ways listed here"),
    ],
)
def test_a_wrong_field_is_named_and_all_is_kept(
    shopper: Shopper, field: str, value: str, sentence: str
) -> None:
    typed = {"objects_to_marketing": "on", "phone": "070-1234567"}
    answer = shopper.send(shopper.filled_form(**(typed | {field: value})))
    assert answer.status_code == 400
    page = text_of(answer)
    assert page.count(sentence) >= 2  # in the summary and at its field
    assert f'id="id_{field}_error"' in page
    assert 'href="#id_' in page
    for name, kept in ADDRESS.items():
        if name not in {field, "country", "method", "phone"}:
            assert f'value="{kept}"' in page
    assert re.search(r'name="objects_to_marketing"[^>]* checked', page)
    assert not Order.objects.exists()
    assert shopper.in_bag() == {"A": 1}


def test_several_errors_stand_together_and_take_the_focus(shopper: Shopper) -> None:
    page = text_of(shopper.send(shopper.filled_form(name="", city="", email="x")))
    assert "3 things need another look" in page
    assert re.search(r'class="errors" role="alert" tabindex="-1" autofocus', page)


def test_errors_are_said_in_swedish(rates: dict[str, DeliveryRate]) -> None:
    make_size("A")
    shopper = Shopper("sv")
    shopper.add("A")
    page = text_of(shopper.send(shopper.filled_form(postcode="1", name="")))
    assert "Ange fem siffror, till exempel 111 22" in page
    assert "Ange ditt namn" in page


def test_another_country_shows_its_delivery_without_judging(shopper: Shopper) -> None:
    form = shopper.filled_form(country="DK", email="half-typed@")
    answer = shopper.send(form | {"update": "1"})
    page = text_of(answer)
    assert answer.status_code == 200
    assert 'value="half-typed@"' in page
    assert "474,00 kr" in page
    assert "things need another look" not in page


def test_a_delivery_that_does_not_go_there_is_refused(shopper: Shopper) -> None:
    answer = shopper.send(shopper.filled_form(country="DK", postcode="1050"))
    assert answer.status_code == 400
    assert "the ways for your country stand here now" in text_of(answer)
    assert not Order.objects.exists()


# --- the order --------------------------------------------------------------------------------


def test_it_becomes_an_order_that_holds_its_stock(
    shopper: Shopper, rates: dict[str, DeliveryRate]
) -> None:
    make_size("B", price=10001, stock=None)
    shopper.add("B", 2)
    order = shopper.order(objects_to_marketing="on", name="  Anna \n Berg ")
    assert order.is_pending
    assert (order.goods_total, order.delivery_price, order.total) == (59502, 4900, 64402)
    assert order.vat_total == 12880  # 64402 / 5 = 12880,4
    assert sum(line.vat for line in order.lines.all()) + order.delivery_vat == order.vat_total
    assert order.name == "Anna Berg"
    assert order.postcode == "111 22"
    assert order.objects_to_marketing
    assert order.marketing_notice == consent_texts.SOFT_OPT_IN.en
    assert order.terms_version
    assert Variant.objects.get(sku="A").stock == 9
    assert Variant.objects.get(sku="B").stock is None
    payment = payment_of(order)
    assert (payment.amount, payment.currency) == (64402, "SEK")
    assert payment.is_started
    assert charge_of(order).amount == 64402


def test_an_order_from_a_swedish_page_is_swedish(rates: dict[str, DeliveryRate]) -> None:
    make_size("A")
    shopper = Shopper("sv")
    shopper.add("A")
    order = shopper.order()
    assert order.language == "sv"
    assert order.lines.get().name == "Olja A"
    assert order.delivery_name == "Ombud"
    assert order.get_absolute_url().startswith("/sv/orders/")
    assert order.marketing_notice == consent_texts.SOFT_OPT_IN.sv


def test_delivery_is_free_from_its_limit_on(rates: dict[str, DeliveryRate]) -> None:
    make_size("A", price=60000)
    shopper = Shopper()
    shopper.add("A")
    order = shopper.order()
    assert (order.delivery_price, order.total) == (0, 60000)


def test_the_same_form_again_leads_to_the_same_order(shopper: Shopper) -> None:
    form = shopper.filled_form()
    first = shopper.send(form)
    second = shopper.send(form)
    assert second["Location"] == first["Location"]
    assert Order.objects.count() == Payment.objects.count() == 1
    assert Variant.objects.get(sku="A").stock == 9


def test_the_same_form_after_the_payment_leads_there_too(shopper: Shopper) -> None:
    form = shopper.filled_form()
    first = shopper.send(form)
    tell(Order.objects.get(), "captured")
    assert shopper.in_bag() == {}
    assert shopper.send(form)["Location"] == first["Location"]
    assert Order.objects.count() == 1


def test_a_key_nobody_gave_out_finds_no_other_order(shopper: Shopper) -> None:
    other = Shopper()
    other.add("A")
    other.order(key="1")
    order = shopper.order(key="1", email="berit@example.se")
    assert order.email == "berit@example.se"
    assert Order.objects.count() == 2


def test_a_changed_price_is_shown_before_she_is_bound(shopper: Shopper) -> None:
    form = shopper.filled_form()
    change_price(variant=Variant.objects.get(), price=41500)
    answer = shopper.send(form)
    page = text_of(answer)
    assert answer.status_code == 409
    assert 'data-error="total_changed"' in page
    assert "The total is now 464,00 kr." in page
    assert not Order.objects.exists()
    assert Variant.objects.get().stock == 10
    assert shopper.order().total == 46400


def test_what_sold_out_is_named_and_the_rest_kept(shopper: Shopper) -> None:
    make_size("B", stock=5)
    shopper.add("B", 3)
    form = shopper.filled_form(name="Anna Åkesson")
    Variant.objects.filter(sku="A").update(stock=0)
    Variant.objects.filter(sku="B").update(stock=2)
    answer = shopper.send(form)
    page = text_of(answer)
    assert answer.status_code == 409
    assert 'data-error="out_of_stock"' in page
    assert "Oil A, 30 ml is sold out." in page
    assert "Oil B, 30 ml: 2 left, you asked for 3." in page
    assert 'value="Anna Åkesson"' in page
    assert shopper.in_bag() == {"A": 1, "B": 3}
    assert not Order.objects.exists()
    assert Variant.objects.get(sku="B").stock == 2


def test_she_can_go_on_with_what_there_is(shopper: Shopper) -> None:
    make_size("B", stock=5)
    shopper.add("B", 3)
    form = shopper.filled_form(name="Anna Åkesson")
    Variant.objects.filter(sku="A").update(stock=0)
    Variant.objects.filter(sku="B").update(stock=2)
    answer = shopper.send(form | {"fix": "1"})
    assert answer.status_code == 200
    assert 'value="Anna Åkesson"' in text_of(answer)
    assert shopper.in_bag() == {"B": 2}
    assert shopper.order().lines.get().quantity == 2


def test_what_is_no_longer_published_cannot_be_ordered(shopper: Shopper) -> None:
    form = shopper.filled_form()
    Product.objects.update(status=Product.Status.DRAFT)
    answer = shopper.send(form)
    assert answer.status_code == 409
    assert "is sold out." in text_of(answer)
    assert Variant.objects.get().stock == 10


# --- the bank's answer ------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_captured_payment_empties_the_bag(shopper: Shopper) -> None:
    order = shopper.order()
    make_size("B")
    shopper.add("B")
    shopper.add("A", 2)
    assert tell(order, "captured").status_code == 200
    order.refresh_from_db()
    assert order.is_paid
    assert order.announced
    # What she put in while the bank was thinking stays.
    assert shopper.in_bag() == {"A": 2, "B": 1}
    assert Variant.objects.get(sku="A").stock == 9


def test_a_declined_payment_keeps_the_bag_and_what_was_typed(shopper: Shopper) -> None:
    order = shopper.order(method="card_declined", address="Kungsgatan 7 B")
    tell(order, "declined")
    order.refresh_from_db()
    assert order.is_cancelled
    assert Variant.objects.get().stock == 10
    assert shopper.in_bag() == {"A": 1}
    page = text_of(shopper.client.get(order.get_absolute_url()))
    assert "The bank said no" in page
    assert 'href="/checkout/"' in page
    assert 'value="Kungsgatan 7 B"' in text_of(shopper.get("/checkout/"))


def test_after_a_refusal_she_orders_anew(shopper: Shopper) -> None:
    first = shopper.order(method="card_declined")
    tell(first, "declined")
    second = shopper.order(method="swish")
    assert second.pk != first.pk
    tell(second, "captured")
    second.refresh_from_db()
    assert second.is_paid
    assert Variant.objects.get().stock == 9


def test_while_the_bank_thinks_checkout_leads_to_the_order(shopper: Shopper) -> None:
    order = shopper.order()
    assert shopper.get("/checkout/")["Location"] == order.get_absolute_url()
    page = shopper.client.get(order.get_absolute_url())
    assert page["Refresh"] == "2"
    assert "Waiting for your bank" in text_of(page)


def test_she_can_stop_a_payment_that_waits(shopper: Shopper, settings: Settings) -> None:
    settings.TEST_PAYMENT_OUTCOME = "silent"
    order = shopper.order()
    stop = f"/checkout/stop/{order.number}/{order.token}/"
    assert shopper.get(stop).status_code == 405
    assert shopper.post(f"/checkout/stop/{order.number}/wrong/", {}).status_code == 404
    assert shopper.post(stop, {})["Location"] == "/checkout/"
    order.refresh_from_db()
    assert order.is_cancelled
    assert order.cancel_reason == Order.CancelReason.STOPPED
    assert charge_of(order).status == "cancelled"
    assert Variant.objects.get().stock == 10
    assert shopper.in_bag() == {"A": 1}


def test_a_payment_that_came_before_she_stopped_it_counts(
    shopper: Shopper, settings: Settings
) -> None:
    settings.TEST_PAYMENT_DELAY = 0
    order = shopper.order()
    answer = shopper.post(f"/checkout/stop/{order.number}/{order.token}/", {})
    assert answer["Location"] == order.get_absolute_url()
    order.refresh_from_db()
    assert order.is_paid
