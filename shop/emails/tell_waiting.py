from celery import shared_task
from django.db import transaction
from django.utils import timezone

from .models import OutgoingMail
from .queue_mail import queue_mail
from .waiting import Waiting

BATCH = 500


@shared_task
def tell_waiting() -> int:
    """Queue a mail to each who waits for a size that is back; says how many.

    Beat asks every minute: stock comes back by many ways, and none of them has to know of her.
    Two workers at once queue one mail: each row is claimed by a conditional UPDATE.
    """
    take_off_list()
    rows = Waiting.objects.to_be_told().with_parts()[:BATCH]
    return sum(tell(waiting) for waiting in rows)


@transaction.atomic
def tell(waiting: Waiting) -> bool:
    if not Waiting.objects.filter(pk=waiting.pk, told=None).update(told=timezone.now()):
        return False
    queue_mail(
        kind="back_in_stock",
        reference=waiting.reference,
        recipient=waiting.contact.email,
        language=waiting.language,
    )
    return True


def take_off_list() -> None:
    """Those who have their mail; who has none because the size was sold out again waits on."""
    for waiting in Waiting.objects.filter(told__isnull=False)[:BATCH]:
        mail = OutgoingMail.objects.filter(kind="back_in_stock", reference=waiting.reference)
        status = mail.values_list("status", flat=True).first()
        if status == OutgoingMail.Status.DROPPED:
            Waiting.objects.filter(pk=waiting.pk).told_again()
        elif status not in {OutgoingMail.Status.QUEUED, OutgoingMail.Status.SENDING}:
            waiting.delete()
