from celery import shared_task

from .drain import BATCH, drain


@shared_task
def drain_outbox() -> None:
    """Send what is due. May run at any time, any number of times, in any number of workers."""
    while drain() == BATCH:
        pass
