import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models

from tsunagu.foundation.scope import Scope, acting


def name_nobody_on_open_rows(apps, schema_editor):
    """Take the circle off rows that others read too."""
    with acting(Scope("rebuild")):
        for name in ("Product", "ProductMove", "ProductPartner"):
            apps.get_model("coordination", name).objects.filter(is_open=True).update(readers=[])


class Migration(migrations.Migration):

    dependencies = [
        ('coordination', '0010_pipeline_security'),
        ('members', '0014_lanes_security'),
    ]

    operations = [
        migrations.RunPython(name_nobody_on_open_rows, migrations.RunPython.noop),
        migrations.CreateModel(
            name='LeadOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('readers', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.UUIDField()),
                ('why', models.CharField(max_length=500)),
                ('stays_as', models.SlugField(blank=True, max_length=20)),
                ('state', models.CharField(default='offered', max_length=10)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.UUIDField(blank=True, null=True)),
            ],
            options={
                'db_table': 'coordination_lead_offer',
                'ordering': ['recorded_at', 'id'],
            },
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(('is_open', False), ('readers', []), _connector='OR'), name='coordination_product_open'),
        ),
        migrations.AddConstraint(
            model_name='productmove',
            constraint=models.CheckConstraint(condition=models.Q(('is_open', False), ('readers', []), _connector='OR'), name='coordination_move_open'),
        ),
        migrations.AddConstraint(
            model_name='productpartner',
            constraint=models.CheckConstraint(condition=models.Q(('is_open', False), ('readers', []), _connector='OR'), name='coordination_partner_readers'),
        ),
        migrations.AddField(
            model_name='leadoffer',
            name='giver',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member'),
        ),
        migrations.AddField(
            model_name='leadoffer',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member'),
        ),
        migrations.AddField(
            model_name='leadoffer',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lead_offers', to='coordination.product'),
        ),
        migrations.AddField(
            model_name='leadoffer',
            name='taker',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member'),
        ),
        migrations.AddConstraint(
            model_name='leadoffer',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['offered', 'accepted', 'declined', 'withdrawn'])), name='coordination_lead_offer_state'),
        ),
        migrations.AddConstraint(
            model_name='leadoffer',
            constraint=models.CheckConstraint(condition=models.Q(('stays_as__in', ['', 'cell_source', 'process', 'cdmo', 'evaluation', 'logistics', 'clinical_site', 'holder', 'supply', 'funding', 'regulatory'])), name='coordination_lead_offer_role'),
        ),
        migrations.AddConstraint(
            model_name='leadoffer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True), ('state', 'offered')), models.Q(models.Q(('state', 'offered'), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='coordination_lead_offer_answer'),
        ),
        migrations.AddConstraint(
            model_name='leadoffer',
            constraint=models.CheckConstraint(condition=models.Q(('giver', models.F('taker')), _negated=True), name='coordination_lead_offer_two'),
        ),
        migrations.AddConstraint(
            model_name='leadoffer',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'offered')), fields=('product',), name='coordination_lead_offer_once'),
        ),
    ]
