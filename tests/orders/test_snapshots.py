"""An order keeps its own words, so they must fit whatever the shop may have called a thing."""

from decimal import Decimal

import pytest
from django.db import models

from shop.catalogue.models import Product, Variant
from shop.checkout.forms import CheckoutForm
from shop.checkout.models import Cart, DeliveryRate
from shop.customers import consent_texts
from shop.orders.models import Order, OrderLine
from shop.payments.models import Payment
from shop.payments.providers import payment_methods


def room(model: type[models.Model], name: str) -> int:
    field = model._meta.get_field(name)
    assert isinstance(field, models.CharField)
    assert field.max_length is not None
    return field.max_length


@pytest.mark.parametrize(
    ("kept", "name", "source", "source_name"),
    [
        (OrderLine, "name", Product, "name_en"),
        (OrderLine, "name", Product, "name_sv"),
        (OrderLine, "product_slug", Product, "slug"),
        (OrderLine, "sku", Variant, "sku"),
        (OrderLine, "content_unit", Variant, "unit"),
        (Order, "delivery_name", DeliveryRate, "name_en"),
        (Order, "delivery_name", DeliveryRate, "name_sv"),
        (Order, "country", DeliveryRate, "country"),
        (Order, "checkout_key", Cart, "checkout_key"),
        (Cart, "order_number", Order, "number"),
        (Payment, "order_number", Order, "number"),
    ],
)
def test_what_is_copied_fits(
    kept: type[models.Model], name: str, source: type[models.Model], source_name: str
) -> None:
    assert room(kept, name) >= room(source, source_name)


def test_the_longest_size_fits() -> None:
    longest = Variant(label="x" * room(Variant, "label"), quantity=Decimal("999999.99"))
    assert room(OrderLine, "size") >= len(longest.size)


def test_numbers_of_a_size_fit() -> None:
    content, quantity = OrderLine._meta.get_field("content"), Variant._meta.get_field("quantity")
    assert isinstance(content, models.DecimalField)
    assert isinstance(quantity, models.DecimalField)
    assert (content.max_digits, content.decimal_places) == (
        quantity.max_digits,
        quantity.decimal_places,
    )


@pytest.mark.parametrize("name", ["email", "name", "address", "postcode", "city", "phone"])
def test_what_is_typed_fits(name: str) -> None:
    field = CheckoutForm(rates=[], methods=[]).fields[name]
    assert room(Order, name) >= getattr(field, "max_length")  # noqa: B009 - fields differ


def test_what_is_shown_beside_boxes_and_buttons_fits() -> None:
    sentences = (consent_texts.SOFT_OPT_IN.en, consent_texts.SOFT_OPT_IN.sv)
    assert room(Order, "marketing_notice") >= max(map(len, sentences))
    for method in payment_methods():
        assert room(Order, "payment_method") >= len(str(method.name))
        assert room(Payment, "method") >= len(method.key)
