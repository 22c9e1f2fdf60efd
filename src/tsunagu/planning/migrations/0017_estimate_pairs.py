from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0016_mendings_security")]

    operations = [
        migrations.AddField(
            model_name="estimate",
            name="against",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="estimate",
            name="beside",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.RemoveConstraint(model_name="estimate", name="planning_estimate_kind"),
        migrations.AddConstraint(
            model_name="estimate",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["chance", "duration", "yield", "lot"])),
                name="planning_estimate_kind",
            ),
        ),
    ]
