"""What is said in talks is said by the member whose name stands under it, though others read along."""

from django.db import migrations

from tsunagu.foundation.database import policies

SAID = (
    "coordination_need",
    "coordination_need_version",
    "coordination_consultation_entry",
    "coordination_consultation_file",
    "coordination_consultation_task",
)


class Migration(migrations.Migration):
    dependencies = [("coordination", "0014_gathering_files_security")]

    operations = [policies.added_by_itself(table) for table in SAID]
