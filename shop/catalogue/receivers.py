from collections.abc import Collection
from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from .list_ingredients import list_ingredients
from .models import Product


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
