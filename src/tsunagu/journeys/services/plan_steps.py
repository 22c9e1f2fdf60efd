"""The hospital of a case gives the steps that have not begun new planned dates, and the promise with them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.foundation.refusals import BadInput, NotAllowed, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.planning import Span, planned_steps, promised_end
from tsunagu.journeys.services.opening import JOURNEY, STEP
from tsunagu.journeys.services.running import Running, check_under_way, load_running
from tsunagu.members.domain.actor import Actor, check_role

NAME = "dates_changed"
LONGEST = 500


def plan_steps(
    actor: Actor,
    journey: UUID,
    steps: Mapping[str, Span],
    reason: str,
    now: datetime,
    request_key: str | None = None,
) -> Receipt:
    """Plan the steps in ``steps`` anew (start and end, UTC); what isn't named follows from the steps before it.

    Steps that have begun keep their dates, whatever is said of them. Refused: a step that the route doesn't have, one
    that would end before it starts, and people who aren't of the case's hospital.
    """
    check_role(actor, "physician", "hospital_coordinator")
    with transaction.atomic():
        running = load_running(journey)
        signer = Signer(actor.person_uuid, actor.member_uuid)
        said = {"journey": journey}
        if done := already_done(running.chain, request_key, NAME, signer, said):
            return done
        check_under_way(running)
        _check(actor, running, steps, reason)
        effects = Effects()
        dates = _dates(running, steps)
        beginning = min(start for start, _ in dates.values())
        for planned in planned_steps(running.route, beginning, dates):
            row = running.rows.get(planned.step.key)
            if row is None or row.state != "planned":
                continue
            if (row.planned_start, row.planned_end) != (planned.start, planned.end):
                effects.change(STEP, row.uuid, planned_start=planned.start, planned_end=planned.end)
        effects.change(JOURNEY, journey, promised_at=promised_end(running.route, beginning, dates))
        act = Act(NAME, running.chain, now, said | {"reason": reason.strip()}, effects)
        return append(signer, [act], Signature("decided"), now, request_key)


def _dates(running: Running, steps: Mapping[str, Span]) -> dict[str, Span]:
    """Return the dates that stand: as begun or done, as said, and as planned where no date before them moves."""
    found: dict[str, Span] = {}
    moved: set[str] = set()
    for step in running.route.order:
        row = running.rows.get(step.key)
        if row is not None and row.state != "planned":
            start = row.started_at or row.planned_start
            found[step.key] = (start, max(start, row.ended_at or row.planned_end))
        elif step.key in steps:
            found[step.key] = steps[step.key]
            moved.add(step.key)
        elif row is not None and not moved & set(step.after):
            found[step.key] = (row.planned_start, row.planned_end)
        else:
            moved.add(step.key)
    return found


def _check(actor: Actor, running: Running, steps: Mapping[str, Span], reason: str) -> None:
    if running.case is None or running.case.hospital != actor.member_uuid:
        raise NotAllowed("not_yours", NOT_YOURS)
    if not reason.strip() or len(reason) > LONGEST:
        raise BadInput("reason_needed", NO_REASON, "reason")
    known = {step.key for step in running.route.order}
    if not steps or not set(steps) <= known:
        raise BadInput("step_unknown", UNKNOWN)
    if any(end < start for start, end in steps.values()):
        raise Refused("step_order", BACKWARDS)


NOT_YOURS = Text(
    "日程を変えられるのは、症例の病院だけです。", "Only the hospital of the case changes its dates."
)
NO_REASON = Text(
    f"理由を1〜{LONGEST}文字で入力してください。", f"Give the reason in 1 to {LONGEST} characters."
)
UNKNOWN = Text(
    "工程フローにない工程の日程が含まれています。", "The dates name a step that the route doesn't have."
)
BACKWARDS = Text("終わりが始まりより前の工程があります。", "A step would end before it starts.")
