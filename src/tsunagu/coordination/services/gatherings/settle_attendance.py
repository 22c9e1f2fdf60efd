"""Settle who came, once a gathering is over: who has a place and was not checked in was absent."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.services.gatherings.rows import organised
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor


@transaction.atomic
def settle_attendance(actor: Actor, gathering: UUID, now: datetime) -> None:
    """Settle who came. The same again is one act; who was forgotten at the door can still be checked in after it."""
    row = organised(actor, gathering, locked=True)
    if row.attendance_at is not None:
        return
    if row.state != "published" or now < row.ends_at:
        raise Refused("attendance", NOT_OVER)
    row.attendance_at = now
    row.save(update_fields=["attendance_at"])


NOT_OVER = Text(
    "出欠は、公開した催しの終了後に確定できます。",
    "Who came is settled once a published gathering is over.",
)
