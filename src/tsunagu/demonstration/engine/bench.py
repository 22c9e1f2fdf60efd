"""The laboratory at work: results are entered one by one as each test is over, and verified by someone else."""

import random
from datetime import datetime, timedelta
from uuid import UUID

from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.engine.assays import calculated_kind, synthetic_assay
from tsunagu.demonstration.engine.outlook import Move
from tsunagu.demonstration.engine.readings import TOKYO
from tsunagu.demonstration.engine.script import Script
from tsunagu.demonstration.engine.values import readings
from tsunagu.evaluation.domain.bench import Bench
from tsunagu.evaluation.domain.investigation import LaboratoryCheck
from tsunagu.evaluation.domain.standing import VERIFIED_WEIGHTS, VERIFIERS
from tsunagu.evaluation.queries import investigations_of
from tsunagu.evaluation.queries.catalogue import catalogue
from tsunagu.evaluation.services.keep_setup import keep_setup
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.services.calculate_result import enter_calculated
from tsunagu.journeys.services.enter_result import enter_result
from tsunagu.journeys.services.investigate import check_laboratory, conclude_investigation
from tsunagu.journeys.services.issue_certificate import issue_certificate
from tsunagu.journeys.services.running import Running
from tsunagu.journeys.services.verify_results import verify_results
from tsunagu.journeys.services.work.testing import results_at
from tsunagu.members.domain.actor import Actor

MOST_HOURS_TO_VERIFY = 20
FIRST_ANALYST = 0.6
"""So often the first of a laboratory's analysts tests."""


def bench_move(running: Running, key: str, perform: Move) -> Move:
    """Return the next thing at the bench of a test under way; its completion where nothing is left before it."""
    step, row = running.step(key)
    if step.panel is None or row.started_at is None:
        return perform
    found = results_at(running.chain, key, row.attempt)
    known = {one.characteristic for one in found}
    moves = [perform]
    for one in running.route.panel(step.panel).characteristics:
        if one.key not in known:
            chance = random.Random(f"{running.chain}{key}{one.key}")  # noqa: S311 - synthetic
            hours = one.turnaround_hours * chance.uniform(0.9, 1.05)
            at = min(row.started_at + timedelta(hours=hours), perform.at - timedelta(minutes=30))
            moves.append(Move(max(at, row.started_at), "enter", key, perform.items, one.key))
    waiting = [one for one in found if one.awaits_verification]
    if waiting:
        first = min(one.tested_at for one in waiting)
        hours = random.Random(f"{running.chain}{first}").uniform(1, MOST_HOURS_TO_VERIFY)  # noqa: S311
        moves.append(Move(first + timedelta(hours=hours), "verify", key))
    return min(moves, key=lambda move: move.at)


def enter(running: Running, move: Move, script: Script) -> None:
    """Enter one result with its readings, instrument and reagent lots."""
    step, row = running.step(move.step)
    panel = running.route.panel(step.panel or "")
    one = panel.characteristic(move.subject)
    seed = f"{running.chain}{row.attempt}{one.key}"
    chance = random.Random(seed)  # noqa: S311 - synthetic
    fails = one.key in script.failing_in(panel.key, row.attempt)
    who, site = _analyst(row.member, step.role, move, str(running.chain)), str(row.site)
    instrument, lot = (
        f"{one.method}-{chance.randint(1, 3):02d}（デモ）",
        f"R26-{chance.randint(10, 17)}（デモ）",
    )
    levels = {
        "donor": str(running.chain), "site": site, "operator": str(who.person_uuid),
        "instrument": f"{site}/{instrument}", "reagent_lot": lot, "day": f"{site}/{move.at:%Y-%m-%d}",
    }  # fmt: skip
    bench = Bench(
        readings=tuple(readings(one, seed, fails, levels)),
        method_version=_version(one.method, row.member, move.at),
        instrument=instrument,
        reagent_lots=(lot,),
        limit_of_detection="1 CFU/mL" if one.key.startswith("sterility") else "",
    )
    kind = None if fails else calculated_kind(one)
    with hands.working(who):
        if kind is not None:
            typed = synthetic_assay(one, kind, seed)
            enter_calculated(who, running.chain, move.step, one.key, typed, bench, move.at)
            keep_setup(who, f"{one.name.ja}（デモ）", typed, move.at)
            return
        enter_result(who, running.chain, move.step, one.key, bench, move.at)


def _version(method: str, laboratory: UUID, at: datetime) -> str:
    """Return the version that a laboratory works by: of those in force, each keeps to one of its own."""
    listed = catalogue().methods.get(method)
    offered = listed.in_force(at.astimezone(TOKYO).date()) if listed else ()
    return random.Random(f"{laboratory}{method}").choice(offered) if offered else ""  # noqa: S311 - synthetic


def _analyst(member: UUID, role: str, move: Move, chain: str) -> Actor:
    """Return who tests a journey's samples: one of two, so that the other can verify."""
    first = hands.actor(member, role, now=move.at)
    if random.Random(f"{chain}{move.step}").random() < FIRST_ANALYST:  # noqa: S311 - synthetic
        return first
    try:
        return hands.actor(member, role, now=move.at, besides=frozenset({first.person_uuid}))
    except hands.NobodyThere:
        return first


def verify(running: Running, move: Move) -> None:
    """Let a second person of the laboratory verify what was tested at a step and waits for it."""
    row = running.rows[move.step]
    with acting(Scope("worker")):
        waiting = [one for one in results_at(running.chain, row.key, row.attempt) if one.awaits_verification]
    if not waiting:
        return
    testers = frozenset(one.tested_by for one in waiting)
    who = hands.actor(row.member, *VERIFIERS, now=move.at, besides=testers)
    with hands.working(who):
        verify_results(who, running.chain, [one.uuid for one in waiting], move.at)


def look_into(running: Running, move: Move) -> None:
    """Finish the investigations of what failed: the laboratory finds no cause, and quality lets the result stand."""
    with acting(Scope("worker")):
        waiting = investigations_of([running.chain], only_open=True)
    for one in waiting:
        if one.state == "open":
            who = hands.actor(one.member, *VERIFIERS, now=move.at)
            with hands.working(who):
                check = LaboratoryCheck(
                    frozenset(), "検体・試験法・機器・試薬・計算に問題なし（デモ・合成データ）"
                )
                check_laboratory(who, running.chain, one.uuid, check, move.at)
            took_part = one.took_part | {who.person_uuid}
        else:
            took_part = one.took_part
        owner = running.rows[move.step].member
        for member in (owner, one.member):
            try:
                quality = hands.actor(member, "quality", now=move.at, besides=took_part)
            except hands.NobodyThere:
                continue
            with hands.working(quality):
                text = "原因は特定されず、規格外の結果を有効とする（デモ・合成データ）"
                conclude_investigation(quality, running.chain, one.uuid, "confirmed", text, move.at)
            break


def certify(running: Running, move: Move) -> None:
    """Let the laboratory certify a test that a release rests on, once it is completed and verified."""
    step, row = running.step(move.step)
    if step.action != "test" or step.panel is None:
        return
    if not any(one.weight in VERIFIED_WEIGHTS for one in running.route.panel(step.panel).characteristics):
        return
    with acting(Scope("worker")):
        testers = frozenset(one.tested_by for one in results_at(running.chain, row.key, row.attempt))
    try:
        who = hands.actor(row.member, "quality", "supervisor", "qc", now=move.at, besides=testers)
        with hands.working(who):
            issue_certificate(who, running.chain, row.key, move.at)
    except (Refused, hands.NobodyThere):
        return  # it isn't completed, waits for somebody, or nobody but who tested is there
