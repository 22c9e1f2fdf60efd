"""The coordinator lets a proposed change onto the page."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.profile.states import check_may_become
from tsunagu.members.queries.profile.values import current_values
from tsunagu.members.services.profile.applying import apply, checked_values
from tsunagu.members.services.profile.editing import change_to_decide, check_decider


@transaction.atomic
def approve_change(actor: Actor, uuid: UUID, now: datetime) -> int:
    """Apply a proposal and return the version that it makes; the same again changes nothing.

    Refused where what it was made from has changed since, and where it can't be written (any more).
    """
    check_decider(actor)
    change = change_to_decide(actor, uuid)
    if change.state == "applied":
        return change.version or 0
    check_may_become(change.state, "applied")
    current = current_values(change.part, change.subject)
    values = checked_values(change, change.member, current, now)
    apply(change, change.member, values, actor, now)
    return change.version or 0
