from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("coordination", "0007_sharing")]

    operations = [
        policies.within_network("coordination_shared_offer"),
        policies.within_network("coordination_shared_time"),
        policies.shared_by_two("coordination_shared_booking"),
    ]
