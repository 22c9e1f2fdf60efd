"""Attach a logger file to a transport or storage step: readings are judged, the verdict is signed."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from tsunagu.conditions.domain.verdict import ConditionVerdict
from tsunagu.conditions.queries import leg_verdicts
from tsunagu.conditions.services.judge_leg import judge_leg, keep_file
from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.labels import site_uri
from tsunagu.custody.domain.recorded import act_in
from tsunagu.custody.queries.ledger import row_bytes
from tsunagu.custody.services.append import Receipt, already_done, append
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

NAME = "readings_judged"


@dataclass(frozen=True, slots=True)
class JudgedReadings:
    """That the ledger has the verdict on a leg, and its state: within, excursion, breach..."""

    receipt: Receipt
    state: str


def attach_readings(
    actor: Actor, chain: UUID, step_key: str, name: str, content: bytes, now: datetime,
    request_key: str | None = None,
) -> JudgedReadings:  # fmt: skip
    """Judge the readings of a step's leg; earlier excursions of the same items count against the budget.

    The same request sent again keeps no second file, and answers what the first was told.
    """
    signer = Signer(actor.person_uuid, actor.member_uuid)
    with transaction.atomic():
        running = load_running(chain, lock=step_key)
        step, row = running.step(step_key)
        said = {"step": step.key, "file": hashlib.sha256(content).hexdigest()}
        if done := already_done(running.chain, request_key, NAME, signer, said):
            return JudgedReadings(done, _state_of(done))
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
        act = Act(NAME, running.chain, now, said | {"state": judged.verdict.state}, effects, event)
        receipt = append(signer, [act], Signature("uploaded readings"), now, request_key)
    return JudgedReadings(receipt, judged.verdict.state)


def _state_of(receipt: Receipt) -> str:
    """Return the state that a verdict recorded before came to."""
    found = row_bytes(receipt.chain, receipt.uuid)
    return "" if found is None else str(act_in(found[1])["facts"]["state"])


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
    for leg in leg_verdicts([running.chain]):
        if leg.step in before and leg.band == step.band and leg.attempt == running.rows[leg.step].attempt:
            earlier = running.route.step(leg.step)
            if products & {flow.product for flow in earlier.inputs}:
                used = max(used, leg.minutes_over)
    return used
