"""What entering one result and importing several share: the desk, what may be entered, the rows that it makes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from tsunagu.custody.domain.acts import Effects
from tsunagu.custody.domain.items import ItemView
from tsunagu.evaluation.domain.bench import Bench, check_bench
from tsunagu.evaluation.queries import ResultView, investigations_of
from tsunagu.evaluation.queries.catalogue import version_used
from tsunagu.evaluation.services.judge import judged_bench
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.work import Work
from tsunagu.journeys.models import JourneyStep
from tsunagu.journeys.services.correct_result import RESULT
from tsunagu.journeys.services.facts.things import carried_items, expected_items
from tsunagu.journeys.services.judging import judged_step
from tsunagu.journeys.services.opening import STEP
from tsunagu.journeys.services.running import Running
from tsunagu.journeys.services.work.testing import ENTERED, results_at
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.therapies.domain.route import Characteristic, Step

OPEN = ("planned", "started")


@dataclass(frozen=True, slots=True)
class Desk:
    """The step at which results are entered, with its samples (used up, once it is done) and what was entered."""

    running: Running
    step: Step
    row: JourneyStep
    items: Sequence[ItemView]
    known: Mapping[str, ResultView]


def open_desk(actor: Actor, running: Running, step: Step, row: JourneyStep, now: datetime) -> Desk:
    """Return the desk, once it is certain that this person may enter results there now.

    Refuses what ``check_tester`` refuses, a step that failed or was skipped, and what a gate stops.
    """
    check_tester(actor, step, row)
    with gate_scope():
        items = expected_items(running, step, row) if row.state in OPEN else carried_items(running, step)
    if row.state in OPEN:
        work = Work(running.chain, step.key, tuple(item.uuid for item in items))
        judged_step(actor, work, now, None, running)
    else:
        check_role(actor, step.role, "qc")
        if row.state != "done":
            raise Refused("step_not_open", _NOT_OPEN)
    return Desk(running, step, row, items, known_at(running, step, row))


def check_tester(actor: Actor, step: Step, row: JourneyStep) -> None:
    """Refuse a step without characteristics, and who isn't of the organisation that tests."""
    if step.panel is None:
        raise NotFound("no_panel", _NO_PANEL)
    if row.member != actor.member_uuid:
        raise NotAllowed("not_your_step", _NOT_YOURS)


def known_at(running: Running, step: Step, row: JourneyStep) -> dict[str, ResultView]:
    """Return the results of the step's attempt that are in force, by characteristic."""
    return {one.characteristic: one for one in results_at(running.chain, step.key, row.attempt)}


def asked_at(desk: Desk, key: str) -> Characteristic:
    """Return the characteristic, which must have no result but one that is still running."""
    panel = desk.running.route.panel(desk.step.panel or "")
    found = next((one for one in panel.characteristics if one.key == key), None)
    if found is None:
        raise NotFound("no_such_characteristic", _NO_CHARACTERISTIC)
    known = desk.known.get(key)
    if known is not None and has_result(known):
        raise BadInput("entered_already", ENTERED, "values")
    return found


def has_result(known: ResultView) -> bool:
    """Whether a result stands, so that no other may be entered: not running, not invalid for an error."""
    return known.state != "pending" and not _is_invalid(known)


def _is_invalid(result: ResultView) -> bool:
    """Whether the quality unit concluded that the laboratory erred: the test is entered anew."""
    return any(
        one.result == result.uuid and one.outcome == "laboratory_error"
        for one in investigations_of([result.chain])
    )


def add_result(
    effects: Effects, desk: Desk, actor: Actor, one: Characteristic, bench: Bench, now: datetime
) -> dict[str, Any]:
    """Judge what was read for a characteristic and add its row; return what the ledger says about it.

    Raises
    ------
    BadInput : a reading can't be read (``field`` is ``readings``), or the version of the method wasn't in force then.
    """
    check_bench(bench, now)
    at = bench.tested_at or now
    bench = replace(bench, method_version=version_used(one.method, bench.method_version, at))
    judged, uuid, known = judged_bench(one, bench), uuid4(), desk.known.get(one.key)
    if (
        known is not None and known.state == "failed"
    ):  # an invalid one, which stands again if this is given back
        judged |= {"corrects": known.uuid, "failed_before": known.text}
    panel = desk.running.route.panel(desk.step.panel or "")
    specimen = desk.items[0] if desk.items else None
    effects.add(
        RESULT, uuid=uuid, chain=desk.running.chain, journey=desk.running.journey.uuid, step=desk.step.key,
        attempt=desk.row.attempt, item=specimen and specimen.uuid, specimen=specimen and specimen.uuid,
        sampled_at=specimen and specimen.made_at, panel=panel.key, panel_version=panel.version,
        member=desk.row.member, site=desk.row.site, tested_by=actor.person_uuid,
        tested_at=at, **judged,
    )  # fmt: skip
    if known is not None:
        effects.change(RESULT, known.uuid, replaced_by=uuid)
    return {"result": uuid, "state": judged["state"], "text": judged["text"]}


def begin_test(effects: Effects, desk: Desk, actor: Actor, at: datetime) -> None:
    """Let the first result begin the test."""
    if desk.row.state == "planned":
        effects.change(STEP, desk.row.uuid, state="started", started_at=at, performed_by=actor.person_uuid)


_NO_PANEL = Text("この工程には評価項目がありません。", "This step has no characteristics to test.")
_NOT_YOURS = Text(
    "結果を入力できるのは、この試験を担当する組織だけです。",
    "Only the organisation that tests may enter its results.",
)
_NOT_OPEN = Text(
    "この工程は失敗または省略されているため、結果を入力できません。",
    "This step failed or was skipped; no result can be entered.",
)
_NO_CHARACTERISTIC = Text("該当する評価項目がありません。", "There is no such characteristic in this panel.")
