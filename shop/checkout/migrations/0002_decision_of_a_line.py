from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('checkout', '0001_bags_delivery_rates'),
    ]

    operations = [
        migrations.AddField(
            model_name='cartline',
            name='decision',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
    ]
