from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("planning", "0003_requests")]

    operations = [
        policies.by_member_id("planning_request"),
        policies.shared_by_two("planning_booking"),
    ]
