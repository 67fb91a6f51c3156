import logging
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from shop.customers.contact_for import contact_for

from .models import OutgoingMail
from .registry import MAILS
from .tasks import drain_outbox

logger = logging.getLogger(__name__)


@transaction.atomic
def queue_mail(
    *, kind: str, reference: str, recipient: str, language: str, due_at: datetime | None = None
) -> OutgoingMail:
    """Record a mail that is to be sent; the same mail to the same address is one row.

    Raises ValidationError for what is no address (among it every attempt at a second header).
    """
    recipient = recipient.strip()
    try:
        validate_email(recipient)
    except ValidationError as error:
        raise ValidationError(
            f"{recipient!r} is no e-mail address; expected one like tove@example.se."
        ) from error
    declared = MAILS[kind]
    due_at = due_at or timezone.now()
    row, _created = OutgoingMail.objects.get_or_create(
        kind=kind,
        reference=reference,
        recipient=recipient,
        defaults={
            "contact": contact_for(email=recipient, language=language),
            "language": language,
            "legal_basis": declared.basis,
            "due_at": due_at,
            "latest_useful_at": due_at + declared.useful_for,
        },
    )
    transaction.on_commit(wake_worker)
    return row


def wake_worker() -> None:
    """Only a hint: without a broker the next beat drains the table."""
    try:
        drain_outbox.apply_async(retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("Could not wake the mail worker: %s", error)
