import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0003_own_brand_and_months'),
    ]

    operations = [
        migrations.RenameField(
            model_name='variant',
            old_name='price',
            new_name='ordinary_price',
        ),
        migrations.AlterField(
            model_name='variant',
            name='ordinary_price',
            field=models.PositiveIntegerField(verbose_name='ordinary price in öre, VAT included'),
        ),
        migrations.AddField(
            model_name='variant',
            name='offers',
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.CreateModel(
            name='PriceChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('price', models.PositiveIntegerField(help_text='Empty: off the shelf.', null=True, verbose_name='price in öre, VAT included')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='from')),
                ('by', models.CharField(blank=True, max_length=150, verbose_name='by')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('variant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='price_changes', to='catalogue.variant', verbose_name='size')),
            ],
            options={
                'verbose_name': 'price change',
                'verbose_name_plural': 'price changes',
                'ordering': ['at', 'pk'],
                'indexes': [models.Index(fields=['variant', 'at'], name='price_change_in_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(('price__isnull', True), ('price__gt', 0), _connector='OR'), name='price_change_above_nothing')],
            },
        ),
        migrations.CreateModel(
            name='Reduction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('price', models.PositiveIntegerField(verbose_name='price in öre, VAT included')),
                ('starts', models.DateTimeField(verbose_name='starts')),
                ('ends', models.DateTimeField(blank=True, help_text='Empty: until further notice.', null=True, verbose_name='ends')),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('by', models.CharField(blank=True, max_length=150, verbose_name='by')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('variant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reductions', to='catalogue.variant', verbose_name='size')),
            ],
            options={
                'verbose_name': 'reduction',
                'verbose_name_plural': 'reductions',
                'ordering': ['starts', 'pk'],
                'indexes': [models.Index(fields=['variant', 'starts'], name='reduction_in_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(('price__gt', 0)), name='reduction_above_nothing'), models.CheckConstraint(condition=models.Q(('ends__isnull', True), ('ends__gte', models.F('starts')), _connector='OR'), name='reduction_ends_after_start')],
            },
        ),
    ]
