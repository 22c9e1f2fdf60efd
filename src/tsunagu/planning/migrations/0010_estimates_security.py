from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("planning", "0009_estimates")]

    operations = [policies.by_member_id("planning_estimate")]
