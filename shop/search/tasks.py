from celery import shared_task

from .index import rebuild


@shared_task
def rebuild_search() -> None:
    """Whatever the index has missed since yesterday; writes only what differs."""
    rebuild()
