
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("members", "0004_program_keys_security")]

    operations = [
        migrations.RemoveConstraint(
            model_name='capability',
            name='members_capability_once',
        ),
        migrations.AddField(
            model_name='capability',
            name='capacity_per_month',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='capability',
            name='format',
            field=models.SlugField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='capability',
            name='lead_time_days',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='capability',
            name='method',
            field=models.SlugField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='capability',
            name='price_thousand_yen',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='capability',
            constraint=models.UniqueConstraint(fields=('site', 'key', 'cell_type', 'setting', 'band', 'method', 'format', 'valid_from'), name='members_capability_once'),
        ),
    ]
