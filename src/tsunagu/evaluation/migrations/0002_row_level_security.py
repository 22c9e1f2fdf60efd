from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0001_initial")]

    operations = [
        policies.by_chain("evaluation_result"),
    ]
