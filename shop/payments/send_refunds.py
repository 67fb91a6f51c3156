import logging

from .models import Refund
from .providers import get_provider
from .providers.base import ProviderError

logger = logging.getLogger(__name__)


def send_refunds() -> None:
    """Carry out what was promised. The provider knows a refund by its reference, so one that was
    sent and not noted before a crash is not paid twice."""
    for refund in Refund.objects.requested().select_related("payment"):
        try:
            get_provider(refund.payment.provider).refund(refund)
        except ProviderError as error:
            logger.error("Refund %s was not carried out: %s", refund.reference, error)
        else:
            refund.mark_done()
