from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("journeys", "0004_standing")]

    operations = [
        policies.by_readers("journeys_standing"),
        policies.by_readers("journeys_standing_concern"),
        policies.by_readers("journeys_standing_step"),
    ]
