from django.db import migrations

from tsunagu.foundation.database import policies

TOLD = "is_open AND state <> 'draft'"
TALKS = (
    "coordination_need_version",
    "coordination_introduction",
    "coordination_consultation",
    "coordination_consultation_party",
    "coordination_consultation_entry",
    "coordination_consultation_file",
    "coordination_consultation_task",
)
ADDED = ("coordination_need_version", "coordination_consultation_entry", "coordination_consultation_file")


class Migration(migrations.Migration):
    dependencies = [("coordination", "0003_matching")]

    operations = [
        policies.between_members("coordination_need", also=TOLD),
        *(policies.between_members(table) for table in TALKS),
        policies.only_by_member("coordination_own_note"),
        *(policies.append_only(table) for table in ADDED),
    ]
