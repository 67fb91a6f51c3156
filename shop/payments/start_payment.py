import logging

from .models import Payment
from .providers import get_provider
from .providers.base import ProviderError

logger = logging.getLogger(__name__)


def start_payment(*, payment: Payment) -> str:
    """Ask the provider for the money, outside any transaction.

    Gives the address where the shopper pays, empty where she need not go anywhere. May be called
    again. Where the provider does not answer the payment stays started, and `ask_for_silent`
    tries again.
    """
    try:
        started = get_provider(payment.provider).start(payment)
    except ProviderError as error:
        logger.error("Payment %s could not be started: %s", payment.reference, error)
        return ""
    Payment.objects.filter(pk=payment.pk).update(provider_reference=started.provider_reference)
    payment.provider_reference = started.provider_reference
    return started.pay_url
