from contextlib import suppress

from .models import Payment
from .providers import get_provider
from .providers.base import AlreadyCaptured, NotSupported, Outcome, Report
from .record_report import record_report


def end_payment(*, payment: Payment) -> None:
    """Give a payment up: nobody waits for it any longer.

    The provider is told first, so that money no longer comes; where it has come already, that
    counts instead. Where a provider cannot cancel, late money is still met by `payment_settled`.
    """
    provider = get_provider(payment.provider)
    report = Report(payment.reference, Outcome.CANCELLED, payment.amount, payment.currency)
    try:
        with suppress(NotSupported):
            provider.cancel(payment)
    except AlreadyCaptured:
        report = provider.fetch(payment)
    record_report(provider=payment.provider, report=report)
