from collections.abc import Collection
from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from .list_ingredients import list_ingredients
from .models import Product
from .product_facts import keep_facts


@receiver(post_save, sender=Product, dispatch_uid="catalogue.list_its_ingredients")
def list_its_ingredients(
    sender: type[Product],
    instance: Product,
    update_fields: Collection[str] | None = None,
    **rest: Any,
) -> None:
    """However it was stored: by hand, by an import, by the demo."""
    if update_fields is None or "ingredients" in update_fields:
        list_ingredients(product=instance)


@receiver(post_save, sender=Product, dispatch_uid="catalogue.keep_its_facts")
def keep_its_facts(
    sender: type[Product],
    instance: Product,
    update_fields: Collection[str] | None = None,
    **rest: Any,
) -> None:
    """What filters ask for."""
    if update_fields is None or not {"ingredients", "name_en", "kind"}.isdisjoint(update_fields):
        keep_facts(product=instance)
