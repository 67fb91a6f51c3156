from typing import Any

from django.core.management.base import BaseCommand

from shop.catalogue.list_ingredients import list_ingredients
from shop.catalogue.models import Product


class Command(BaseCommand):
    help = (
        "Read every ingredients list anew for the glossary, after what is known of ingredients has "
        "changed. Lists of products are read by themselves when they are stored."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for product in Product.objects.only("ingredients").iterator(chunk_size=500):
            list_ingredients(product=product)
            count += 1
        self.stdout.write(f"The lists of {count} products were read.")
