"""Papers of a gathering: the programme, and the slides after the talks."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.models import GatheringFile
from tsunagu.coordination.services.gatherings.rows import organised
from tsunagu.foundation.attachments import check_attachment, plain_name
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor

MOST_FILES = 30


@transaction.atomic
def attach_file(
    actor: Actor, gathering: UUID, name: str, content: bytes, request_key: str, now: datetime
) -> None:
    """Attach a file, before or after the gathering, for all who read its page; resent it is the same file."""
    row = organised(actor, gathering, locked=True)
    if row.files.filter(request_key=request_key).exists():
        return
    if row.state == "cancelled":
        raise Refused("gathering_over", CALLED_OFF)
    kept = plain_name(name)
    media_type = check_attachment(kept, content)
    if row.files.count() >= MOST_FILES:
        raise Refused("file_count", TOO_MANY, "file")
    GatheringFile.objects.create(
        gathering=row, member_id=row.member_id, told_to=row.told_to, request_key=request_key, name=kept,
        media_type=media_type, size=len(content), content=content, added_at=now, added_by=actor.person_uuid,
    )  # fmt: skip


@transaction.atomic
def remove_file(actor: Actor, gathering: UUID, file: UUID) -> None:
    """Take a file away; once it is gone, the same again changes nothing."""
    organised(actor, gathering, locked=True).files.filter(uuid=file).delete()


CALLED_OFF = Text(
    "中止した催しには資料を追加できません。", "Nothing can be added to a gathering that was called off."
)
TOO_MANY = Text(
    f"資料は1件の催しにつき{MOST_FILES}個までです。", f"A gathering takes at most {MOST_FILES} files."
)
