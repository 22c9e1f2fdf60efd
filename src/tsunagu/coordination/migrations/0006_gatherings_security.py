from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("coordination", "0005_gatherings")]

    operations = [
        policies.told("coordination_gathering"),
        policies.told("coordination_gathering_item"),
        policies.told("coordination_gathering_speaker"),
        policies.by_member_id("coordination_online_room"),
        policies.by_member_id("coordination_registration"),
        policies.by_member_id("coordination_gathering_letter"),
    ]
