from celery import shared_task

from . import bank
from .send_refunds import send_refunds as send


@shared_task
def answer_test_charges() -> None:
    bank.answer_due()


@shared_task
def send_refunds() -> None:
    send()
