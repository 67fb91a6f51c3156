from celery import shared_task

from . import bank
from .ask_for_silent import ask_for_silent as ask
from .send_refunds import send_refunds as send


@shared_task
def answer_test_charges() -> None:
    bank.answer_due()


@shared_task
def ask_for_silent() -> None:
    """Find what no webhook settled."""
    ask()


@shared_task
def send_refunds() -> None:
    send()
