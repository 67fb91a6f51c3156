from celery import shared_task

from .models import Picture
from .render_picture import render_picture


@shared_task
def render_pictures() -> None:
    """Make the lighter copies that are still missing; may run any number of times."""
    for picture in Picture.objects.filter(renditions=[]):
        render_picture(picture=picture)
