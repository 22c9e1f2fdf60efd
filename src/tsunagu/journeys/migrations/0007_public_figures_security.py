from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("journeys", "0006_public_figures")]

    operations = [
        policies.announced("journeys_public_figures"),
    ]
