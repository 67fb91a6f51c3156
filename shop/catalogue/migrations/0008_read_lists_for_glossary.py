from django.db import migrations

from recommendations.ingredients import parse
from shop.catalogue.glossary import slug_of, spelt


def read_lists(apps, schema_editor):
    """Once for what is stored already; later each product is read when it is stored."""
    Product = apps.get_model('catalogue', 'Product')
    ListedIngredient = apps.get_model('catalogue', 'ListedIngredient')
    for pk, ingredients in Product.objects.values_list('pk', 'ingredients').iterator():
        rows = {}
        for part in parse(ingredients).named:
            for item in part.items:
                row = ListedIngredient(
                    product_id=pk,
                    ingredient=slug_of(item),
                    name=spelt(item)[:200],
                    place=item.place,
                    of=len(part.items),
                )
                if row.ingredient:
                    rows.setdefault(row.ingredient, row)
        ListedIngredient.objects.bulk_create(rows.values())


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0007_listed_ingredients'),
    ]

    operations = [
        migrations.RunPython(read_lists, migrations.RunPython.noop),
    ]
