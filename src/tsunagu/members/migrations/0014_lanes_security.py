from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("members", "0013_lanes")]

    operations = [policies.within_network("members_lane")]
