from django.db import migrations

from tsunagu.foundation.database import policies

SHOWN_TO = {"said_in": "shown_to", "everybody": "public", "network": "members"}


class Migration(migrations.Migration):
    dependencies = [("members", "0011_own_pages")]

    operations = [
        policies.told("members_profile_part", **SHOWN_TO),
        policies.told("members_contact_person", **SHOWN_TO),
        policies.told("members_shared_service", **SHOWN_TO),
        policies.told("members_evidence", **SHOWN_TO),
        policies.by_member_id("members_page_change"),
    ]
