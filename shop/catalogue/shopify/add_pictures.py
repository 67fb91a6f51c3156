"""Pictures of an export from a folder: the file names are those at the end of their addresses."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.core.files import File
from PIL import Image

from shop.catalogue.models import Picture, Product

from .read_file import Group


@dataclass(frozen=True)
class Found:
    file: Path
    line: int
    alt: str

    def problem(self) -> str:
        """Why it cannot be used; empty where it can."""
        try:
            with Image.open(self.file) as image:
                image.verify()
        except (OSError, SyntaxError, Image.DecompressionBombError) as error:
            return f"{self.file.name} is no picture that can be read ({type(error).__name__})."
        return ""


def pictures_of(group: Group, folder: Path) -> Iterator[Found]:
    for row in group.rows:
        name = unquote(PurePosixPath(urlsplit(row["image"]).path).name)
        if name and (folder / name).is_file():
            yield Found(folder / name, row.line, row["image_alt"] or group.first["title"])


def add_picture(
    product: Product, found: Found, *, language: str, position: int, is_stored: bool
) -> None:
    """`is_stored` False: its row alone, which a dry run takes back."""
    alt = {"alt_en": found.alt[:200], f"alt_{language}": found.alt[:200]}
    if not is_stored:
        size = {"width": 1, "height": 1}
        Picture.objects.create(
            product=product, image=found.file.name, position=position, **alt, **size
        )
        return
    with found.file.open("rb") as file:
        Picture.objects.create(
            product=product, image=File(file, found.file.name), position=position, **alt
        )
