import pytest
from django.test import Client

from shop.checkout.models import DeliveryRate
from shop.orders.models import Order

from .shopper import Shopper, make_rates, make_size, payment_of, tell

pytestmark = pytest.mark.django_db

RATE = {
    "country": "FI",
    "name_en": "Parcel point",
    "name_sv": "Ombud",
    "price": "79,50",
    "free_from": "900",
    "days_min": "2",
    "days_max": "4",
}


def test_delivery_rates_are_typed_in_kronor(admin_client: Client) -> None:
    answer = admin_client.post("/admin/checkout/deliveryrate/add/", RATE)
    assert answer.status_code == 302
    rate = DeliveryRate.objects.get()
    assert (rate.price, rate.free_from) == (7950, 90000)


@pytest.mark.parametrize("price", ["", "-1", "free", "1,234"])
def test_a_wrong_price_is_named_and_kept(admin_client: Client, price: str) -> None:
    answer = admin_client.post("/admin/checkout/deliveryrate/add/", RATE | {"price": price})
    assert answer.status_code == 200
    assert "price" in answer.context["adminform"].form.errors
    assert f'value="{price}"' in answer.content.decode() or not price
    assert not DeliveryRate.objects.exists()


def test_orders_and_payments_are_looked_at_and_not_rewritten(admin_client: Client) -> None:
    make_rates()
    make_size("A")
    shopper = Shopper()
    shopper.add("A")
    order = shopper.order()
    tell(order, "captured")
    for path in [
        "orders/order/",
        f"orders/order/{order.pk}/change/",
        "payments/payment/",
        f"payments/payment/{payment_of(order).pk}/change/",
        "payments/refund/",
        "orders/withdrawal/",
        "checkout/deliveryrate/",
    ]:
        assert admin_client.get(f"/admin/{path}").status_code == 200
    page = admin_client.get(f"/admin/orders/order/{order.pk}/change/").content.decode()
    assert order.get_absolute_url() in page
    assert admin_client.get("/admin/orders/order/add/").status_code == 403
    changed = admin_client.post(f"/admin/orders/order/{order.pk}/change/", {"total": "1"})
    assert changed.status_code == 403
    assert Order.objects.get().is_paid
