from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("members", "0011_own_pages")]

    operations = [
        policies.to_audience("members_profile_part"),
        policies.to_audience("members_contact_person"),
        policies.to_audience("members_shared_service"),
        policies.to_audience("members_evidence"),
        policies.by_member_id("members_page_change"),
    ]
