from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("coordination", "0011_lead_offer")]

    operations = [policies.among_readers("coordination_lead_offer")]
