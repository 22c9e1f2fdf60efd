from django.db import migrations, models

from tsunagu.foundation.database import policies

KEY = models.CompositePrimaryKey("chain", "uuid", blank=True, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [('evaluation', '0012_samples')]

    operations = [
        migrations.CreateModel(
            name="Calculation",
            fields=[
                ("pk", KEY),
                ("chain", models.UUIDField()),
                ("uuid", models.UUIDField()),
                ("result", models.UUIDField(null=True)),
                ("step", models.CharField(max_length=60)),
                ("attempt", models.PositiveSmallIntegerField()),
                ("characteristic", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=20)),
                ("model", models.CharField(max_length=20)),
                ("text", models.CharField(max_length=60)),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                ("content", models.TextField()),
                ("input_hash", models.CharField(max_length=64)),
                ("content_hash", models.CharField(max_length=64)),
                ("version", models.CharField(max_length=120)),
                ("member", models.UUIDField()),
                ("calculated_by", models.UUIDField()),
                ("calculated_at", models.DateTimeField()),
            ],
            options={
                "db_table": "evaluation_calculation",
                "indexes": [models.Index(fields=["result"], name="calculation_result")],
            },
        ),
        migrations.CreateModel(
            name="AssaySetup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("member", models.UUIDField()),
                ("name", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=20)),
                ("data", models.JSONField()),
                ("kept_at", models.DateTimeField()),
            ],
            options={
                "db_table": "evaluation_assay_setup",
                "constraints": [models.UniqueConstraint(fields=("member", "name"), name="assay_setup_once")],
            },
        ),
        migrations.CreateModel(
            name="ColumnMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("member", models.UUIDField()),
                ("signature", models.CharField(max_length=64)),
                ("columns", models.JSONField()),
                ("kept_at", models.DateTimeField()),
            ],
            options={
                "db_table": "evaluation_column_mapping",
                "constraints": [models.UniqueConstraint(fields=("member", "signature"), name="column_mapping_once")],
            },
        ),
        policies.by_chain("evaluation_calculation"),
        policies.only_by_member("evaluation_assay_setup"),
        policies.only_by_member("evaluation_column_mapping"),
    ]
