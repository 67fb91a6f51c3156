from celery import shared_task

from . import announce


@shared_task
def announce_overdue() -> None:
    announce.announce_overdue()
