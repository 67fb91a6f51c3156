from celery import shared_task

from . import carts


@shared_task
def delete_old_bags() -> None:
    carts.delete_old_carts()
