from celery import shared_task

from .drain import BATCH, drain
from .forget_old_mails import forget_old_mails
from .forget_waiting import forget_waiting


@shared_task
def drain_outbox() -> None:
    """Send what is due. May run at any time, any number of times, in any number of workers."""
    while drain() == BATCH:
        pass


@shared_task
def forget_mails() -> None:
    """Nightly: old mails lose their words, lists of those who wait lose old addresses."""
    forget_old_mails()
    forget_waiting()
