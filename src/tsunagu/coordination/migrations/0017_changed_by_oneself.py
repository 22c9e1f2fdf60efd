"""Who is named in talks changes only what talks are for: a need stays its member's, and nobody removes another's row."""

from django.db import migrations

from tsunagu.foundation.database import policies

SHARED = (
    "coordination_introduction",
    "coordination_consultation",
    "coordination_consultation_party",
    "coordination_consultation_task",
)
"""Answered, arranged, ended and ticked off by those who take part."""


class Migration(migrations.Migration):
    dependencies = [("coordination", "0016_came_from")]

    operations = [
        policies.changed_by_itself("coordination_need"),
        *(policies.removed_by_itself(table) for table in SHARED),
    ]
