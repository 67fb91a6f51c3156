"""Products as tests need them: complete and lawful unless they say otherwise."""

from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from shop.catalogue.change_price import log_prices
from shop.catalogue.models import Category, Picture, Product, Variant
from shop.catalogue.publish_product import publish_product

INGREDIENTS = (
    "Helianthus Annuus Seed Oil*, Squalane, Tocopherol, Lavandula Angustifolia Oil*, Linalool"
)

# What another brand's product must say of the company behind it.
ANSWERS = {
    "responsible_person": "Nordlys AB",
    "responsible_address": "Kajen 2, 211 20 Malmö",
    "responsible_country": "SE",
    "responsible_contact": "hej@nordlys.example",
}


def category(slug: str = "facial-oils", **given: Any) -> Category:
    names = {"name_en": "Facial oils", "name_sv": "Ansiktsoljor"}
    return Category.objects.get_or_create(slug=slug, defaults=names | given)[0]


def draft(slug: str = "calm-oil", **given: Any) -> Product:
    """A product with one size of 30 ml and one picture, not published."""
    size = {
        "sku": f"{slug}-30",
        "quantity": Decimal(30),
        "price": 39500,
        "stock": 5,
        "shipping_weight": 110,
    } | given.pop("size", {})
    values = {
        "brand": "Afterglow",
        "name_en": "Calm Oil",
        "name_sv": "Lugn olja",
        "function_en": "A light face oil",
        "function_sv": "En lätt ansiktsolja",
        "kind": Product.Kind.OIL,
        "phase": Product.Phase.OIL,
        "ingredients": INGREDIENTS,
        "no_precautions": "precautions_sv" not in given,
        "pao_months": 12,
        "cpnp_reference": "1234567",
        "dangerous_goods": False,
    }
    if given.get("brand", "Afterglow").casefold() != "afterglow":
        values |= ANSWERS
    pictured = given.pop("pictured", True)
    given.setdefault("category", category())
    product = Product.objects.create(slug=slug, **values | given)
    Variant.objects.create(product=product, ordinary_price=size.pop("price"), **size)
    if pictured:
        picture(product)
    return product


PACK = "products/pack.webp"


def picture(of: Product) -> Picture:
    """The same small file for all."""
    if not default_storage.exists(PACK):
        out = BytesIO()
        Image.new("RGB", (60, 75), "tan").save(out, "WEBP")
        default_storage.save(PACK, ContentFile(out.getvalue()))
    return Picture.objects.create(
        product=of,
        image=PACK,
        width=60,
        height=75,
        alt_en="A bottle",
        renditions=[{"name": "products/pack-60.avif", "width": 60, "type": "image/avif"}],
    )


def product(slug: str = "calm-oil", **given: Any) -> Product:
    """The same, published."""
    return publish_product(product=draft(slug, **given))


def size(of: Product, **given: Any) -> Variant:
    values: dict[str, Any] = {
        "sku": f"{of.slug}-50",
        "quantity": Decimal(50),
        "price": 56900,
        "stock": 3,
        "shipping_weight": 160,
        "position": 1,
    } | given
    made = Variant.objects.create(product=of, ordinary_price=values.pop("price"), **values)
    log_prices(product=of)
    return made
