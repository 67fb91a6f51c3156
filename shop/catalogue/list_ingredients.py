from django.db import transaction

from recommendations.ingredients import parse

from .glossary import slug_of, spelt
from .listed_ingredients import ListedIngredient
from .models import Product

LONGEST_NAME = 200


def rows_for(product: Product) -> list[ListedIngredient]:
    rows: dict[str, ListedIngredient] = {}
    for part in parse(product.ingredients).named:
        for item in part.items:
            row = ListedIngredient(
                product=product,
                ingredient=slug_of(item),
                name=spelt(item)[:LONGEST_NAME],
                place=item.place,
                of=len(part.items),
            )
            if row.ingredient:
                rows.setdefault(row.ingredient, row)
    return list(rows.values())


@transaction.atomic
def list_ingredients(*, product: Product) -> None:
    """Store again what its list says; writes nothing where nothing has changed."""
    columns = ("ingredient", "name", "place", "of")
    rows = rows_for(product)
    wanted = {tuple(getattr(row, column) for column in columns) for row in rows}
    if wanted != set(product.listed_ingredients.values_list(*columns)):
        product.listed_ingredients.all().delete()
        ListedIngredient.objects.bulk_create(rows)
