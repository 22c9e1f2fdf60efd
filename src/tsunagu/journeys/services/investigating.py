"""An investigation opens by itself with the result that fails; one whose result is corrected is over."""

from datetime import datetime
from uuid import UUID, uuid4

from tsunagu.custody.domain.acts import Effects
from tsunagu.evaluation.domain.investigation import is_investigated
from tsunagu.evaluation.queries import investigations_of
from tsunagu.journeys.services.running import Running
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies.domain.route import Step

TABLE = "evaluation.Investigation"
RESULT = "evaluation.Result"


def investigate_failures(running: Running, step: Step, effects: Effects, now: datetime) -> None:
    """Open an investigation for each new result of a test that is out of specification, unless one is open."""
    failed = [row for row in effects.new.get(RESULT, []) if is_investigated(row["weight"], row["state"])]
    if step.action != "test" or not failed:
        return
    known = {
        (one.step, one.attempt, one.characteristic)
        for one in investigations_of([running.chain], only_open=True)
    }
    for row in failed:
        if (step.key, row["attempt"], row["characteristic"]) not in known:
            effects.add(
                TABLE, uuid=uuid4(), chain=running.chain, result=row["uuid"], step=step.key, attempt=row["attempt"],
                panel=row["panel"], characteristic=row["characteristic"], text=row["text"], member=row["member"],
                state="open", opened_at=now, tested_by=row["tested_by"],
            )  # fmt: skip


def conclude_corrected(
    effects: Effects, chain: UUID, result: UUID, reason: str, actor: Actor, now: datetime
) -> None:
    """Conclude the open investigation of a result that the quality unit agreed was typed wrongly."""
    for one in investigations_of([chain], only_open=True):
        if one.result == result:
            effects.change(
                TABLE, one.uuid, state="concluded", outcome="laboratory_error", cause=reason, conclusion=reason,
                concluded_by=actor.person_uuid, concluded_at=now,
            )  # fmt: skip
