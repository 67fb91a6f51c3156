import logging

from django.db import transaction

from .models import Payment, PaymentEvent
from .providers.base import Outcome, Report
from .signals import payment_settled

logger = logging.getLogger(__name__)

STATUS = {
    Outcome.CAPTURED: Payment.Status.CAPTURED,
    Outcome.DECLINED: Payment.Status.DECLINED,
    Outcome.CANCELLED: Payment.Status.EXPIRED,
}


class ReportRefused(Exception):
    """Genuine, but about no payment of ours or another sum; nothing was changed."""


def record_report(*, provider: str, report: Report) -> None:
    """Take over how a payment stands, once, and tell `payment_settled` in the same transaction.

    An event seen before changes nothing. ReportRefused where the reference is unknown or the sum
    is not the one asked for; the latter is kept as an event with its problem.
    """
    with transaction.atomic():
        payment = (
            Payment.objects.select_for_update()
            .filter(provider=provider, reference=report.reference)
            .first()
        )
        if payment is None:
            raise ReportRefused(f"No payment has the reference {report.reference!r}.")
        problem = difference(payment, report)
        is_new = not report.event_id or remember(payment, report, problem)
        if (
            is_new
            and not problem
            and report.outcome in STATUS
            and payment.settle(STATUS[report.outcome])
        ):
            payment_settled.send(sender=Payment, payment=payment)
    if problem:
        logger.error("Payment %s: %s", payment.reference, problem)
        raise ReportRefused(problem)


def difference(payment: Payment, report: Report) -> str:
    if (report.amount, report.currency) == (payment.amount, payment.currency):
        return ""
    return (
        f"The report says {report.amount} {report.currency}; "
        f"asked for were {payment.amount} {payment.currency}."
    )


def remember(payment: Payment, report: Report, problem: str) -> bool:
    """Whether the event is new."""
    _event, created = PaymentEvent.objects.get_or_create(
        provider=payment.provider,
        event_id=report.event_id,
        defaults={
            "payment": payment,
            "outcome": report.outcome,
            "amount": report.amount,
            "currency": report.currency,
            "problem": problem,
        },
    )
    return created
