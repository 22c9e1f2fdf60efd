from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("custody", "0003_touched")]

    operations = [
        policies.by_chain("custody_touched"),
    ]
