"""Carry a move out, through the same services that the pages call."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.items import items_in_use, materials_of
from tsunagu.custody.queries.state import hand_overs
from tsunagu.custody.services.hand_over import give
from tsunagu.custody.services.holds import place_hold
from tsunagu.demonstration.engine import bench, hands
from tsunagu.demonstration.engine.outlook import Move, work_for
from tsunagu.demonstration.engine.readings import logger_file
from tsunagu.demonstration.engine.script import Script
from tsunagu.demonstration.engine.shippers import close_shipper
from tsunagu.demonstration.engine.values import typed_values
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.domain.gates.quality import NEEDS_ACKNOWLEDGEMENT
from tsunagu.journeys.queries.rows import open_deviations
from tsunagu.journeys.services.attach_readings import attach_readings
from tsunagu.journeys.services.end_journey import begin_again, cancel_journey, fail_step
from tsunagu.journeys.services.facts.evidence import running_tests
from tsunagu.journeys.services.identity import patient_of
from tsunagu.journeys.services.perform import check_step, perform, start_step
from tsunagu.journeys.services.receive_items import receive_items
from tsunagu.journeys.services.record import (
    acknowledge_running_tests,
    close_deviation,
    raise_deviation,
    record_weight,
)
from tsunagu.journeys.services.running import Running
from tsunagu.journeys.services.work.testing import entered_keys
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies.domain.route import Step


def carry_out(running: Running, move: Move, script: Script) -> None:
    """Do what the move says at its time."""
    _acknowledge(running, move)
    acts = {"bring": _bring, "start": _start, "perform": _perform, "enter": bench.enter, "verify": _verify}
    acts[move.kind](running, move, script)


def _verify(running: Running, move: Move, script: Script) -> None:
    bench.verify(running, move)


def _acknowledge(running: Running, move: Move) -> None:
    """The physician takes note of tests that are still running, before the product is sent or given."""
    step, _ = running.step(move.step)
    follows = any(
        one.weight == "after_release" for panel in running.route.panels for one in panel.characteristics
    )
    if running.case is None or not follows or step.action not in NEEDS_ACKNOWLEDGEMENT:
        return
    with acting(Scope("worker")):
        known = running_tests(running)
    if known.physician_acknowledged:
        return
    who = hands.actor(running.case.hospital, "physician", now=move.at)
    with hands.working(who):
        plan = "陽性の場合は感染症治療を開始し、製造元と全使用施設へ連絡する（デモ）"
        acknowledge_running_tests(who, running.chain, plan, move.at - timedelta(minutes=20))


def _bring(running: Running, move: Move, script: Script) -> None:
    """Hand the items over to the step's member: the giver signs, the receiver takes them."""
    _, row = running.step(move.step)
    for holder in {item.holder for item in move.items}:
        items = [item.uuid for item in move.items if item.holder == holder]
        if script.unsigned_at != move.step and not _is_given(running, items):
            giver = hands.anyone(holder, move.at)
            with hands.working(giver):
                give(_signer(giver), items, row.member, move.at, journey=running.journey.uuid, step=move.step)
        if script.leaves_given == move.step:
            return
        receiver = hands.anyone(row.member, move.at)
        with hands.working(receiver):
            receive_items(receiver, items, move.at + timedelta(minutes=6))


def _is_given(running: Running, items: list[UUID]) -> bool:
    """Say whether the giver signed already and only the receiver is missing."""
    with acting(Scope("worker")):
        return any(set(items) & set(one.items) for one in hand_overs([running.chain], ["given"]))


def _start(running: Running, move: Move, script: Script) -> None:
    step, row = running.step(move.step)
    if script.cancels_at == move.step:
        owner = running.case.hospital if running.case else row.member
        who = hands.actor(owner, "physician", "supervisor", now=move.at)
        with hands.working(who):
            cancel_journey(who, running.chain, "患者さんの状態の変化により治療を中止（デモ）", move.at)
        return
    who = hands.actor(row.member, step.role, now=move.at)
    with hands.working(who):
        start_step(who, work_for(running, move, **_stated(step)), move.at)
        if step.action == "transport":
            close_shipper(running, step.key, who, move.at)


def _perform(running: Running, move: Move, script: Script) -> None:
    step, row = running.step(move.step)
    who = hands.actor(row.member, step.role, now=move.at)
    if script.fails_at == move.step and row.attempt == 1:
        _fail(running, move, script, who)
        return
    if step.action == "release":
        _assess(running, move)
        bench.look_into(running, move)
    _weigh(running, move)
    work = work_for(running, move, **_typed(running, move, script, who))
    if step.signatures > 1:
        other = hands.anyone(row.member, move.at, besides=frozenset({who.person_uuid}))
        with hands.working(other):
            check_step(other, work, move.at - timedelta(minutes=4))
    with hands.working(who):
        perform(who, work, move.at)
        if step.band is not None and step.action == "transport":
            _attach(running, move, script, who)
    bench.verify(running, replace(move, at=move.at + timedelta(minutes=5)))
    if script.hold_after == move.step:
        _hold(running, move)


def _assess(running: Running, move: Move) -> None:
    """Quality of who raised a deviation, or of who releases, assesses and closes it before the release."""
    with acting(Scope("worker")):
        found = open_deviations(running.chain)
    for deviation, member in found:
        try:
            who = hands.actor(member, "quality", now=move.at)
        except hands.NobodyThere:
            who = hands.actor(running.rows[move.step].member, "quality", now=move.at)
        with hands.working(who):
            close_deviation(
                who, running.chain, deviation, "品質への影響はないと評価（デモ・合成データ）", move.at
            )


def _weigh(running: Running, move: Move) -> None:
    """Weigh the patient again before a dose that counts on a fresh weight."""
    dose = running.route.dose
    if running.case is None or dose is None or dose.per_kg_cells is None:
        return
    if running.route.step(move.step).action == "administer":
        nurse = hands.actor(running.case.hospital, "nurse", "physician", now=move.at)
        with hands.working(nurse):
            cells = sum(item.quantity or 0.0 for item in move.items)
            kilograms = round(cells / dose.per_kg_cells * (0.95 + running.chain.int % 9 / 100), 1)
            record_weight(
                nurse, running.chain, kilograms, move.at - timedelta(hours=2), move.at - timedelta(hours=1)
            )


def _typed(running: Running, move: Move, script: Script, who: Actor) -> dict[str, object]:
    step, row = running.step(move.step)
    typed = _stated(step)
    if step.panel is not None:
        panel = running.route.panel(step.panel)
        values = typed_values(
            panel, f"{running.chain}{row.attempt}", script.failing_in(panel.key, row.attempt)
        )
        with acting(Scope("worker")):
            known = entered_keys(running.chain, step.key, row.attempt)
        typed["values"] = {key: value for key, value in values.items() if key not in known}
    if step.action == "administer" or (step.action == "collect" and running.case is not None):
        typed["wristband"] = _wristband(running, who)
    if step.action == "process" and step.stage in ("processing", "manufacturing"):
        with acting(Scope("worker")):
            typed["materials"] = _newest_of_each(materials_of(row.member, move.at))
    if step.action == "store":
        typed["position"] = f"LN2-{running.chain.int % 4 + 1}-{running.chain.int % 17 + 1:02d}"
    if step.action == "release" and script.rejects:
        typed["verdict"] = "rejected"
    return typed


def _stated(step: Step) -> dict[str, object]:
    """Return what is said when a step begins and when it is completed."""
    if step.action == "process":
        return {"line_clearance": True}
    return {"has_infection": False} if step.action in ("prepare", "administer") else {}


def _newest_of_each(batches: list[ItemView]) -> tuple[UUID, ...]:
    return tuple({one.product: one.uuid for one in batches}.values())


def _wristband(running: Running, who: Actor) -> str:
    with hands.working(who):
        patient = patient_of(running.chain, who.member_uuid)
    return patient.record_number if patient else ""


def _attach(running: Running, move: Move, script: Script, who: Actor) -> None:
    step, row = running.step(move.step)
    trouble = script.trouble(move.step)
    if trouble == "none":
        return
    start, end = row.started_at or move.at, move.at
    content = logger_file(step.band or "cold", start, end, f"{running.chain}{step.key}{row.attempt}", trouble)
    verdict = attach_readings(
        who, running.chain, step.key, f"logger-{step.key}.csv", content, end + timedelta(minutes=2)
    )
    if verdict.state == "breach":
        raise_deviation(
            who, running.chain, step.key, "輸送中の温度等逸脱（デモ・合成データ）", end + timedelta(minutes=5)
        )


def _fail(running: Running, move: Move, script: Script, who: Actor) -> None:
    with hands.working(who):
        fail_step(who, running.chain, move.step, "増殖不良のため中止（デモ・合成データ）", move.at)
    if script.again_from:
        owner = running.case.hospital if running.case else who.member_uuid
        decider = hands.actor(owner, "physician", "supervisor", now=move.at)
        with hands.working(decider):
            begin_again(
                decider,
                running.chain,
                script.again_from,
                "再採取・再製造（デモ）",
                move.at + timedelta(hours=20),
            )


def _hold(running: Running, move: Move) -> None:
    _, row = running.step(move.step)
    who = hands.actor(row.member, "quality", "supervisor", "storage", "physician", now=move.at)

    with hands.working(who):
        with acting(Scope("worker")):
            items = items_in_use(running.chain)
        if items:
            place_hold(
                _signer(who), items[0].uuid, "培地ロットの品質情報を確認中（デモ）", move.at + timedelta(minutes=9),
                deadline=move.at + timedelta(days=3),
            )  # fmt: skip


def _signer(who: Actor) -> Signer:
    return Signer(who.person_uuid, who.member_uuid)
