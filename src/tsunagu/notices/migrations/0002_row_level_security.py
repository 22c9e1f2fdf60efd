from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        policies.sent_to_member("notices_notice"),
    ]
