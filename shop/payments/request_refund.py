from django.db import transaction

from .models import Payment, Refund


class RefundTooLarge(Exception):
    pass


@transaction.atomic
def request_refund(*, payment: Payment, amount: int, reason: str) -> Refund:
    """Promise money back; a task sends it. RefundTooLarge beyond what is left of the payment."""
    locked = Payment.objects.select_for_update().get(pk=payment.pk)
    left = locked.left_to_refund()
    if not 0 < amount <= left:
        raise RefundTooLarge(f"{amount} öre cannot be refunded; {left} öre are left.")
    return Refund.objects.create(payment=locked, amount=amount, reason=reason)
