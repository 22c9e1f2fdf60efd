"""Attach a logger file to a transport or storage step: readings are judged, the verdict is signed."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from tsunagu.conditions.domain.verdict import ConditionVerdict
from tsunagu.conditions.queries import legs_of
from tsunagu.conditions.services.judge_leg import judge_leg, keep_file
from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.labels import site_uri
from tsunagu.custody.services.append import append
from tsunagu.events import vocabulary
from tsunagu.events.building import object_event
from tsunagu.events.parts import SensorElement, SensorReport
from tsunagu.foundation.refusals import NotAllowed, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.models import JourneyStep
from tsunagu.journeys.services.facts.things import carried_items
from tsunagu.journeys.services.running import Running, load_running
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies.domain.route import Step


def attach_readings(
    actor: Actor, chain: UUID, step_key: str, name: str, content: bytes, now: datetime
) -> ConditionVerdict:
    """Judge the readings of a step's leg; earlier excursions of the same items count against the budget."""
    with transaction.atomic():
        running = load_running(chain, lock=step_key)
        step, row = running.step(step_key)
        _check_may_attach(running, step, row, actor)
        start, end = row.started_at or row.planned_start, row.ended_at or now
        judged = judge_leg(content, step.band or "", start, end, now, _used_before(running, step))
        file = keep_file(running.chain, name, content, actor.person_uuid, now)
        items = carried_items(running, step)
        effects = Effects()
        effects.add(
            "conditions.Leg", uuid=uuid4(), chain=running.chain, journey=running.journey.uuid, step=step.key,
            attempt=row.attempt, items=[str(item.uuid) for item in items], file=file, **judged.fields,
        )  # fmt: skip
        event = None
        if items:
            event = object_event(
                event_time=now,
                action="OBSERVE",
                epcs=[item.epc for item in items],
                biz_step=vocabulary.SENSOR_REPORTING,
                read_point=None if row.site is None else site_uri(row.site),
                sensors=_sensors(judged.verdict, start, end),
            )
        facts = {"step": step.key, "state": judged.verdict.state, "file": judged.fields["file_hash"]}
        act = Act("readings_judged", running.chain, now, facts, effects, event)
        append(Signer(actor.person_uuid, actor.member_uuid), [act], Signature("uploaded readings"), now)
    return judged.verdict


def _sensors(verdict: ConditionVerdict, start: datetime, end: datetime) -> list[SensorElement]:
    if verdict.minimum_celsius is None or verdict.maximum_celsius is None:
        return []
    report = SensorReport(
        type="Temperature", uom="CEL", minimum=verdict.minimum_celsius, maximum=verdict.maximum_celsius
    )
    return [SensorElement(reports=[report], start=start, end=end)]


def _check_may_attach(running: Running, step: Step, row: JourneyStep, actor: Actor) -> None:
    if step.band is None:
        raise Refused(
            "no_band",
            Text("この工程には温度の範囲が定められていません。", "This step has no temperature band."),
        )
    if row.state == "planned":
        raise Refused(
            "leg_not_begun",
            Text("この輸送・保管はまだ始まっていません。", "This transport or storage has not begun."),
        )
    followers = {running.rows[key].member for key in running.route.successors(step.key)}
    if actor.member_uuid not in {row.member, *followers}:
        raise NotAllowed(
            "not_your_leg",
            Text(
                "温度記録を登録できるのは、運んだ組織と受け取った組織です。",
                "Carrier or receiver may attach readings.",
            ),
        )


def _used_before(running: Running, step: Step) -> float:
    """Return the minutes of the same band that earlier legs of this attempt used up."""
    before = running.route.ancestors(step.key)
    products = {flow.product for flow in step.inputs}
    used = 0.0
    for leg in legs_of([running.chain]):
        if leg.step in before and leg.band == step.band and leg.attempt == running.rows[leg.step].attempt:
            earlier = running.route.step(leg.step)
            if products & {flow.product for flow in earlier.inputs}:
                used = max(used, leg.minutes_over)
    return used
