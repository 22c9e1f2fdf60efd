from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("planning", "0005_plan_runs")]

    operations = [
        policies.by_member_id("planning_plan_run"),
        policies.by_member_id("planning_what_if"),
    ]
