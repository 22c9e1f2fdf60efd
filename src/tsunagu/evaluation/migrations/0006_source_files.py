from django.db import migrations, models

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0005_certificates")]

    operations = [
        migrations.CreateModel(
            name="SourceFile",
            fields=[
                ("pk", models.CompositePrimaryKey("chain", "uuid", blank=True, editable=False, primary_key=True, serialize=False)),
                ("chain", models.UUIDField()),
                ("uuid", models.UUIDField()),
                ("step", models.CharField(max_length=60)),
                ("attempt", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("content", models.BinaryField()),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("uploaded_by", models.UUIDField()),
                ("uploaded_at", models.DateTimeField()),
            ],
            options={"db_table": "evaluation_source_file"},
        ),
        policies.by_chain("evaluation_source_file"),
        policies.append_only("evaluation_source_file"),
    ]
