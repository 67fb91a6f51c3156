"""News of orders, which may come twice (orders/signals.py)."""

from typing import Any

from django.dispatch import receiver

from shop.orders.models import Order
from shop.orders.signals import order_paid

from .report_picks import report_bought


@receiver(order_paid, dispatch_uid="checkout.order_paid")
def tell_the_pairing(sender: type[Order], order: Order, **kwargs: Any) -> None:
    report_bought(order)
