from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]

    operations = [
        policies.directory("members_member", "id"),
        policies.directory("members_site"),
        policies.directory("members_licence"),
        policies.directory("members_capability"),
        policies.directory("members_equipment"),
        policies.directory("members_agreement"),
        policies.by_member_id("members_agreement_party"),
        policies.by_member_id("members_supplier_approval"),
        policies.by_member_id("members_training"),
    ]
