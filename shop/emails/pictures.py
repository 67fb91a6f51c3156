"""Pictures in mails are JPEG: newer formats stay empty in many mail programs."""

import io
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.utils.translation import gettext
from PIL import Image, ImageOps

from shop.catalogue.models import Picture, Product

from . import links

# Twice the 600 x 480 at which the letter draws it would weigh too much; 1.5 times is sharp enough.
SIZE = (900, 720)


@dataclass(frozen=True)
class MailPicture:
    url: str
    alt: str


def mail_picture(product: Product) -> MailPicture:
    """The product's own picture cut for a letter; the low sun where it has none."""
    picture = product.main_picture()
    if picture is None:
        return MailPicture(
            links.static_file("mail/low-sun.jpg"), gettext("A low sun over a horizon")
        )
    return MailPicture(links.absolute(picture.image.storage.url(as_jpeg(picture))), picture.alt)


def as_jpeg(picture: Picture) -> str:
    """Name of the JPEG copy in the picture's own storage, made on first use.

    Named after the picture and its file: neither a namesake nor an earlier upload is shown.
    """
    storage = picture.image.storage
    name = f"mail/{picture.pk}/{picture.image.name}.jpg"
    if storage.exists(name):
        return name
    with picture.image.open("rb") as file, Image.open(file) as image:
        cut = ImageOps.fit(image.convert("RGB"), SIZE, centering=(0.5, 0.6))
    data = io.BytesIO()
    cut.save(data, "JPEG", quality=80, optimize=True, progressive=True)
    return str(storage.save(name, ContentFile(data.getvalue())))
