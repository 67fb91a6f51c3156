from datetime import timedelta

from django.utils import timezone

from .models import Order, Withdrawal
from .signals import order_paid, withdrawal_received

# Long enough for the process that made the news to tell it itself.
PATIENCE = timedelta(minutes=1)


def announce_paid(order: Order) -> None:
    """Tell order_paid after its commit; a receiver that fails is told again later."""
    answers = order_paid.send_robust(sender=Order, order=order)
    if not any(isinstance(answer, Exception) for _receiver, answer in answers):
        Order.objects.filter(pk=order.pk).update(announced=timezone.now())


def announce_withdrawal(withdrawal: Withdrawal) -> None:
    answers = withdrawal_received.send_robust(sender=Withdrawal, withdrawal=withdrawal)
    if not any(isinstance(answer, Exception) for _receiver, answer in answers):
        Withdrawal.objects.filter(pk=withdrawal.pk).update(announced=timezone.now())


def announce_overdue() -> None:
    """Tell what was not told: the process died, or a receiver failed."""
    before = timezone.now() - PATIENCE
    for order in Order.objects.unannounced(before):
        announce_paid(order)
    for withdrawal in Withdrawal.objects.unannounced(before):
        announce_withdrawal(withdrawal)
