"""Ordinary ways for an attempt to end or to begin again: failed, cancelled, re-collected, re-manufactured."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.items import LOT
from tsunagu.custody.queries.chains import open_or_refuse
from tsunagu.custody.queries.state import lot_states
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.foundation.refusals import BadInput, NotAllowed, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.assigning import Candidate
from tsunagu.journeys.domain.restarting import RESTARTS, may_begin_at, steps_again
from tsunagu.journeys.models import Journey, JourneyStep, Release
from tsunagu.journeys.services.opening import JOURNEY, STEP, lay_out_steps
from tsunagu.journeys.services.running import Running, check_under_way, load_running
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.therapies.domain.route import Step

LONGEST = 500
FAILED, CANCELLED = "step_failed", "journey_cancelled"


def fail_step(
    actor: Actor, journey: UUID, step_key: str, reason: str, now: datetime, request_key: str | None = None
) -> Receipt:
    """Note that a step failed (a culture that did not grow): the attempt waits for a decision how to go on."""
    check_role(actor, "operator", "supervisor", "quality", "physician", "qc", "procurement", "courier")
    with transaction.atomic():
        running = load_running(journey, lock=step_key)
        if done := already_done(running.chain, request_key, FAILED, _signer(actor), {"step": step_key}):
            return done
        check_under_way(running)
        step, row = running.step(step_key)
        if row.member != actor.member_uuid:
            raise NotAllowed(
                "not_your_step",
                Text("この工程は別の組織の担当です。", "This step belongs to another organisation."),
            )
        if row.state not in ("planned", "started"):
            raise Refused(
                "step_is_over", Text("この工程はすでに終わっています。", "This step is over already.")
            )
        effects = Effects()
        effects.change(STEP, row.uuid, state="failed", ended_at=now, performed_by=actor.person_uuid)
        effects.change(
            JOURNEY, running.journey.uuid, state="failed", end_reason=_reason(reason), ended_at=now
        )
        return _append(actor, FAILED, running, effects, now, request_key, step=step.key, reason=reason)


def cancel_journey(
    actor: Actor, journey: UUID, reason: str, now: datetime, request_key: str | None = None
) -> Receipt:
    """End a journey for good, by its hospital or, for a lot, its manufacturer."""
    check_role(actor, "physician", "hospital_coordinator", "quality", "supervisor", "mah", "sponsor")
    with transaction.atomic():
        _lock_journey(journey)
        running = load_running(journey)
        if done := already_done(running.chain, request_key, CANCELLED, _signer(actor)):
            return done
        if running.journey.state not in ("under_way", "failed"):
            check_under_way(running)
        owner = running.case.hospital if running.case else running.maker
        if actor.member_uuid != owner:
            raise NotAllowed(
                "not_yours",
                Text(
                    "中止できるのは、症例の病院（ロットは製造者）だけです。",
                    "Only the hospital of the case (for a lot, the manufacturer) may cancel.",
                ),
            )
        effects = Effects()
        effects.change(
            JOURNEY, running.journey.uuid, state="cancelled", end_reason=_reason(reason), ended_at=now
        )
        return _append(actor, CANCELLED, running, effects, now, request_key, reason=reason)


def begin_again(
    actor: Actor, journey: UUID, from_step: str, reason: str, now: datetime, request_key: str | None = None
) -> Receipt:
    """Begin a new attempt at a step: at a collection (re-collected) or later (re-manufactured).

    The hospital of the case decides on it, the manufacturer of a lot, and of a case what only it makes anew.
    The steps from there on get new rows; what was done before stays as it is, and so does the CoI number.
    A step that failed before it was carried out may be done again alone, and so may a release that was withdrawn.
    """
    check_role(actor, "physician", "hospital_coordinator", "supervisor", "quality", "sponsor", "mah")
    with transaction.atomic():
        running = load_running(journey, lock=from_step)
        if done := already_done(running.chain, request_key, "", _signer(actor), {"step": from_step}):
            return done
        step, row = running.step(from_step)
        is_withdrawn = _is_withdrawn(row)
        is_stock = running.case is None and is_withdrawn  # a lot that was finished is released anew
        if running.journey.state not in ("failed", "under_way") and not (
            is_stock and running.journey.state == "completed"
        ):
            check_under_way(running)
        _check_may_begin(actor, running, step, is_withdrawn or row.state == "failed")
        said = _reason(reason)
        attempt = running.journey.attempt + 1
        again = steps_again(running.route, from_step)
        effects = Effects()
        _quarantine_lot(effects, running, again)
        parts = {
            party: Candidate(UUID(part["site"]), UUID(part["member"]), "", frozenset())
            for party, part in running.journey.assignments.items()
            if isinstance(part, dict)
        }
        for key in again:
            row = running.rows[key]
            if row.state in ("planned", "started"):
                effects.change(STEP, row.uuid, state="skipped")
        lay_out_steps(
            effects, running.chain, running.route, parts, _beginning(running, from_step, now), attempt, again
        )
        effects.change(
            JOURNEY, running.journey.uuid, state="under_way", attempt=attempt, end_reason="", ended_at=None
        )
        name = "re_manufactured" if step.action in RESTARTS else "begun_again"
        name = "re_collected" if step.action == "collect" else name
        return _append(actor, name, running, effects, now, request_key, step=from_step, reason=said)


def _is_withdrawn(row: JourneyStep) -> bool:
    """Say whether the release that a step gave was withdrawn; a rejection is final."""
    given = Release.objects.filter(chain=row.chain, step=row.key, attempt=row.attempt)
    return given.filter(verdict="withdrawn").exists()


def _check_may_begin(actor: Actor, running: Running, step: Step, is_open_again: bool) -> None:
    if step.action not in RESTARTS and not is_open_again:
        raise Refused("no_beginning", _NO_BEGINNING)
    hospital = running.case.hospital if running.case else None
    if not may_begin_at(step.action, actor.member_uuid, hospital, running.maker, is_open_again=is_open_again):
        raise NotAllowed("not_yours", _NOT_YOURS_AGAIN)


def _quarantine_lot(effects: Effects, running: Running, again: frozenset[str]) -> None:
    """Take the lot's releases back where they are to be given again; refuse to make a rejected lot again."""
    lot = running.journey.lot
    if lot is None or not any(running.route.step(key).action == "release" for key in again):
        return
    if lot_states([lot]).get(lot) == "rejected":
        raise Refused("lot_is_rejected", _REJECTED)
    effects.change(LOT, lot, state="quarantined")


_NO_BEGINNING = Text(
    "やり直しは、採取・加工・培養・割当て・前処置、不成立の工程、取り消された出荷判定のいずれかから始めてください。",
    "Begin at a collection, processing, culture, allocation or preparation, a failed step or a withdrawn release.",
)
_NOT_YOURS_AGAIN = Text(
    "やり直しを決められるのは、症例の病院だけです（製造・加工のやり直しとロットは製造者も）。",
    "Only the hospital of the case begins again (making anew, and lots: the manufacturer too).",
)
_REJECTED = Text(
    "このロットは使用不可と判定されています。同じロット番号では作り直せません。新しい製造を開始してください。",
    "This lot was rejected and can't be made again under its number. Begin a new production.",
)


def _beginning(running: Running, from_step: str, now: datetime) -> datetime:
    return now - timedelta(hours=running.route.planned_offsets()[from_step])


def _reason(reason: str) -> str:
    if not reason.strip() or len(reason) > LONGEST:
        raise BadInput(
            "reason_needed",
            Text(
                f"理由を1〜{LONGEST}文字で入力してください。",
                f"Give the reason in 1 to {LONGEST} characters.",
            ),
            "reason",
        )
    return reason.strip()


def _append(
    actor: Actor,
    name: str,
    running: Running,
    effects: Effects,
    now: datetime,
    request_key: str | None,
    **facts: object,
) -> Receipt:
    act = Act(name, running.chain, now, {"journey": running.journey.uuid, **facts}, effects)
    return append(_signer(actor), [act], Signature("decided"), now, request_key)


def _signer(actor: Actor) -> Signer:
    return Signer(actor.person_uuid, actor.member_uuid)


def _lock_journey(journey: UUID) -> None:
    """Lock the journey's row: of two that turn it at once, the second sees what the first has done."""
    open_or_refuse(journey)
    rows = Journey.objects.filter(chain=journey, uuid=journey)
    list(rows.select_for_update().values_list("uuid", flat=True))
