import logging

from .models import Refund
from .providers import get_provider

logger = logging.getLogger(__name__)


def send_refunds() -> None:
    """Carry out what was promised. The provider knows a refund by its reference, so one that was
    sent and not noted before a crash is not paid twice. One that goes wrong stops no other."""
    for refund in Refund.objects.due().select_related("payment"):
        try:
            get_provider(refund.payment.provider).refund(refund)
        except Exception as error:
            logger.exception("Refund %s was not carried out.", refund.reference)
            refund.note_failure(f"{type(error).__name__}: {error}")
        else:
            refund.mark_done()
