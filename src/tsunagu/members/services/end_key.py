"""End a program's key: from now on nothing is done with it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.refusals import NotFound
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import ProgramKey, ProgramSecret
from tsunagu.members.queries.program_keys import NO_KEY
from tsunagu.members.services.permission import check_may_write


@transaction.atomic
def end_key(actor: Actor, uuid: UUID, now: datetime) -> UUID:
    """End the key and forget by what it is recognised; the same again changes nothing. Return its member's uuid."""
    row = (
        ProgramKey.objects.select_for_update(of=("self",)).select_related("member").filter(uuid=uuid).first()
    )
    if row is None:
        raise NotFound("program_key", NO_KEY)
    check_may_write(row.member_id)
    if row.ended_at is None:
        ProgramSecret.objects.filter(key=row).delete()
        row.ended_at, row.ended_by_id = now, actor.person_id
        row.save(update_fields=["ended_at", "ended_by"])
    return row.member.uuid
