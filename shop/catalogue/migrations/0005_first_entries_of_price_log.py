from django.db import migrations
from django.utils import timezone


def log_what_is_on_sale(apps, schema_editor):
    """From now on: since when a price was shown before there was a log, nobody knows."""
    Variant = apps.get_model('catalogue', 'Variant')
    PriceChange = apps.get_model('catalogue', 'PriceChange')
    on_sale = Variant.objects.filter(product__status='published', ordinary_price__gt=0)
    now = timezone.now()
    PriceChange.objects.bulk_create(
        [
            PriceChange(variant_id=pk, price=price, at=now, reason='The log of prices begins')
            for pk, price in on_sale.values_list('pk', 'ordinary_price')
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0004_price_log'),
    ]

    operations = [
        migrations.RunPython(log_what_is_on_sale, migrations.RunPython.noop),
    ]
