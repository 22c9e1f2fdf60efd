"""Calculate a result at the bench: look at it first, then record it, or record that the run was not valid."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.reasons import check_reason
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.evaluation.domain.assays.calculating import Calculation, calculate
from tsunagu.evaluation.domain.assays.kinds import Kind, kinds_for
from tsunagu.evaluation.domain.assays.typed import TypedAssay
from tsunagu.evaluation.domain.bench import Bench, check_bench
from tsunagu.foundation.refusals import BadInput, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.services.enter_result import Calculated, enter_result, freeze
from tsunagu.journeys.services.entering import asked_at, check_tester, open_desk
from tsunagu.journeys.services.running import Running, load_running
from tsunagu.journeys.services.withdraw_release import lock_chain
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies.domain.route import Characteristic

INVALID = "run_not_valid"


def calculation_kinds(one: Characteristic) -> Sequence[Kind]:
    """Return how the result of a characteristic may be calculated."""
    return kinds_for(one.method, one.unit, one.expected)


def look_at_calculation(
    actor: Actor, running: Running, step_key: str, characteristic: str, typed: TypedAssay
) -> Calculation:
    """Return what would be recorded; nothing is written.

    Raises
    ------
    BadInput : what was typed can't be read, or has no honest answer.
    NotAllowed : the person isn't of the organisation that tests.
    """
    step, row = running.step(step_key)
    check_tester(actor, step, row)
    found = running.route.panel(step.panel or "").characteristics
    one = next((one for one in found if one.key == characteristic), None)
    if one is None or typed.kind not in calculation_kinds(one):
        raise NotFound("not_calculated", _NOT_CALCULATED)
    return calculate(typed, one)


def enter_calculated(
    actor: Actor, chain: UUID, step_key: str, characteristic: str, typed: TypedAssay, bench: Bench, now: datetime,
    *, shown: str = "", content: bytes = b"", request_key: str | None = None,
) -> Receipt:  # fmt: skip
    """Record the calculated result, with the calculation frozen in the same act.

    Parameters
    ----------
    bench : with what it was measured; its readings are the calculation's.
    shown : the content hash of the calculation that was shown; empty where nobody looked at a page.
    content : of the file that the readings came from, kept as it is.

    Raises
    ------
    Refused : a criterion of suitability is not met: such a run gives no result.
    """
    made = look_at_calculation(actor, load_running(chain), step_key, characteristic, typed)
    _check_shown(made, shown)
    if not made.outcome.is_suitable:
        raise Refused("run_not_suitable", _NOT_SUITABLE, "readings")
    ends = made.outcome.interval
    interval = None if ends is None or made.outcome.sign else (ends.lower, ends.upper)
    read = replace(bench, readings=(made.text,), interval=interval)
    return enter_result(
        actor, chain, step_key, characteristic, read, now, request_key, Calculated(made, content)
    )


def record_invalid_run(
    actor: Actor, chain: UUID, step_key: str, characteristic: str, typed: TypedAssay, reason: str, now: datetime,
    *, shown: str = "", content: bytes = b"", request_key: str | None = None,
) -> Receipt:  # fmt: skip
    """Record that a run failed its suitability, with its reason and its calculation; it gives no result.

    Raises
    ------
    Refused : every criterion is met: a run isn't set aside because of its result.
    """
    said = check_reason(reason)
    with transaction.atomic():
        running = load_running(chain, lock=step_key)
        step, row = running.step(step_key)
        lock_chain(chain)
        made = look_at_calculation(actor, running, step_key, characteristic, typed)
        signer = Signer(actor.person_uuid, actor.member_uuid)
        facts = {"step": step.key, "characteristic": characteristic, "input_hash": made.input_hash}
        if done := already_done(chain, request_key, INVALID, signer, facts):
            return done
        _check_shown(made, shown)
        if made.outcome.is_suitable:
            raise Refused("run_is_suitable", _SUITABLE, "reason")
        check_bench(Bench((made.text,)), now)
        desk, effects = open_desk(actor, running, step, row, now), Effects()
        asked_at(desk, characteristic)
        told = freeze(effects, desk, actor, characteristic, Calculated(made, content), now, None, said)
        act = Act(INVALID, chain, now, facts | {"reason": said} | told, effects)
        return append(signer, [act], Signature("recorded", made.content_hash), now, request_key)


def _check_shown(made: Calculation, shown: str) -> None:
    if shown and shown != made.content_hash:
        raise BadInput("shown_changed", _CHANGED, "readings")


_NOT_CALCULATED = Text(
    "この評価項目の結果は、ここでは計算できません。結果を直接入力してください。",
    "The result of this characteristic isn't calculated here. Type it instead.",
)
_CHANGED = Text(
    "入力が、表示した計算と変わっています。もう一度計算し、結果を確かめてから署名してください。",
    "This is no longer what was calculated and shown. Calculate it again, and look at it before you sign.",
)
_NOT_SUITABLE = Text(
    "成立条件を満たしていないため、結果として記録できません。理由を付けて「試験不成立」として記録してください。",
    "The run is not suitable and gives no result. Record it as not valid, with its reason.",
)
_SUITABLE = Text(
    "成立条件をすべて満たしています。試験不成立としては記録できません。",
    "Every criterion is met: this run can't be recorded as not valid.",
)
