from io import BytesIO
from pathlib import PurePath

from django.core.files.base import ContentFile
from PIL import Image, ImageOps

from .models import Picture

NARROW = 600
WIDEST = 1600
QUALITY = 60


def render_picture(*, picture: Picture) -> Picture:
    """Make the lighter copies of an uploaded picture: AVIF, narrow and as wide as shown.

    Takes about a second; a picture that has its copies already is left alone.
    """
    if picture.renditions:
        return picture
    storage = picture.image.storage
    with picture.image.open() as file, Image.open(file) as opened:
        image = ImageOps.exif_transpose(opened).convert(
            "RGBA" if opened.mode in {"RGBA", "LA", "P"} else "RGB"
        )
    stem = PurePath(str(picture.image.name)).with_suffix("")
    renditions = []
    for width in sorted({min(NARROW, image.width), min(WIDEST, image.width)}):
        copy = image.resize((width, max(1, round(image.height * width / image.width))))
        out = BytesIO()
        copy.save(out, "AVIF", quality=QUALITY)
        name = storage.save(f"{stem}-{width}.avif", ContentFile(out.getvalue()))
        renditions.append({"name": name, "width": width, "type": "image/avif"})
    picture.renditions = renditions
    picture.save(update_fields=["renditions"])
    return picture
