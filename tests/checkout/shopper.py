"""A visitor who fills a bag and orders through the pages, and the goods she finds."""

import re
from decimal import Decimal
from typing import Any

from django.test import Client
from django.utils import timezone

from shop.catalogue.change_price import log_prices
from shop.catalogue.models import Category, Product, Variant
from shop.checkout.models import Cart, DeliveryRate
from shop.orders.models import Order
from shop.payments import bank
from shop.payments.models import Payment, TestCharge

ADDRESS = {
    "email": "anna@example.se",
    "name": "Anna Berg",
    "address": "Storgatan 1",
    "postcode": "11122",
    "city": "Stockholm",
    "country": "SE",
    "phone": "",
    "method": "swish",
}


def make_size(
    sku: str, *, price: int = 39500, stock: int | None = 10, sealed: bool = False, **more: Any
) -> Variant:
    category, _created = Category.objects.get_or_create(
        slug="oils", defaults={"name_en": "Oils", "name_sv": "Oljor"}
    )
    product = Product.objects.create(
        slug=sku.lower(),
        brand="Afterglow",
        name_en=f"Oil {sku}",
        name_sv=f"Olja {sku}",
        category=category,
        kind=Product.Kind.OIL,
        ingredients="Squalane",
        hygiene_sealed=sealed,
        status=Product.Status.PUBLISHED,
    )
    size = Variant.objects.create(
        product=product, sku=sku, ordinary_price=price, stock=stock, quantity=Decimal(30), **more
    )
    log_prices(product=product)
    return size


def make_rates() -> dict[str, DeliveryRate]:
    return {
        country: DeliveryRate.objects.create(
            country=country,
            name_en="Parcel point",
            name_sv="Ombud",
            price=price,
            free_from=free_from,
            days_min=1,
            days_max=3,
        )
        for country, price, free_from in [("SE", 4900, 60000), ("DK", 7900, 90000)]
    }


class Shopper:
    def __init__(self, language: str = "en", **headers: Any) -> None:
        self.client = Client(headers=headers)
        self.prefix = "" if language == "en" else f"/{language}"

    def get(self, path: str) -> Any:
        return self.client.get(self.prefix + path)

    def post(self, path: str, data: dict[str, Any], **headers: Any) -> Any:
        return self.client.post(self.prefix + path, data, headers=headers)

    def add(self, sku: str, quantity: object = 1, **headers: Any) -> Any:
        return self.post("/bag/add/", {"sku": sku, "quantity": quantity}, **headers)

    def change(self, sku: str, quantity: object, **headers: Any) -> Any:
        return self.post("/bag/change/", {"sku": sku, "quantity": quantity}, **headers)

    @property
    def cart(self) -> Cart:
        return Cart.objects.get(token=self.client.cookies["bag"].value)

    def in_bag(self) -> dict[str, int]:
        return dict(self.cart.lines.values_list("variant__sku", "quantity"))

    def filled_form(self, **changed: Any) -> dict[str, Any]:
        """What her browser would send from the checkout page."""
        page = self.get("/checkout/").content.decode()
        hidden = dict(re.findall(r'<input type="hidden" name="(key|total)" value="([^"]*)"', page))
        delivery = re.findall(r'name="delivery" value="(\d+)"', page)
        return {**ADDRESS, **hidden, "delivery": delivery[0] if delivery else "", **changed}

    def send(self, form: dict[str, Any]) -> Any:
        return self.post("/checkout/", form)

    def order(self, **changed: Any) -> Order:
        """Go through with it; the order then waits for the bank."""
        answer = self.send(self.filled_form(**changed))
        assert answer.status_code == 302, answer.content.decode()
        return Order.objects.latest("pk")


def text_of(answer: Any) -> str:
    text: str = answer.content.decode()
    return text.replace("\u00a0", " ")


def charge_of(order: Order) -> TestCharge:
    return TestCharge.objects.get(reference=payment_of(order).reference)


def payment_of(order: Order) -> Payment:
    return Payment.objects.get(order_number=order.number)


def tell(order: Order, status: str, **changed: Any) -> Any:
    """The bank's webhook for an order, signed; `changed` replaces fields of the charge."""
    charge = charge_of(order)
    charge.status = status
    for name, value in changed.items():
        setattr(charge, name, value)
    return deliver(bank.message(charge))


def deliver(body: bytes, signature: str | None = None) -> Any:
    if signature is None:
        signature = bank.sign(body, int(timezone.now().timestamp()))
    return Client().post(
        "/payments/webhook/test/",
        body,
        content_type="application/json",
        headers={"Test-Bank-Signature": signature},
    )
