from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("notices", "0005_roster")]

    operations = [
        policies.within_network("notices_duty_turn"),
        policies.within_network("notices_duty_change"),
        policies.by_member_id("notices_call"),
        policies.by_member_id("notices_call_step"),
        policies.by_member_id("notices_kept_filter"),
    ]
