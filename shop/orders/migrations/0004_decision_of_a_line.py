from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0003_withdrawal_keys_per_order'),
    ]

    operations = [
        migrations.AddField(
            model_name='orderline',
            name='decision',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
    ]
