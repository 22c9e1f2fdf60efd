from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("planning", "0015_mendings")]

    operations = [
        policies.by_member_id("planning_mending"),
        policies.by_member_id("planning_mending_part"),
    ]
