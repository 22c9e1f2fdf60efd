# Shared use: offers, bookings, and the times that are taken

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("coordination", "0006_gatherings_security"), ("members", "0005_capability_terms"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name='SharedBooking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('request_key', models.CharField(max_length=60)),
                ('state', models.CharField(max_length=10)),
                ('purpose', models.CharField(blank=True, max_length=200)),
                ('guest', models.CharField(blank=True, max_length=120)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('units', models.PositiveIntegerField()),
                ('charge_class', models.CharField(max_length=10)),
                ('unit_minutes', models.PositiveIntegerField()),
                ('yen', models.PositiveIntegerField()),
                ('tax_percent', models.PositiveIntegerField()),
                ('amount', models.PositiveIntegerField()),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('used_from', models.DateTimeField(blank=True, null=True)),
                ('used_until', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': 'coordination_shared_booking',
                'ordering': ['starts_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SharedOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('request_key', models.CharField(max_length=60)),
                ('kind', models.CharField(max_length=12)),
                ('name_ja', models.CharField(max_length=120)),
                ('name_en', models.CharField(blank=True, max_length=120)),
                ('description_ja', models.TextField(blank=True, max_length=2000)),
                ('description_en', models.TextField(blank=True, max_length=2000)),
                ('week', models.JSONField(default=list)),
                ('unit_minutes', models.PositiveIntegerField(default=60)),
                ('least_units', models.PositiveIntegerField(default=1)),
                ('most_units', models.PositiveIntegerField(default=8)),
                ('notice_hours', models.PositiveIntegerField(default=0)),
                ('horizon_days', models.PositiveIntegerField(default=60)),
                ('cancel_hours', models.PositiveIntegerField(default=24)),
                ('buffer_minutes', models.PositiveIntegerField(default=0)),
                ('capacity', models.PositiveIntegerField(default=1)),
                ('on_holidays', models.BooleanField(default=False)),
                ('needs_approval', models.BooleanField(default=False)),
                ('who', models.CharField(default='members', max_length=10)),
                ('named', models.JSONField(default=list)),
                ('subject', models.SlugField(blank=True, max_length=60)),
                ('how_ja', models.CharField(blank=True, max_length=300)),
                ('how_en', models.CharField(blank=True, max_length=300)),
                ('member_yen', models.PositiveIntegerField(default=0)),
                ('guest_yen', models.PositiveIntegerField(default=0)),
                ('tax_percent', models.PositiveIntegerField(default=10)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.UUIDField()),
            ],
            options={
                'db_table': 'coordination_shared_offer',
                'ordering': ['site__key', 'kind', 'name_ja', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SharedTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('booking', models.UUIDField(unique=True)),
                ('lane', models.PositiveIntegerField()),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'coordination_shared_time',
                'ordering': ['starts_at', 'lane'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='registration',
            name='coordination_registration_person',
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('gathering', 'person'), name='coordination_registration_who'),
        ),
        migrations.AddField(
            model_name='sharedbooking',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member'),
        ),
        migrations.AddField(
            model_name='sharedbooking',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member'),
        ),
        migrations.AddField(
            model_name='sharedbooking',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sharedoffer',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member'),
        ),
        migrations.AddField(
            model_name='sharedoffer',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.site'),
        ),
        migrations.AddField(
            model_name='sharedbooking',
            name='offer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='coordination.sharedoffer'),
        ),
        migrations.AddField(
            model_name='sharedtime',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member'),
        ),
        migrations.AddField(
            model_name='sharedtime',
            name='offer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='times', to='coordination.sharedoffer'),
        ),
        migrations.AddConstraint(
            model_name='sharedoffer',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['room', 'equipment', 'test_slot', 'expert', 'service'])), name='coordination_shared_offer_kind'),
        ),
        migrations.AddConstraint(
            model_name='sharedoffer',
            constraint=models.CheckConstraint(condition=models.Q(('who__in', ['members', 'agreement', 'named'])), name='coordination_shared_offer_who'),
        ),
        migrations.AddConstraint(
            model_name='sharedoffer',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__range', (1, 20)), ('least_units__gte', 1), ('least_units__lte', models.F('most_units')), ('unit_minutes__gte', 1)), name='coordination_shared_offer_terms'),
        ),
        migrations.AddConstraint(
            model_name='sharedoffer',
            constraint=models.UniqueConstraint(fields=('member', 'request_key'), name='coordination_shared_offer_once'),
        ),
        migrations.AddConstraint(
            model_name='sharedbooking',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'booked', 'declined', 'cancelled', 'used'])), name='coordination_booking_state'),
        ),
        migrations.AddConstraint(
            model_name='sharedbooking',
            constraint=models.CheckConstraint(condition=models.Q(('charge_class__in', ['member', 'guest', 'own'])), name='coordination_booking_class'),
        ),
        migrations.AddConstraint(
            model_name='sharedbooking',
            constraint=models.CheckConstraint(condition=models.Q(('starts_at__lt', models.F('ends_at'))), name='coordination_shared_booking_times'),
        ),
        migrations.AddConstraint(
            model_name='sharedbooking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'used'), _negated=True), ('used_from__lt', models.F('used_until')), _connector='OR'), name='coordination_shared_booking_used'),
        ),
        migrations.AddConstraint(
            model_name='sharedbooking',
            constraint=models.UniqueConstraint(fields=('member', 'request_key'), name='coordination_shared_booking_once'),
        ),
        migrations.AddConstraint(
            model_name='sharedtime',
            constraint=models.CheckConstraint(condition=models.Q(('lane__range', (1, 20))), name='coordination_shared_time_lane'),
        ),
        migrations.AddConstraint(
            model_name='sharedtime',
            constraint=models.CheckConstraint(condition=models.Q(('starts_at__lt', models.F('ends_at'))), name='coordination_shared_time_times'),
        ),
        migrations.RunSQL(
            # One unit of an offer is taken once at a time, whatever the application thinks. The lane is in a range of
            # its own, since the operator classes that compare plain numbers with ranges (btree_gist) may be missing.
            """
            ALTER TABLE coordination_shared_time ADD CONSTRAINT coordination_shared_time_alone EXCLUDE USING gist (
              int8range(offer_id * 100 + lane, offer_id * 100 + lane, '[]') WITH &&,
              tstzrange(starts_at, ends_at) WITH &&
            )
            """,
            "ALTER TABLE coordination_shared_time DROP CONSTRAINT coordination_shared_time_alone",
        ),
    ]
