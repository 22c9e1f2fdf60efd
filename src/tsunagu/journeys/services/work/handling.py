"""Handling things that stay what they are: carry, judge, store, tend."""

from tsunagu.custody.domain.holding import check_may_judge
from tsunagu.custody.domain.items import ITEM
from tsunagu.events import vocabulary
from tsunagu.events.building import object_event
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.journeys.services.work.context import Done, StepContext

JUDGEMENTS = frozenset({"accepted", "accepted_with_reservation", "refused"})
LONGEST_POSITION = 60


def transport(context: StepContext) -> Done:
    """The courier arrived with the items; possession stays with it until the receiver signs."""
    return Done(_observed(context, vocabulary.ARRIVING), signature="carried")


def accept(context: StepContext) -> Done:
    """受入判定: what was received is accepted, accepted with reservation, or refused."""
    judgement = context.work.judgement
    if judgement not in JUDGEMENTS:
        raise BadInput(
            "judgement",
            Text("受入判定を選んでください。", "Choose the judgement of acceptance."),
            "judgement",
        )
    for item in context.items:
        if item.acceptance in ("accepted", "accepted_with_reservation", "not_required"):
            continue
        check_may_judge(item, judgement)
        context.effects.change(ITEM, item.uuid, acceptance=judgement)
    return Done(_observed(context, vocabulary.ACCEPTING), {"judgement": judgement}, "judged acceptance")


def store(context: StepContext) -> Done:
    """The items went into a storage position."""
    position = context.work.position.strip()
    if len(position) > LONGEST_POSITION:
        raise BadInput(
            "position",
            Text(
                f"保管位置は{LONGEST_POSITION}文字までです。",
                f"A position has at most {LONGEST_POSITION} characters.",
            ),
            "position",
        )
    for item in context.items:
        context.effects.change(ITEM, item.uuid, position=position)
    return Done(_observed(context, vocabulary.STORING), {"position": position}, "stored")


def tend(context: StepContext) -> Done:
    """Cells were fed or looked after; nothing is used up."""
    return Done(_observed(context, vocabulary.FEEDING), signature="tended")


def _observed(context: StepContext, biz_step: str) -> dict[str, object] | None:
    if not context.items:
        return None
    return object_event(
        event_time=context.at, action="OBSERVE", epcs=context.epcs(), biz_step=biz_step, **context.place()
    )
