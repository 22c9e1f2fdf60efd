"""Correct a result that was typed wrongly: a new row replaces it, and the first value stays readable.

Nobody turns a failed result into another alone: such a correction awaits the quality unit, and counts once it agrees.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.queries.chains import open_or_refuse
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.evaluation.domain.standing import needs_verification
from tsunagu.evaluation.queries import ResultView, corrections_awaiting, details_of, result_by_uuid
from tsunagu.evaluation.services.judge import judged_results
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.services.facts.parties import responsible_members
from tsunagu.journeys.services.investigating import conclude_corrected, investigate_failures
from tsunagu.journeys.services.late_failure import late_failure
from tsunagu.journeys.services.running import Running, load_running
from tsunagu.journeys.services.withdraw_release import lock_chain
from tsunagu.members.domain.actor import Actor, check_role

RESULT = "evaluation.Result"
LONGEST = 500
NAME, PROPOSED = "result_corrected", "result_correction_proposed"
KEPT = (
    "specimen",
    "sampled_at",
    "method_version",
    "instrument",
    "reagent_lots",
    "limit_of_detection",
    "examined",
)
CONFIRMED, REFUSED = "result_correction_confirmed", "result_correction_refused"


def correct_result(
    actor: Actor,
    chain: UUID,
    result: UUID,
    value: str,
    reason: str,
    now: datetime,
    request_key: str | None = None,
) -> Receipt:
    """Replace a result by a corrected one, with the reason; only its own laboratory may.

    Where the first value failed and the corrected one doesn't, the correction awaits the quality unit.

    Raises
    ------
    BadInput : the value can't be read, or no reason is given.
    """
    check_role(actor, "qc", "quality")
    if not reason.strip() or len(reason) > LONGEST:
        raise BadInput("reason_needed", _REASON, "reason")
    with transaction.atomic():
        open_or_refuse(chain)
        old = result_by_uuid(result)
        if old is None or old.chain != chain:
            raise NotFound("no_such_result", _NO_RESULT)
        running = load_running(old.journey, lock=old.step)
        lock_chain(chain)  # a release is judged by it: who goes on at once waits, and reads the corrected one
        old = result_by_uuid(result) or old  # as it stands now that nobody else corrects it
        signer = Signer(actor.person_uuid, actor.member_uuid)
        if done := already_done(chain, request_key, "", signer, {"result": result}):
            return done
        if old.member != actor.member_uuid:
            raise NotAllowed("not_your_result", _NOT_YOURS)
        if not old.is_in_force:
            raise Refused("replaced_already", _REPLACED)
        one = running.route.panel(old.panel).characteristic(old.characteristic)
        judged = judged_results([one], {one.key: value})
        if not judged:
            raise BadInput("value", _VALUE, "value")
        said = reason.strip()
        awaits, effects = _effects(actor, running, old, judged[0] | {"correction_reason": said}, now)
        investigate_failures(running, running.route.step(old.step), effects, now)
        facts = {"step": old.step, "characteristic": one.key, "from": old.text, "reason": said}
        name, meaning = (PROPOSED, "proposed") if awaits else (NAME, "corrected")
        act = Act(name, chain, now, facts | {"result": result}, effects)
        return append(
            signer, [act, *late_failure(running, effects, now)], Signature(meaning), now, request_key
        )


def _effects(
    actor: Actor, running: Running, old: ResultView, judged: Mapping[str, Any], now: datetime
) -> tuple[bool, Effects]:
    """Return whether the correction awaits the quality unit, and the rows that it makes and changes."""
    awaits = judged["state"] != "failed" and (old.state == "failed" or old.failed_before != "")
    new, effects = uuid4(), Effects()
    effects.add(
        RESULT, uuid=new, chain=old.chain, journey=old.journey, step=old.step, attempt=old.attempt, item=old.item,
        panel=old.panel, panel_version=old.panel_version, member=old.member, site=running.rows[old.step].site,
        tested_by=actor.person_uuid, tested_at=now, corrects=old.uuid, awaits_quality=awaits,
        failed_before=(old.failed_before or old.text) if awaits else "",
        awaits_verification=not awaits and needs_verification(judged["weight"], judged["state"]),
        **_circumstances(old), **judged,
    )  # fmt: skip
    for other in corrections_awaiting(old.chain):
        if other.corrects == old.uuid:
            effects.change(RESULT, other.uuid, replaced_by=new)
    if not awaits:
        effects.change(RESULT, old.uuid, replaced_by=new)
    return awaits, effects


def _circumstances(old: ResultView) -> dict[str, Any]:
    """Return what a correction of the value leaves as it was: specimen, version of the method, instrument, reagents."""
    detail = details_of([old.uuid])[old.uuid]
    return {key: getattr(detail, key) for key in KEPT}


def confirm_correction(
    actor: Actor, chain: UUID, result: UUID, agrees: bool, now: datetime, request_key: str | None = None
) -> Receipt:
    """The quality unit agrees to the correction of a failed result, which counts from now on, or refuses it.

    Raises
    ------
    NotAllowed : the actor isn't of a responsible quality unit, or tested, corrected or made it.
    """
    check_role(actor, "quality")
    with transaction.atomic():
        open_or_refuse(chain)
        new = result_by_uuid(result)
        if new is None or new.chain != chain or new.corrects is None:
            raise NotFound("no_such_result", _NO_RESULT)
        running = load_running(chain, lock=new.step)
        lock_chain(chain)
        old = result_by_uuid(new.corrects)
        new = result_by_uuid(result) or new
        signer, said = Signer(actor.person_uuid, actor.member_uuid), {"correction": result, "agrees": agrees}
        if done := already_done(chain, request_key, "", signer, said):
            return done
        if (
            old is None
            or not new.awaits_quality
            or new.replaced_by is not None
            or old.replaced_by is not None
        ):
            raise Refused("replaced_already", _REPLACED)
        _check_independent(actor, running, new, old)
        effects = Effects()
        effects.change(
            RESULT, new.uuid, awaits_quality=False, confirmed_by=actor.person_uuid, confirmed_at=now,
            replaced_by=None if agrees else old.uuid,
        )  # fmt: skip
        if agrees:
            effects.change(RESULT, old.uuid, replaced_by=new.uuid)
            conclude_corrected(effects, chain, old.uuid, new.correction_reason, actor, now)
        facts = {"step": new.step, "characteristic": new.characteristic, "from": old.text, **said}
        act = Act(CONFIRMED if agrees else REFUSED, chain, now, facts, effects)
        return append(signer, [act], Signature("confirmed" if agrees else "refused"), now, request_key)


def _check_independent(actor: Actor, running: Running, new: ResultView, old: ResultView) -> None:
    """Refuse who isn't of a responsible quality unit, and who had a part in the value or in making the thing."""
    if actor.member_uuid not in responsible_members(running, running.rows[new.step]):
        raise NotAllowed("not_responsible", _NOT_RESPONSIBLE)
    made = {
        person
        for row in running.rows.values()
        if row.action in ("process", "tend")
        for person in (row.performed_by, row.checked_by)
    }
    if actor.person_uuid in made | {new.tested_by, old.tested_by}:
        raise NotAllowed("second_person", _SECOND_PERSON)


_REASON = Text(
    "訂正の理由を1〜500文字で入力してください。", "Give the reason of the correction in 1 to 500 characters."
)
_NO_RESULT = Text("該当する結果がありません。", "There is no such result.")
_NOT_YOURS = Text(
    "訂正できるのは、その試験を行った組織だけです。", "Only the laboratory that tested it may correct it."
)
_NOT_RESPONSIBLE = Text(
    "確認できるのは、試験を行った組織か、この製品・症例に責任を負う組織の品質部門だけです。",
    "Only the quality unit of the laboratory, or of an organisation responsible for this product, may confirm it.",
)
_SECOND_PERSON = Text(
    "不適合の結果の訂正は、試験・訂正・製造に携わっていない品質部門の人が確認します。",
    "The correction of a failed result is confirmed by someone of quality who neither tested, corrected nor made it.",
)
_REPLACED = Text("この結果はすでに訂正されています。", "This result was corrected already.")
_VALUE = Text("訂正後の値を入力してください。", "Type the corrected value.")
