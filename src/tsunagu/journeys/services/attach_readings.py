"""Attach a logger file to a transport or storage step: readings are judged, the verdict is signed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from tsunagu.conditions.domain.verdict import ConditionVerdict
from tsunagu.conditions.queries import LegVerdict, every_verdict, leg_verdicts
from tsunagu.conditions.services.judge_leg import judge_leg, keep_file
from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.domain.labels import site_uri
from tsunagu.custody.domain.reasons import check_reason
from tsunagu.custody.domain.recorded import act_in
from tsunagu.custody.queries.ledger import row_bytes
from tsunagu.custody.queries.state import hand_overs
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.events import vocabulary
from tsunagu.events.building import object_event
from tsunagu.events.parts import SensorElement, SensorReport
from tsunagu.foundation.refusals import NotAllowed, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.models import JourneyStep
from tsunagu.journeys.services.facts.needs import PAPERWORK
from tsunagu.journeys.services.facts.things import carried_items
from tsunagu.journeys.services.running import Running, load_running
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies.domain.route import Step

NAME = "readings_judged"
STAYS_STORED = PAPERWORK | {"test"}
"""Actions during which the items stay where they are stored."""


@dataclass(frozen=True, slots=True)
class JudgedReadings:
    """That the ledger has the verdict on a leg, and its state: within, excursion, breach..."""

    receipt: Receipt
    state: str


def attach_readings(
    actor: Actor, chain: UUID, step_key: str, name: str, content: bytes, now: datetime,
    request_key: str | None = None, *, replaces_because: str = "",
) -> JudgedReadings:  # fmt: skip
    """Judge the readings of a step's leg; earlier excursions of the same items count against the budget.

    The same request sent again keeps no second file, and answers what the first was told. Of several files the
    worst verdict stands; ``replaces_because`` is the receiver's quality unit saying why the files before it
    are not of this leg.
    """
    signer = Signer(actor.person_uuid, actor.member_uuid)
    with transaction.atomic():
        running = load_running(chain, lock=step_key)
        step, row = running.step(step_key)
        said = {"step": step.key, "file": hashlib.sha256(content).hexdigest()}
        if done := already_done(running.chain, request_key, NAME, signer, said):
            return JudgedReadings(done, _state_of(done))
        _check_may_attach(running, step, row, actor)
        because = _check_may_replace(running, step, actor, replaces_because)
        items = carried_items(running, step)
        start, end = _leg_of(running, step, row, items, now)
        judged = judge_leg(content, step.band or "", start, end, now, _used_before(running, step))
        file = keep_file(running.chain, name, content, actor.person_uuid, now)
        effects, leg = Effects(), uuid4()
        for one in _before(running, row) if because else ():
            effects.change("conditions.Leg", one.uuid, replaced_by=leg)
        effects.add(
            "conditions.Leg", uuid=leg, chain=running.chain, journey=running.journey.uuid, step=step.key,
            attempt=row.attempt, replaces_because=because,
            items=[str(item.uuid) for item in items], file=file, **judged.fields,
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
        told = said | {"state": judged.verdict.state} | ({"reason": because} if because else {})
        act = Act(NAME, running.chain, now, told, effects, event)
        receipt = append(signer, [act], Signature("uploaded readings"), now, request_key)
    return JudgedReadings(receipt, judged.verdict.state)


def _leg_of(
    running: Running, step: Step, row: JourneyStep, items: Sequence[ItemView], now: datetime
) -> tuple[datetime, datetime]:
    """Return from when to when readings count: a storage lasts until the items are moved or worked on.

    A step that was recorded in one go has no length of its own: it counts from the end of those before it.
    """
    start, end = row.started_at or row.planned_start, row.ended_at or now
    if step.action == "store":
        return start, min(_moved(running, step, items, start), default=now)
    if start < end:
        return start, end
    earlier = [running.rows[key].ended_at for key in step.after]
    return max((at for at in earlier if at is not None and at <= end), default=start), end


def _moved(running: Running, step: Step, items: Sequence[ItemView], since: datetime) -> list[datetime]:
    """Return when stored items were handed over, or taken up by a later step that handles such things."""
    products, route = {flow.product for flow in step.inputs}, running.route
    later = [
        running.rows[one.key]
        for one in route.order
        if step.key in route.ancestors(one.key)
        and one.action not in STAYS_STORED
        and products & {flow.product for flow in one.inputs}
    ]
    times = [row.started_at or row.ended_at for row in later]
    uuids = {item.uuid for item in items}
    passed = hand_overs([running.chain], ["complete", "received_unsigned"])
    times += [one.received_at for one in passed if uuids & set(one.items)]
    return [at for at in times if at is not None and at > since]


def _state_of(receipt: Receipt) -> str:
    """Return the state that a verdict recorded before came to."""
    found = row_bytes(receipt.chain, receipt.uuid)
    return "" if found is None else str(act_in(found[2])["facts"]["state"])


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
    followers = _followers(running, step)
    if actor.member_uuid not in {row.member, *followers}:
        raise NotAllowed(
            "not_your_leg",
            Text(
                "温度記録を登録できるのは、運んだ組織と受け取った組織です。",
                "Carrier or receiver may attach readings.",
            ),
        )


def _followers(running: Running, step: Step) -> set[UUID]:
    return {running.rows[key].member for key in running.route.successors(step.key)}


def _check_may_replace(running: Running, step: Step, actor: Actor, because: str) -> str:
    """Return the reason why earlier files don't count; refuse all but the quality unit of who received."""
    if not because.strip():
        return ""
    if not actor.is_quality or actor.member_uuid not in _followers(running, step):
        raise NotAllowed(
            "may_not_replace",
            Text(
                "前の温度記録を取り下げられるのは、受け取った組織の品質保証担当だけです。依頼してください。",
                "Only the quality unit of who received it may set earlier readings aside. Ask it.",
            ),
        )
    return check_reason(because)


def _before(running: Running, row: JourneyStep) -> list[LegVerdict]:
    """Return every verdict on the step's leg that isn't replaced yet."""
    legs = every_verdict(running.chain)
    return [
        one for one in legs if (one.step, one.attempt) == (row.key, row.attempt) and one.replaced_by is None
    ]


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
