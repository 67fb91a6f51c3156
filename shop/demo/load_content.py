from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone

from shop.blog.models import Article, Author, Exercise
from shop.blog.save_article import save_article
from shop.catalogue.change_price import change_price, reduce_price
from shop.catalogue.models import Category, Picture, Product, Variant
from shop.catalogue.publish_product import publish_product
from shop.checkout.models import DeliveryRate

from . import files

# Long enough for every price to have 30 days behind it.
ON_SALE_FOR = timedelta(days=90)
# Width 0 is the width of the picture itself.
COPIES = {"-600.avif": 600, ".avif": 0}


@transaction.atomic
def load_content() -> dict[str, int]:
    """Fill the shop with the demo content; answers how many of each kind were made.

    What is there already is left as it is, so a second run makes nothing and never overwrites
    what somebody edited in the admin.
    """
    return {
        "categories": made(numbered(files.entries("categories")), load_category),
        "products": made(files.products(), load_product),
        "exercises": made(numbered(files.entries("exercises")), load_exercise),
        "authors": made(files.entries("authors"), load_author),
        "articles": made(files.articles(), load_article),
        "delivery rates": made(files.entries("delivery"), load_delivery_rate),
    }


def made(found: list[dict[str, Any]], load: Callable[[dict[str, Any]], bool]) -> int:
    return sum(load(entry) for entry in found)


def numbered(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**entry, "position": position} for position, entry in enumerate(found)]


def missing(model: type[models.Model], **given: Any) -> bool:
    return not model._default_manager.filter(**given).exists()


def load_category(entry: dict[str, Any]) -> bool:
    return Category.objects.get_or_create(slug=entry["slug"], defaults=entry)[1]


def load_exercise(entry: dict[str, Any]) -> bool:
    return Exercise.objects.get_or_create(slug=entry["slug"], defaults=entry)[1]


def load_author(entry: dict[str, Any]) -> bool:
    return Author.objects.get_or_create(slug=entry["slug"], defaults=entry)[1]


def load_product(entry: dict[str, Any]) -> bool:
    if not missing(Product, slug=entry["slug"]):
        return False
    picture = entry.pop("picture")
    histories = [PriceHistory.taken_from(size) for size in entry["size"]]
    sizes = entry.pop("size")
    category = Category.objects.get(slug=entry.pop("category"))
    product = Product.objects.create(brand="Afterglow", category=category, **entry)
    variants = [
        Variant.objects.create(
            product=product, position=position, ordinary_price=size.pop("price"), **size
        )
        for position, size in enumerate(sizes)
    ]
    add_picture(product, picture)
    publish_product(product=product, at=timezone.now() - ON_SALE_FOR)
    for variant, history in zip(variants, histories, strict=True):
        history.tell(variant)
    return True


@dataclass(frozen=True)
class PriceHistory:
    """What happened to a size's price in the days before the demo was loaded."""

    changes: list[dict[str, int]]
    reductions: list[dict[str, int]]

    @classmethod
    def taken_from(cls, size: dict[str, Any]) -> "PriceHistory":
        return cls(size.pop("price_before", []), size.pop("reduction", []))

    def tell(self, variant: Variant) -> None:
        now = timezone.now()
        for change in self.changes:
            at = now - timedelta(days=change["days_ago"])
            change_price(variant=variant, price=change["price"], at=at, reason="Demo")
        for step in self.reductions:
            starts = now - timedelta(days=step["days_ago"])
            ends = starts + timedelta(days=step["days"])
            price = step["price"]
            reduce_price(variant=variant, price=price, at=starts, ends=ends, reason="Demo")


def add_picture(product: Product, entry: dict[str, Any]) -> None:
    name = entry.pop("file")
    picture = Picture(product=product, image=stored(f"{name}.webp"), **entry)
    picture.renditions = [
        {
            "name": stored(f"{name}{ending}"),
            "width": width or picture.width,
            "type": "image/avif",
        }
        for ending, width in COPIES.items()
    ]
    picture.save()


def stored(file_name: str) -> str:
    """Copies a picture among the uploads; the name it is stored under."""
    name = f"products/{file_name}"
    if default_storage.exists(name):
        return name
    with (files.PICTURES / file_name).open("rb") as picture:
        return default_storage.save(name, File(picture))


def load_article(entry: dict[str, Any]) -> bool:
    if not missing(Article, story=entry["story"], language=entry["language"]):
        return False
    author = Author.objects.get(slug=entry.pop("author"))
    sources = "\n".join(entry.pop("sources", []))
    entry.setdefault("updated", entry["published"])
    save_article(
        article=Article(author=author, sources=sources, status=Article.Status.PUBLISHED, **entry)
    )
    return True


def load_delivery_rate(entry: dict[str, Any]) -> bool:
    rate = {key: entry.pop(key) for key in ("country", "name_en")}
    return DeliveryRate.objects.get_or_create(**rate, defaults=entry)[1]
