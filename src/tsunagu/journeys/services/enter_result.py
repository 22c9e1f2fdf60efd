"""Enter one result at the bench: readings, instrument, reagents; or the late result of a test that was running."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.evaluation.domain.bench import Bench, check_bench
from tsunagu.evaluation.queries import ResultView, investigations_of
from tsunagu.evaluation.services.judge import judged_bench
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.work import Work
from tsunagu.journeys.models import JourneyStep
from tsunagu.journeys.services.correct_result import RESULT
from tsunagu.journeys.services.facts.things import expected_items
from tsunagu.journeys.services.investigating import investigate_failures
from tsunagu.journeys.services.judging import judged_step
from tsunagu.journeys.services.late_failure import late_failure
from tsunagu.journeys.services.opening import STEP
from tsunagu.journeys.services.running import Running, load_running
from tsunagu.journeys.services.withdraw_release import lock_chain
from tsunagu.journeys.services.work.testing import ENTERED, results_at
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.therapies.domain.route import Characteristic, Step

NAME = "result_entered"
OPEN = ("planned", "started")


@dataclass(frozen=True, slots=True)
class _Desk:
    """The step at which a result is entered, with its samples and what was entered so far."""

    running: Running
    step: Step
    row: JourneyStep
    items: Sequence[ItemView]
    known: Mapping[str, ResultView]


def enter_result(
    actor: Actor, journey: UUID, step_key: str, characteristic: str, bench: Bench, now: datetime,
    request_key: str | None = None,
) -> Receipt:  # fmt: skip
    """Record the result of one characteristic, judged; the first one begins the test.

    While the step is open its gates are asked. Once it is completed, only a test may follow that was still running,
    that has no result, or whose result is invalid for a laboratory error. What passed for a release counts after a
    second person has verified it.

    Raises
    ------
    BadInput : a reading can't be read, or the characteristic has a result already.
    GatesRefused : a gate stops the test.
    """
    with transaction.atomic():
        running = load_running(journey, lock=step_key)
        step, row = running.step(step_key)
        lock_chain(running.chain)
        signer = Signer(actor.person_uuid, actor.member_uuid)
        facts = {"step": step.key, "characteristic": characteristic}
        if done := already_done(running.chain, request_key, NAME, signer, facts):
            return done
        desk = _desk(actor, running, step, row, now)
        one = _asked(desk, characteristic)
        check_bench(bench, now)
        judged = judged_bench(one, bench)
        effects = Effects()
        uuid = uuid4()
        _add(effects, desk, uuid, actor, judged | _replaces(desk, characteristic), bench.tested_at or now)
        investigate_failures(running, step, effects, now)
        if row.state == "planned":
            effects.change(
                STEP, row.uuid, state="started", started_at=bench.tested_at or now,
                performed_by=actor.person_uuid,
            )  # fmt: skip
        if characteristic in desk.known:
            effects.change(RESULT, desk.known[characteristic].uuid, replaced_by=uuid)
        said = facts | {"result": uuid, "state": judged["state"], "text": judged["text"]}
        act = Act(NAME, running.chain, bench.tested_at or now, said, effects)
        acts = [act, *late_failure(running, effects, act.happened_at)]
        return append(signer, acts, Signature("entered"), now, request_key)


def _desk(actor: Actor, running: Running, step: Step, row: JourneyStep, now: datetime) -> _Desk:
    if step.panel is None:
        raise NotFound("no_panel", _NO_PANEL)
    if row.member != actor.member_uuid:
        raise NotAllowed("not_your_step", _NOT_YOURS)
    with gate_scope():
        items = expected_items(running, step, row) if row.state in OPEN else []
    if row.state in OPEN:
        work = Work(running.chain, step.key, tuple(item.uuid for item in items))
        judged_step(actor, work, now, None, running)
    else:
        check_role(actor, step.role, "qc")
        if row.state != "done":
            raise Refused("step_not_open", _NOT_OPEN)
    known = {one.characteristic: one for one in results_at(running.chain, step.key, row.attempt)}
    return _Desk(running, step, row, items, known)


def _asked(desk: _Desk, key: str) -> Characteristic:
    """Return the characteristic, which must have no result but one that is still running."""
    panel = desk.running.route.panel(desk.step.panel or "")
    found = next((one for one in panel.characteristics if one.key == key), None)
    if found is None:
        raise NotFound("no_such_characteristic", _NO_CHARACTERISTIC)
    known = desk.known.get(key)
    if known is not None and known.state != "pending" and not _is_invalid(known):
        raise BadInput("entered_already", ENTERED, "values")
    return found


def _is_invalid(result: ResultView) -> bool:
    """Whether the quality unit concluded that the laboratory erred: the test is entered anew."""
    return any(
        one.result == result.uuid and one.outcome == "laboratory_error"
        for one in investigations_of([result.chain])
    )


def _replaces(desk: _Desk, key: str) -> dict[str, Any]:
    """Return what a new result says of an invalid one before it, which stands again if the new one is given back."""
    known = desk.known.get(key)
    return (
        {}
        if known is None or known.state != "failed"
        else {"corrects": known.uuid, "failed_before": known.text}
    )


def _add(
    effects: Effects, desk: _Desk, uuid: UUID, actor: Actor, judged: Mapping[str, Any], tested_at: datetime
) -> None:
    panel = desk.running.route.panel(desk.step.panel or "")
    specimen = desk.items[0].uuid if desk.items else None
    effects.add(
        RESULT, uuid=uuid, chain=desk.running.chain, journey=desk.running.journey.uuid, step=desk.step.key,
        attempt=desk.row.attempt, item=specimen, specimen=specimen,
        sampled_at=desk.items[0].made_at if desk.items else None, panel=panel.key, panel_version=panel.version,
        member=desk.row.member, site=desk.row.site, tested_by=actor.person_uuid, tested_at=tested_at, **judged,
    )  # fmt: skip


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
