"""Enter one result at the bench: readings, instrument, reagents; or the late result of a test that was running."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.evaluation.domain.bench import Bench
from tsunagu.journeys.services.entering import add_result, asked_at, begin_test, open_desk
from tsunagu.journeys.services.investigating import investigate_failures
from tsunagu.journeys.services.late_failure import late_failure
from tsunagu.journeys.services.running import load_running
from tsunagu.journeys.services.withdraw_release import lock_chain
from tsunagu.members.domain.actor import Actor

NAME = "result_entered"


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
        desk = open_desk(actor, running, step, row, now)
        effects, at = Effects(), bench.tested_at or now
        said = facts | add_result(effects, desk, actor, asked_at(desk, characteristic), bench, now)
        investigate_failures(running, step, effects, now)
        begin_test(effects, desk, actor, at)
        act = Act(NAME, running.chain, at, said, effects)
        acts = [act, *late_failure(running, effects, act.happened_at)]
        return append(signer, acts, Signature("entered"), now, request_key)
