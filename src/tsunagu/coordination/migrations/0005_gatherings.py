# Gatherings: card, programme, speakers, online room, registrations, letters

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("coordination", "0004_matching_security"), ("members", "0005_capability_terms"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name='Gathering',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('request_key', models.CharField(max_length=60)),
                ('state', models.CharField(default='draft', max_length=10)),
                ('audience', models.CharField(max_length=10)),
                ('told_to', models.CharField(default='own', max_length=10)),
                ('title_ja', models.CharField(max_length=120)),
                ('title_en', models.CharField(blank=True, max_length=120)),
                ('summary_ja', models.TextField(blank=True, max_length=3000)),
                ('summary_en', models.TextField(blank=True, max_length=3000)),
                ('hall_ja', models.CharField(blank=True, max_length=120)),
                ('hall_en', models.CharField(blank=True, max_length=120)),
                ('address', models.CharField(blank=True, max_length=200)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('opens_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField()),
                ('limit', models.PositiveIntegerField(blank=True, null=True)),
                ('per_member', models.PositiveIntegerField(blank=True, null=True)),
                ('keep_days', models.PositiveIntegerField(default=180)),
                ('taken', models.PositiveIntegerField(default=0)),
                ('waiting', models.PositiveIntegerField(default=0)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.UUIDField()),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancel_reason', models.CharField(blank=True, max_length=300)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
            ],
            options={
                'db_table': 'coordination_gathering',
                'ordering': ['starts_at', 'id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'published', 'cancelled'])), name='coordination_gathering_state'),
                    models.CheckConstraint(condition=models.Q(('audience__in', ['everybody', 'network'])), name='coordination_gathering_audience'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'draft'), ('told_to', 'own')), models.Q(models.Q(('state', 'draft'), _negated=True), ('told_to', models.F('audience'))), _connector='OR'), name='coordination_gathering_told'),
                    models.CheckConstraint(condition=models.Q(('starts_at__lt', models.F('ends_at')), ('opens_at__lt', models.F('closes_at')), ('closes_at__lte', models.F('starts_at'))), name='coordination_gathering_times'),
                    models.CheckConstraint(condition=models.Q(('limit__isnull', True), ('limit__gte', 1), _connector='OR'), name='coordination_gathering_limit'),
                    models.UniqueConstraint(fields=('member', 'request_key'), name='coordination_gathering_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='GatheringItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('told_to', models.CharField(default='own', max_length=10)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('kind', models.CharField(max_length=12)),
                ('title_ja', models.CharField(max_length=160)),
                ('title_en', models.CharField(blank=True, max_length=160)),
                ('room', models.CharField(blank=True, max_length=60)),
                ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='coordination.gathering')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
            ],
            options={
                'db_table': 'coordination_gathering_item',
                'ordering': ['starts_at', 'room', 'id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('told_to__in', ('own', 'network', 'everybody'))), name='coordination_gathering_item_told'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['talk', 'panel', 'exhibition', 'networking', 'break'])), name='coordination_gathering_item_kind'),
                    models.CheckConstraint(condition=models.Q(('starts_at__lt', models.F('ends_at'))), name='coordination_gathering_item_times'),
                ],
            },
        ),
        migrations.CreateModel(
            name='GatheringSpeaker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('told_to', models.CharField(default='own', max_length=10)),
                ('name_ja', models.CharField(max_length=80)),
                ('name_en', models.CharField(blank=True, max_length=80)),
                ('affiliation_ja', models.CharField(blank=True, max_length=120)),
                ('affiliation_en', models.CharField(blank=True, max_length=120)),
                ('has_agreed', models.BooleanField(default=False)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='speakers', to='coordination.gatheringitem')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
            ],
            options={
                'db_table': 'coordination_gathering_speaker',
                'ordering': ['id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('told_to__in', ('own', 'network', 'everybody'))), name='coordination_gathering_speaker_told'),
                    models.CheckConstraint(condition=models.Q(('has_agreed', True), ('told_to', 'own'), _connector='OR'), name='coordination_gathering_speaker_agreed'),
                ],
            },
        ),
        migrations.CreateModel(
            name='OnlineRoom',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('link', models.CharField(max_length=500)),
                ('gathering', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='online_room', to='coordination.gathering')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
            ],
            options={
                'db_table': 'coordination_online_room',
            },
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(blank=True, max_length=80)),
                ('organisation', models.CharField(blank=True, max_length=120)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('language', models.CharField(default='ja', max_length=5)),
                ('state', models.CharField(max_length=10)),
                ('request_key', models.CharField(max_length=60)),
                ('link_digest', models.CharField(max_length=64, unique=True)),
                ('asked_at', models.DateTimeField()),
                ('agreed_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('is_walk_in', models.BooleanField(default=False)),
                ('checked_in_at', models.DateTimeField(blank=True, null=True)),
                ('checked_in_by', models.UUIDField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='coordination.gathering')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
                ('of_member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'coordination_registration',
                'ordering': ['asked_at', 'id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('state__in', ['registered', 'waiting', 'cancelled'])), name='coordination_registration_state'),
                    models.UniqueConstraint(condition=models.Q(('email', ''), _negated=True), fields=('gathering', 'email'), name='coordination_registration_email'),
                    models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('gathering', 'person'), name='coordination_registration_person'),
                    models.CheckConstraint(condition=models.Q(('checked_in_at__isnull', True), ('state', 'registered'), _connector='OR'), name='coordination_registration_came'),
                    models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(('email', ''), ('name', ''), ('organisation', ''), ('person__isnull', True)), _connector='OR'), name='coordination_registration_erased'),
                ],
            },
        ),
        migrations.CreateModel(
            name='GatheringLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=20)),
                ('email', models.CharField(max_length=254)),
                ('subject', models.CharField(max_length=200)),
                ('body', models.TextField()),
                ('written_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='coordination.registration')),
            ],
            options={
                'db_table': 'coordination_gathering_letter',
                'ordering': ['written_at', 'id'],
            },
        ),
    ]
