"""Signed addresses: what may be withdrawn from, and what has been."""

from django.core import signing
from django.http import Http404

from .models import Order, Withdrawal

ORDER_SALT = "orders.withdraw"
WITHDRAWAL_SALT = "orders.withdrawal"


def key_of_order(order: Order) -> str:
    return signing.dumps(order.pk, salt=ORDER_SALT)


def order_of_key(key: str) -> Order:
    """Http404 for a key we did not sign."""
    order = Order.objects.with_lines().filter(pk=read(key, ORDER_SALT)).first()
    if order is None or not order.can_be_withdrawn:
        raise Http404
    return order


def key_of_withdrawal(withdrawal: Withdrawal) -> str:
    return signing.dumps(withdrawal.pk, salt=WITHDRAWAL_SALT)


def withdrawal_of_key(key: str) -> Withdrawal:
    withdrawal = (
        Withdrawal.objects.select_related("order").filter(pk=read(key, WITHDRAWAL_SALT)).first()
    )
    if withdrawal is None:
        raise Http404
    return withdrawal


def read(key: str, salt: str) -> int:
    try:
        pk: int = signing.loads(key, salt=salt)
    except signing.BadSignature as error:
        raise Http404 from error
    return pk
