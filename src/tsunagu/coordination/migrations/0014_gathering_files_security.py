from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("coordination", "0013_gathering_files")]

    operations = [policies.told("coordination_gathering_file")]
