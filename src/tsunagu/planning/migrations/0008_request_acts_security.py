from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("planning", "0007_request_acts")]

    operations = [
        policies.by_member_id("planning_request_act"),
        policies.append_only("planning_request_act"),
    ]
