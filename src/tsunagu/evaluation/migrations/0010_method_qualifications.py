"""Which method is qualified at which site: told to every member, changed by its laboratory alone."""

from django.db import migrations, models

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):

    dependencies = [
        ('evaluation', '0009_controls'),
    ]

    operations = [
        migrations.CreateModel(
            name='MethodQualification',
            fields=[
                ('pk', models.CompositePrimaryKey('chain', 'uuid', blank=True, editable=False, primary_key=True, serialize=False)),
                ('chain', models.UUIDField()),
                ('uuid', models.UUIDField()),
                ('number', models.CharField(max_length=40)),
                ('organiser', models.UUIDField()),
                ('site', models.UUIDField()),
                ('characteristic', models.CharField(max_length=60)),
                ('characteristic_ja', models.CharField(max_length=80)),
                ('characteristic_en', models.CharField(max_length=80)),
                ('method', models.CharField(max_length=120)),
                ('method_ja', models.CharField(max_length=120)),
                ('method_en', models.CharField(max_length=120)),
                ('method_version', models.CharField(blank=True, max_length=20)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField()),
                ('basis_kind', models.CharField(max_length=20)),
                ('basis', models.CharField(max_length=1000)),
                ('issued_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdraw_reason', models.CharField(blank=True, default='', max_length=500)),
            ],
            options={
                'db_table': 'evaluation_method_qualification',
                'indexes': [models.Index(fields=['site'], name='method_qualification_site')],
            },
        ),
        policies.announced("evaluation_method_qualification"),
    ]
