"""Enter one result at the bench: readings, instrument, reagents; or the late result of a test that was running."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.evaluation.domain.assays.calculating import Calculation
from tsunagu.evaluation.domain.bench import Bench
from tsunagu.evaluation.services.keep_calculation import add_calculation
from tsunagu.evaluation.services.keep_source import keep_source
from tsunagu.journeys.services.entering import Desk, add_result, asked_at, begin_test, open_desk
from tsunagu.journeys.services.investigating import investigate_failures
from tsunagu.journeys.services.late_failure import late_failure
from tsunagu.journeys.services.running import load_running
from tsunagu.journeys.services.withdraw_release import lock_chain
from tsunagu.members.domain.actor import Actor

NAME = "result_entered"


@dataclass(frozen=True, slots=True)
class Calculated:
    """The calculation behind a result, and the bytes of the file that its readings came from, if they did."""

    made: Calculation
    content: bytes = b""


def enter_result(
    actor: Actor, journey: UUID, step_key: str, characteristic: str, bench: Bench, now: datetime,
    request_key: str | None = None, calculated: Calculated | None = None,
) -> Receipt:  # fmt: skip
    """Record the result of one characteristic, judged; the first one begins the test.

    Where it was calculated, the calculation is frozen in the same act.

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
        facts = {"step": step.key, "characteristic": characteristic, **_of(calculated)}
        if done := already_done(running.chain, request_key, NAME, signer, facts):
            return done
        desk = open_desk(actor, running, step, row, now)
        effects, at = Effects(), bench.tested_at or now
        said = facts | add_result(effects, desk, actor, asked_at(desk, characteristic), bench, now)
        if calculated is not None:
            said |= freeze(effects, desk, actor, characteristic, calculated, now, said["result"])
        investigate_failures(running, step, effects, now)
        begin_test(effects, desk, actor, at)
        act = Act(NAME, running.chain, at, said, effects)
        acts = [act, *late_failure(running, effects, act.happened_at)]
        shown = calculated.made.content_hash if calculated else ""
        return append(signer, acts, Signature("entered", shown), now, request_key)


def freeze(
    effects: Effects, desk: Desk, actor: Actor, characteristic: str, calculated: Calculated, now: datetime,
    result: UUID | None, reason: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Freeze a calculation with its result, or as a run that was not valid; return what the ledger says about it."""
    made, row, chain = calculated.made, desk.row, desk.running.chain
    told = add_calculation(
        effects, made, result, now, reason, chain=chain, step=row.key, attempt=row.attempt,
        characteristic=characteristic, member=row.member, calculated_by=actor.person_uuid,
    )  # fmt: skip
    if calculated.content:
        told["file"] = keep_source(
            chain, row.key, row.attempt, made.typed.file, calculated.content, actor.person_uuid, now
        )
    return told


def _of(calculated: Calculated | None) -> dict[str, str]:
    return {} if calculated is None else {"input_hash": calculated.made.input_hash}
