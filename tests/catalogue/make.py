"""Products as tests need them: complete and lawful unless they say otherwise."""

from decimal import Decimal
from typing import Any

from shop.catalogue.change_price import log_prices
from shop.catalogue.models import Category, Product, Variant
from shop.catalogue.publish_product import publish_product

INGREDIENTS = (
    "Helianthus Annuus Seed Oil*, Squalane, Tocopherol, Lavandula Angustifolia Oil*, Linalool"
)


def category(slug: str = "facial-oils", **given: Any) -> Category:
    names = {"name_en": "Facial oils", "name_sv": "Ansiktsoljor"}
    return Category.objects.get_or_create(slug=slug, defaults=names | given)[0]


def draft(slug: str = "calm-oil", **given: Any) -> Product:
    """A product with one size of 30 ml, not published."""
    size = {
        "sku": f"{slug}-30",
        "quantity": Decimal(30),
        "price": 39500,
        "stock": 5,
    } | given.pop("size", {})
    values = {
        "brand": "Afterglow",
        "name_en": "Calm Oil",
        "name_sv": "Lugn olja",
        "function_en": "A light face oil",
        "function_sv": "En lätt ansiktsolja",
        "kind": Product.Kind.OIL,
        "ingredients": INGREDIENTS,
    }
    given.setdefault("category", category())
    product = Product.objects.create(slug=slug, **values | given)
    Variant.objects.create(product=product, ordinary_price=size.pop("price"), **size)
    return product


def product(slug: str = "calm-oil", **given: Any) -> Product:
    """The same, published."""
    return publish_product(product=draft(slug, **given))


def size(of: Product, **given: Any) -> Variant:
    values: dict[str, Any] = {
        "sku": f"{of.slug}-50",
        "quantity": Decimal(50),
        "price": 56900,
        "stock": 3,
        "position": 1,
    } | given
    made = Variant.objects.create(product=of, ordinary_price=values.pop("price"), **values)
    log_prices(product=of)
    return made
