from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("planning", "0013_fairness")]

    operations = [
        policies.directory("planning_allocation_policy"),
        policies.append_only("planning_allocation_policy"),
        policies.directory("planning_allocation_round"),
        policies.by_member_id("planning_allocation_work"),
        policies.by_member_id("planning_allocation_claim"),
        policies.by_member_id("planning_allocation_override"),
    ]
