from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("coordination", "0001_composing")]

    operations = [
        policies.by_member_id("coordination_chain_proposal"),
        policies.shared_by_two("coordination_chain_share"),
    ]
