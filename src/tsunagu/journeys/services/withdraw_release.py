"""Take a release back: the quality unit that gave it says why, and nothing that needs it goes on."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.items import LOT
from tsunagu.custody.domain.reasons import check_reason
from tsunagu.custody.queries.chains import open_or_refuse
from tsunagu.custody.queries.items import items_of_chain, lock_items
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.foundation.refusals import NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.release import MAY_RELEASE
from tsunagu.journeys.models import Release
from tsunagu.journeys.services.running import load_running
from tsunagu.journeys.services.work.releasing import RELEASE
from tsunagu.members.domain.actor import Actor, check_role

LONGEST = 500
WITHDRAWN = "release_withdrawn"


def withdraw_release(
    actor: Actor, chain: UUID, release: UUID, reason: str, now: datetime, request_key: str | None = None
) -> Receipt:
    """Withdraw a release, with the reason; a lot is quarantined again.

    Raises
    ------
    NotAllowed : the actor isn't of the unit that released. Refused : it isn't a release in force.
    """
    with transaction.atomic():
        open_or_refuse(chain)
        row = _release(chain, release)
        load_running(chain, lock=row.step)
        lock_chain(chain)
        row = _release(chain, release)
        signer = Signer(actor.person_uuid, actor.member_uuid)
        if done := already_done(chain, request_key, WITHDRAWN, signer, {"release": release}):
            return done
        if actor.member_uuid != row.member:
            raise NotAllowed("not_your_release", _NOT_YOURS)
        check_role(actor, *sorted(MAY_RELEASE.get(row.kind, {"quality"})))
        said = check_reason(reason, LONGEST)
        if row.verdict != "released":
            raise Refused("already_withdrawn", _NOT_IN_FORCE)
        effects = Effects()
        effects.change(
            RELEASE, row.uuid, verdict="withdrawn", withdrawn_at=now, withdrawn_by=actor.person_uuid,
            withdrawal_reason=said,
        )  # fmt: skip
        if row.lot is not None:
            effects.change(LOT, row.lot, state="quarantined")
        facts = {"step": row.step, "release": row.uuid, "kind": row.kind, "reason": said}
        return append(
            signer, [Act(WITHDRAWN, chain, now, facts, effects)], Signature("withdrew"), now, request_key
        )


def lock_chain(chain: UUID) -> None:
    """Lock all things of a chain: a step on one of them, or on what was made from it, waits or comes first."""
    with gate_scope():
        found = [item.uuid for item in items_of_chain(chain)]
    lock_items(found)


def _release(chain: UUID, uuid: UUID) -> Release:
    found = Release.objects.filter(chain=chain, uuid=uuid).first()
    if found is None:
        raise NotFound("no_such_release", _NO_RELEASE)
    return found


_NO_RELEASE = Text("該当する出荷判定がありません。", "There is no such release.")
_NOT_YOURS = Text(
    "出荷判定を取り消せるのは、その判定をした組織の品質部門だけです。",
    "Only the quality unit that released may withdraw the release.",
)
_NOT_IN_FORCE = Text(
    "この出荷判定は、不適合か、すでに取り消されています。", "This was a rejection, or is withdrawn already."
)
