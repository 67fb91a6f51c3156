import logging

from celery import shared_task
from kombu.exceptions import OperationalError
from PIL import Image

from .models import Picture
from .render_picture import render_picture

logger = logging.getLogger(__name__)


def ask_for_copies() -> None:
    """Without a broker nothing is lost: beat asks again every minute."""
    try:
        render_pictures.apply_async(retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("The copies of new pictures wait, the broker cannot be reached: %s", error)


@shared_task
def render_pictures() -> None:
    """Make the lighter copies that are still missing; may run any number of times.

    A file that cannot be read is named and does not keep the others waiting.
    """
    for picture in Picture.objects.filter(renditions=[]):
        try:
            render_picture(picture=picture)
        except (OSError, Image.DecompressionBombError) as error:
            logger.warning("No copies of picture %s (%s): %s", picture.pk, picture.image, error)
