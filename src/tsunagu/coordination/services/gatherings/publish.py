"""Publish a gathering, or call it off."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.domain.gatherings.states import check_may_become
from tsunagu.coordination.models import Gathering
from tsunagu.coordination.services.gatherings.keep import OVER, tell_on
from tsunagu.coordination.services.gatherings.rows import desk, organised
from tsunagu.coordination.services.gatherings.telling import tell_registrant
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor


@transaction.atomic
def publish(actor: Actor, uuid: UUID, now: datetime) -> None:
    """Tell a draft to those whom it is for. The same again is one act."""
    row = organised(actor, uuid, locked=True)
    if row.state == "published":
        return
    check_may_become(row.state, "published")
    row.state, row.told_to, row.changed_at, row.changed_by = "published", row.audience, now, actor.person_uuid
    row.save(update_fields=["state", "told_to", "changed_at", "changed_by"])
    tell_on(row)


@transaction.atomic
def call_off(actor: Actor, uuid: UUID, reason: str, now: datetime) -> None:
    """Call a gathering off and tell everybody who registered. The same again is one act."""
    row = organised(actor, uuid, locked=True)
    if row.state == "cancelled":
        return
    check_may_become(row.state, "cancelled")
    if now >= row.ends_at:
        raise Refused("gathering_over", OVER)
    if not reason.strip():
        raise BadInput("call_off_reason", NO_REASON, "reason")
    row.state, row.cancelled_at, row.cancel_reason = "cancelled", now, reason.strip()[:300]
    row.revision, row.changed_at, row.changed_by = row.revision + 1, now, actor.person_uuid
    row.save()
    with desk(uuid) as gathering:
        _tell_all(gathering, now)


def _tell_all(gathering: Gathering, now: datetime) -> None:
    for one in gathering.registrations.filter(state__in=("registered", "waiting")):
        tell_registrant(one, gathering, "called_off", now)


NO_REASON = Text(
    "中止の理由を入力してください。申込者に表示されます。", "Say why. Those who registered read it."
)
