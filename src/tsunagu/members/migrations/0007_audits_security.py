from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("members", "0006_agreement_terms")]

    operations = [policies.shared_by_two("members_audit")]
