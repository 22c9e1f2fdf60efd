"""The laboratory at work: results are entered one by one as each test is over, and verified by someone else."""

import random
from datetime import timedelta

from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.engine.outlook import Move
from tsunagu.demonstration.engine.script import Script
from tsunagu.demonstration.engine.values import readings
from tsunagu.evaluation.domain.bench import Bench
from tsunagu.evaluation.domain.investigation import LaboratoryCheck
from tsunagu.evaluation.domain.standing import VERIFIED_WEIGHTS, VERIFIERS
from tsunagu.evaluation.queries import investigations_of
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.services.enter_result import enter_result
from tsunagu.journeys.services.investigate import check_laboratory, conclude_investigation
from tsunagu.journeys.services.issue_certificate import issue_certificate
from tsunagu.journeys.services.running import Running
from tsunagu.journeys.services.verify_results import verify_results
from tsunagu.journeys.services.work.testing import results_at

MOST_HOURS_TO_VERIFY = 20


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
    bench = Bench(
        readings=tuple(readings(one, seed, fails)),
        method_version=str(chance.randint(2, 4)),
        instrument=f"{one.method}-{chance.randint(1, 3):02d}（デモ）",
        reagent_lots=(f"R26-{chance.randint(10, 60)}（デモ）",),
        limit_of_detection="1 CFU/mL" if one.key.startswith("sterility") else "",
    )
    who = hands.actor(row.member, step.role, now=move.at)
    with hands.working(who):
        enter_result(who, running.chain, move.step, one.key, bench, move.at)


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
