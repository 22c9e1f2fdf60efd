from django.db import migrations

from tsunagu.foundation.database import policies


class Migration(migrations.Migration):
    dependencies = [("members", "0003_program_keys")]

    operations = [policies.by_member_id("members_program_key")]
