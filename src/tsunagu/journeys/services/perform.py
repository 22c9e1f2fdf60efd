"""Carry out a step: lock, load facts, ask every gate, then write what happened, once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.items import items_by_uuid
from tsunagu.custody.services.append import Receipt, append
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates import judge
from tsunagu.journeys.domain.verdicts import Verdict
from tsunagu.journeys.domain.work import Work
from tsunagu.journeys.models import JourneyStep, StepCheck
from tsunagu.journeys.services.facts.load import load_facts
from tsunagu.journeys.services.facts.needs import LINE_ACTIONS
from tsunagu.journeys.services.investigating import investigate_failures
from tsunagu.journeys.services.judging import judged_step
from tsunagu.journeys.services.late_failure import late_failure
from tsunagu.journeys.services.opening import JOURNEY, STEP
from tsunagu.journeys.services.running import Running, load_running
from tsunagu.journeys.services.work import HANDLERS
from tsunagu.journeys.services.work.context import StepContext
from tsunagu.journeys.services.work.testing import record_results
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies.domain.route import Step

CHECK_LASTS = timedelta(minutes=30)
LONGEST_NOTE = 1000


def preview(
    actor: Actor, journey: UUID, step_key: str, now: datetime, happened_at: datetime | None = None
) -> tuple[Verdict, ...]:
    """Return what the gates say of a step before anyone acts, or of its late entry as done at ``happened_at``."""
    running = load_running(journey)
    step, row = running.step(step_key)
    facts, _ = load_facts(running, step, row, actor, now)
    if happened_at is None:
        return judge(facts)
    claimed, _ = load_facts(running, step, row, actor, min(happened_at, now))
    return judge(claimed, facts)


def start_step(
    actor: Actor, work: Work, now: datetime, request_key: str | None = None, running: Running | None = None
) -> Receipt:
    """Begin a step that takes time; its gates are asked now, and again when it is completed."""
    with transaction.atomic():
        judged = judged_step(actor, work, now, request_key, running)
        if judged.done is not None:
            return judged.done
        running, step, row, items = judged.parts
        if row.state != "planned":
            raise Refused(
                "already_started",
                Text("この工程はすでに開始されています。", "This step was started already."),
            )
        at = work.happened_at or now
        effects = Effects()
        effects.change(
            STEP, row.uuid, state="started", started_at=at, performed_by=actor.person_uuid, **_line(step, row)
        )
        act = Act("step_started", running.chain, at, _facts(running, step, work, items, {}), effects)
        return append(_signer(actor, row), [act], Signature("started", judged.shown), now, request_key)


def check_step(
    actor: Actor, work: Work, now: datetime, request_key: str | None = None, running: Running | None = None
) -> Receipt:
    """Sign as the first of two: the second person carries the step out within half an hour."""
    with transaction.atomic():
        judged = judged_step(actor, work, now, request_key, running, is_check=True)
        if judged.done is not None:
            return judged.done
        running, step, row, items = judged.parts
        if step.signatures < 2:
            raise Refused(
                "one_signature",
                Text("この工程は一人の署名で足ります。", "This step needs one signature only."),
            )
        effects = Effects()
        effects.add(
            "journeys.StepCheck", uuid=_check_uuid(row, actor, now), chain=running.chain,
            journey=running.journey.uuid, step=step.key, attempt=row.attempt,
            items=sorted(str(item.uuid) for item in items), checked_by=actor.person_uuid, checked_at=now,
        )  # fmt: skip
        act = Act("step_checked", running.chain, now, _facts(running, step, work, items, {}), effects)
        return append(_signer(actor, row), [act], Signature("checked", judged.shown), now, request_key)


def perform(
    actor: Actor, work: Work, now: datetime, request_key: str | None = None, running: Running | None = None
) -> Receipt:
    """Carry out a step to its end; ``running`` spares loading the journey again where its step is locked already.

    Raises
    ------
    GatesRefused : a gate stops it, or needs a decision that isn't there; nothing was written.
    Refused : a second person's check is missing, or the step is over.
    """
    with transaction.atomic():
        judged = judged_step(actor, work, now, request_key, running)
        if judged.done is not None:
            return judged.done
        running, step, row, items = judged.parts
        checked_by = _second_person(running, step, row, items, actor, now)
        at = work.happened_at or now
        context = StepContext(
            running, step, row, items, items_by_uuid(work.materials), actor, work, at, now, Effects()
        )
        result = HANDLERS[step.action](context)
        failed = record_results(context)
        investigate_failures(running, step, context.effects, at)
        context.effects.change(
            STEP, row.uuid, state="done", started_at=row.started_at or at, ended_at=at,
            performed_by=actor.person_uuid, checked_by=checked_by, **_line(step, row),
        )  # fmt: skip
        _end_journey(context)
        facts = _facts(running, step, work, items, result.facts | ({"failed": failed} if failed else {}))
        act = Act("step_completed", running.chain, at, facts, context.effects, result.event)
        acts = [act, *late_failure(running, context.effects, at)]
        return append(_signer(actor, row), acts, Signature(result.signature, judged.shown), now, request_key)


def _line(step: Step, row: JourneyStep) -> dict[str, object]:
    """Return that the line was cleared, where the gate has asked for it."""
    return {"facts": {**row.facts, "line_clearance": True}} if step.action in LINE_ACTIONS else {}


def _second_person(
    running: Running, step: Step, row: JourneyStep, items: Sequence[ItemView], actor: Actor, now: datetime
) -> UUID | None:
    """Return who checked first, where two must sign; refuse if nobody else has."""
    if step.signatures < 2:
        return None
    checks = StepCheck.objects.filter(
        chain=running.chain, journey=running.journey.uuid, step=step.key, attempt=row.attempt,
        checked_at__gte=now - CHECK_LASTS,
    ).exclude(checked_by=actor.person_uuid)  # fmt: skip
    wanted = sorted(str(item.uuid) for item in items)
    for check in checks:
        if check.items == wanted:
            return check.checked_by
    raise Refused(
        "second_person",
        Text(
            "この工程には二人の確認が必要です。先にもう一人が同じ現品を読み取って確認してください。",
            "Two people must confirm this step. Let another person scan the same items and confirm first.",
        ),
    )


def _end_journey(context: StepContext) -> None:
    running = context.running
    if running.journey.state != "under_way":
        return
    others = [row for key, row in running.rows.items() if key != context.step.key]
    if all(row.state in ("done", "skipped") for row in others):
        context.effects.change(JOURNEY, running.journey.uuid, state="completed", ended_at=context.at)


def _facts(
    running: Running, step: Step, work: Work, items: Sequence[ItemView], more: dict[str, object]
) -> dict[str, object]:
    facts: dict[str, object] = {
        "journey": running.journey.uuid,
        "route": running.route.key,
        "version": running.route.version,
        "step": step.key,
        "items": [item.uuid for item in items],
    }
    if step.action in LINE_ACTIONS:
        facts["line_clearance"] = True
    typed = {"note": work.note, "evidence": work.evidence}
    return facts | {key: value for key, value in typed.items() if value} | more


def _check_uuid(row: JourneyStep, actor: Actor, now: datetime) -> UUID:
    return uuid5(row.uuid, f"{actor.person_uuid}/{now.isoformat()}")


def _signer(actor: Actor, row: JourneyStep) -> Signer:
    entered_by = None if row.member == actor.member_uuid else actor.member_uuid
    return Signer(actor.person_uuid, row.member, entered_by)
