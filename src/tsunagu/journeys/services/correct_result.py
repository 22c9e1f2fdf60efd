"""Correct a result that was typed wrongly: a new row replaces it, and the first value stays readable."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.queries.chains import open_or_refuse
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.evaluation.queries import result_by_uuid
from tsunagu.evaluation.services.judge import judged_results
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.services.running import load_running
from tsunagu.members.domain.actor import Actor, check_role

RESULT = "evaluation.Result"
LONGEST = 500
NAME = "result_corrected"


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
        old = result_by_uuid(result) or old  # as it stands now that nobody else corrects it
        signer = Signer(actor.person_uuid, actor.member_uuid)
        if done := already_done(chain, request_key, NAME, signer, {"result": result}):
            return done
        if old.member != actor.member_uuid:
            raise NotAllowed("not_your_result", _NOT_YOURS)
        if old.replaced_by is not None:
            raise Refused("replaced_already", _REPLACED)
        one = running.route.panel(old.panel).characteristic(old.characteristic)
        judged = judged_results([one], {one.key: value})
        if not judged:
            raise BadInput("value", _VALUE, "value")
        new, effects = uuid4(), Effects()
        effects.add(
            RESULT, uuid=new, chain=chain, journey=old.journey, step=old.step, attempt=old.attempt, item=old.item,
            panel=old.panel, panel_version=old.panel_version, member=old.member, site=running.rows[old.step].site,
            tested_by=actor.person_uuid, tested_at=now, correction_reason=reason.strip(), **judged[0],
        )  # fmt: skip
        effects.change(RESULT, old.uuid, replaced_by=new)
        facts = {"step": old.step, "characteristic": one.key, "from": old.text, "reason": reason.strip()}
        act = Act(NAME, chain, now, facts | {"result": result}, effects)
        return append(signer, [act], Signature("corrected"), now, request_key)


_REASON = Text(
    "訂正の理由を1〜500文字で入力してください。", "Give the reason of the correction in 1 to 500 characters."
)
_NO_RESULT = Text("該当する結果がありません。", "There is no such result.")
_NOT_YOURS = Text(
    "訂正できるのは、その試験を行った組織だけです。", "Only the laboratory that tested it may correct it."
)
_REPLACED = Text("この結果はすでに訂正されています。", "This result was corrected already.")
_VALUE = Text("訂正後の値を入力してください。", "Type the corrected value.")
