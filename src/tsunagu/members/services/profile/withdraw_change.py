"""A member takes a proposed change back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.profile.states import check_may_become
from tsunagu.members.services.profile.editing import change_to_decide


@transaction.atomic
def withdraw_change(actor: Actor, uuid: UUID, now: datetime) -> None:
    """Take a proposal back before it is decided; the page stays as it is."""
    change = change_to_decide(actor, uuid)
    if change.state == "withdrawn":
        return
    check_may_become(change.state, "withdrawn")
    change.state, change.decided_by, change.decided_at = "withdrawn", actor.person_uuid, now
    change.save(update_fields=["state", "decided_by", "decided_at"])
