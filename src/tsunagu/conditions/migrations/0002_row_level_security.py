from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("conditions", "0001_initial")]

    operations = [
        policies.by_chain("conditions_leg"),
        policies.by_chain("conditions_logger_file"),
        policies.append_only("conditions_logger_file"),
    ]
