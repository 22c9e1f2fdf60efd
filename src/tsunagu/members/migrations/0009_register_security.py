from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("members", "0008_register")]

    operations = [
        policies.by_member_id("members_membership"),
        policies.by_member_id("members_year_answer"),
        policies.by_member_id("members_register_import"),
        policies.handed_in("members_application", receipt="receipt"),
        policies.handed_in("members_application_act", receipt="receipt"),
    ]
