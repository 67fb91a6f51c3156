"""The JPEG copies in mails show the picture they belong to."""

import io
from pathlib import Path

import pytest
from django.core.files.images import ImageFile
from django.core.files.storage import default_storage
from PIL import Image
from pytest_django.fixtures import Settings

from shop.catalogue.models import Picture, Product
from shop.emails.pictures import as_jpeg

pytestmark = pytest.mark.django_db
RED, GREEN, BLUE = (200, 0, 0), (0, 200, 0), (0, 0, 200)


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def upload(picture: Picture, name: str, colour: tuple[int, int, int]) -> Picture:
    data = io.BytesIO()
    Image.new("RGB", (40, 32), colour).save(data, Path(name).suffix[1:].replace("jpg", "jpeg"))
    picture.image = ImageFile(data, name)
    picture.save()
    return picture


def colour_in_mail(picture: Picture) -> tuple[int, int, int]:
    """Which of the three it is."""
    with default_storage.open(as_jpeg(picture)) as file, Image.open(file) as copy:
        assert copy.format == "JPEG"
        pixel = copy.convert("RGB").getpixel((9, 9))
    assert isinstance(pixel, tuple)
    return min(
        (RED, GREEN, BLUE),
        key=lambda colour: sum(abs(a - b) for a, b in zip(colour, pixel, strict=True)),
    )


def test_namesakes_of_another_format_are_told_apart(products: list[Product]) -> None:
    png = upload(Picture(product=products[0], alt_en="Bottle"), "bottle.png", RED)
    jpg = upload(Picture(product=products[1], alt_en="Bottle"), "bottle.jpg", GREEN)
    assert colour_in_mail(png) == RED
    assert colour_in_mail(jpg) == GREEN
    assert as_jpeg(png) != as_jpeg(jpg)


def test_a_new_upload_replaces_what_mails_show(products: list[Product]) -> None:
    picture = upload(Picture(product=products[0], alt_en="Bottle"), "bottle.png", RED)
    assert colour_in_mail(picture) == RED
    assert colour_in_mail(upload(picture, "bottle.jpg", BLUE)) == BLUE


def test_the_copy_is_made_once(products: list[Product]) -> None:
    picture = upload(Picture(product=products[0], alt_en="Bottle"), "bottle.png", RED)
    assert as_jpeg(picture) == as_jpeg(picture)
