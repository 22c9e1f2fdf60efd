"""A quality unit's release or rejection."""

from uuid import uuid4

from tsunagu.custody.domain.items import LOT
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.journeys.services.work.context import Done, StepContext
from tsunagu.members.domain.actor import check_role

RELEASE = "journeys.Release"


def release(context: StepContext) -> Done:
    """Record 出荷判定 of the kind that the route asks for; the gates have shown that it may be given."""
    check_role(context.actor, "quality", "sponsor", "mah")
    verdict, kind = context.work.verdict, context.step.releases or "site"
    if verdict not in ("released", "rejected"):
        raise BadInput(
            "verdict", Text("適合か不適合を選んでください。", "Choose release or rejection."), "verdict"
        )
    journey = context.running.journey
    context.effects.add(
        RELEASE, uuid=uuid4(), chain=context.chain, journey=journey.uuid, step=context.step.key,
        attempt=context.row.attempt, kind=kind, verdict=verdict, lot=journey.lot,
        released_by=context.actor.person_uuid, is_quality=context.actor.is_quality,
        member=context.actor.member_uuid, released_at=context.at, note=context.work.note[:500],
    )  # fmt: skip
    if journey.lot is not None:
        state = "rejected" if verdict == "rejected" else f"{kind}_released"
        context.effects.change(LOT, journey.lot, state=state)
    return Done(None, {"verdict": verdict, "kind": kind}, verdict)
