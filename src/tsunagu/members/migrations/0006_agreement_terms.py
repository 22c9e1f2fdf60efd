
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("members", "0005_capability_terms")]

    operations = [
        migrations.AddField(
            model_name='agreement',
            name='capabilities',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='agreement',
            name='fields',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='agreementparty',
            name='reference',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.CreateModel(
            name='Audit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('way', models.CharField(max_length=20)),
                ('outcome', models.CharField(max_length=20)),
                ('capabilities', models.JSONField(default=list)),
                ('open_findings', models.PositiveSmallIntegerField(default=0)),
                ('summary', models.CharField(blank=True, max_length=500)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
            ],
            options={
                'db_table': 'members_audit',
                'ordering': ['-valid_from', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='members_audit_period'), models.CheckConstraint(condition=models.Q(('way__in', ('on_site', 'remote', 'documents'))), name='members_audit_way'), models.CheckConstraint(condition=models.Q(('outcome__in', ('accepted', 'with_findings', 'not_accepted'))), name='members_audit_outcome'), models.CheckConstraint(condition=models.Q(('member', models.F('owner')), _negated=True), name='members_audit_of_another'), models.UniqueConstraint(fields=('member', 'owner', 'valid_from', 'way'), name='members_audit_once')],
            },
        ),
    ]
