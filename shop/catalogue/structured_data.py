"""A product page in the words of schema.org, for search engines."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from .models import Product, Variant

UNIT_CODES = {
    Variant.Unit.MILLILITRE: "LTR",
    Variant.Unit.GRAM: "KGM",
    Variant.Unit.PIECE: "C62",
}


def structured_data(product: Product) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@graph": [described(product), breadcrumbs(product)],
    }


def described(product: Product) -> dict[str, Any]:
    url = absolute(product.get_absolute_url())
    pictures = [absolute(picture.image.url) for picture in product.pictures.all()]
    return {
        "@type": "Product",
        "name": product.name,
        "description": product.function or product.description,
        "brand": {"@type": "Brand", "name": product.brand},
        "category": product.category.name,
        "url": url,
        "image": pictures,
        "offers": [offer(size) for size in product.sizes()],
    }


def offer(size: Variant) -> dict[str, Any]:
    in_stock = "InStock" if size.in_stock else "OutOfStock"
    return {
        "@type": "Offer",
        "sku": size.sku,
        "name": size.size,
        "price": amount(size.price),
        "priceCurrency": settings.CURRENCY,
        "priceSpecification": unit_price(size),
        "availability": f"https://schema.org/{in_stock}",
    } | ({"gtin": size.gtin} if size.gtin else {})


def unit_price(size: Variant) -> dict[str, Any]:
    """Per litre or kilogram; of what is sold by the piece, the price of what is in the box."""
    of_one = size.unit_price
    is_measured = of_one is not None
    return {
        "@type": "UnitPriceSpecification",
        "price": amount(of_one if of_one is not None else size.price),
        "priceCurrency": settings.CURRENCY,
        "valueAddedTaxIncluded": True,
        "referenceQuantity": {
            "@type": "QuantitativeValue",
            "value": 1 if is_measured or size.quantity is None else float(size.quantity),
            "unitCode": UNIT_CODES[Variant.Unit(size.unit)],
        },
    }


def breadcrumbs(product: Product) -> dict[str, Any]:
    way = [
        (gettext("Shop"), reverse("catalogue:list")),
        (product.category.name, product.category.get_absolute_url()),
        (product.name, product.get_absolute_url()),
    ]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": absolute(path)}
            for place, (name, path) in enumerate(way, 1)
        ],
    }


def absolute(path: str) -> str:
    return path if path.startswith("http") else f"{settings.SITE_URL}{path}"


def amount(ore: int) -> str:
    """`39500` -> `395.00`."""
    return str((Decimal(ore) / 100).quantize(Decimal("0.01")))
