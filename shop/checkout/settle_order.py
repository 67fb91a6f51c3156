"""What the bank's answer means for the order, its stock and the bag it came from."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from shop.catalogue.models import Variant
from shop.orders.announce import announce_paid
from shop.orders.models import Order
from shop.payments.models import Payment
from shop.payments.request_refund import request_refund
from shop.payments.signals import payment_settled

from .models import Cart

logger = logging.getLogger(__name__)


@receiver(payment_settled, sender=Payment)
def settle_order(payment: Payment, **_: Any) -> None:
    """Runs inside the transaction that settles the payment, once for each change of it.

    Locks: bag, order, then stock by article number, as in place_order.
    """
    bag = Cart.objects.select_for_update().filter(order_number=payment.order_number).first()
    order = Order.objects.select_for_update().filter(number=payment.order_number).first()
    if order is None:
        logger.error("Payment %s belongs to no order.", payment.reference)
    elif not payment.is_captured:
        cancel(order, payment, bag)
    elif order.is_pending:
        mark_paid(order, bag)
    elif order.is_cancelled:
        settle_late_capture(order, payment, bag)


def mark_paid(order: Order, bag: Cart | None) -> None:
    order.mark_paid()
    if bag is not None:
        bag.take_out(order.lines.values_list("variant_id", "quantity"))
        bag.begin_anew()
    transaction.on_commit(lambda: announce_paid(order))


def cancel(order: Order, payment: Payment, bag: Cart | None) -> None:
    if not order.mark_cancelled(reason_for(order, payment)):
        return
    for variant_id, quantity in stock_of(order):
        Variant.objects.give_back(variant_id, quantity)
    if bag is not None:
        bag.begin_anew()


def reason_for(order: Order, payment: Payment) -> Order.CancelReason:
    if payment.status == Payment.Status.DECLINED:
        return Order.CancelReason.DECLINED
    window = timedelta(minutes=settings.PAYMENT_WINDOW_MINUTES)
    if order.placed + window > timezone.now():
        return Order.CancelReason.STOPPED
    return Order.CancelReason.EXPIRED


def settle_late_capture(order: Order, payment: Payment, bag: Cart | None) -> None:
    """Money for an order that had been given up: take its stock again, else pay back.

    Where the shopper has ordered anew from the same bag (so no bag is found), she wants that
    order and not both.
    """
    if bag is not None and take_again(order):
        mark_paid(order, bag)
        return
    order.mark_refunded()
    request_refund(
        payment=payment,
        amount=payment.amount,
        reason=f"Paid after order {order.number} was cancelled.",
    )


class StockGone(Exception):
    pass


def take_again(order: Order) -> bool:
    """All of its stock or none."""
    try:
        with transaction.atomic():
            for variant_id, quantity in stock_of(order):
                if not Variant.objects.take(variant_id, quantity):
                    raise StockGone
    except StockGone:
        return False
    return True


def stock_of(order: Order) -> list[tuple[int, int]]:
    return list(order.lines.order_by("variant__sku").values_list("variant_id", "quantity"))
