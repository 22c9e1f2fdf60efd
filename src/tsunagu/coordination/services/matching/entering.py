"""Write into the log of a consultation what was said and done; nothing in it ever changes."""

from datetime import datetime

from tsunagu.coordination.models import Consultation, ConsultationEntry
from tsunagu.coordination.services.matching.permission import takes_part
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor


def enter_act(
    row: Consultation,
    actor: Actor,
    text: Text,
    now: datetime,
    *,
    kind: str = "act",
    request_key: str | None = None,
) -> ConsultationEntry:
    """Write one line, read by those who take part or are asked at this time, and by the coordinator."""
    return ConsultationEntry.objects.create(
        consultation=row, member_id=actor.member_id, person_id=actor.person_id, readers=takes_part(row),
        kind=kind, text_ja=text.ja, text_en=text.en, at=now, request_key=request_key,
    )  # fmt: skip
