import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from .end_payment import end_payment
from .models import Payment
from .providers import get_provider
from .providers.base import Outcome
from .record_report import record_report
from .start_payment import start_payment

logger = logging.getLogger(__name__)

# A webhook that has not come after this time is not waited for.
PATIENCE = timedelta(seconds=20)
BATCH = 200


def ask_for_silent() -> None:
    """Settle payments nobody told us about: a webhook lost, a process that died, a shopper gone.

    May run any number of times at once; each payment is asked about by one of them. One that goes
    wrong stops no other.
    """
    now = timezone.now()
    for payment in Payment.objects.silent_since(now - PATIENCE)[:BATCH]:
        claimed = Payment.objects.filter(pk=payment.pk, asked=payment.asked).update(asked=now)
        if not claimed:
            continue
        try:
            ask(payment)
        except Exception:
            logger.exception("Payment %s is not settled.", payment.reference)


def ask(payment: Payment) -> None:
    is_over = payment.is_over(timedelta(minutes=settings.PAYMENT_WINDOW_MINUTES))
    if not payment.provider_reference and not is_over:
        start_payment(payment=payment)
    report = get_provider(payment.provider).fetch(payment)
    if report.outcome != Outcome.OPEN:
        record_report(provider=payment.provider, report=report)
    elif is_over:
        end_payment(payment=payment)
