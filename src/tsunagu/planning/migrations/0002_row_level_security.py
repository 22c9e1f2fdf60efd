from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_capacity")]

    operations = [
        policies.directory("planning_resource"),
        policies.directory("planning_capacity_pattern"),
        policies.directory("planning_capacity_exception"),
        policies.by_member_id("planning_capacity_change"),
        policies.append_only("planning_capacity_change"),
    ]
