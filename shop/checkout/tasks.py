from celery import shared_task

from shop.payments.ask_for_silent import ask_for_silent
from shop.payments.send_refunds import send_refunds


@shared_task
def settle_payments() -> None:
    """Find what no webhook settled, and send the refunds that follow."""
    ask_for_silent()
    send_refunds()
