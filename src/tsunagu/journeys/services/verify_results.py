"""A second person of the laboratory looks at the raw data and verifies results, or gives one back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.reasons import check_reason
from tsunagu.custody.queries.chains import open_or_refuse
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.evaluation.domain.standing import VERIFIERS, may_be_returned
from tsunagu.evaluation.queries import ResultView, results_of
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.services.correct_result import RESULT
from tsunagu.journeys.services.opening import TOKYO
from tsunagu.journeys.services.withdraw_release import lock_chain
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.members.domain.representation import check_may_act_for
from tsunagu.members.queries.agreements import representation_of

VERIFIED, RETURNED = "results_verified", "result_returned"


def verify_results(
    actor: Actor, chain: UUID, results: Sequence[UUID], now: datetime, request_key: str | None = None,
    evidence: str = "",
) -> Receipt:  # fmt: skip
    """Verify results against their raw data; they count from now on.

    Raises
    ------
    NotAllowed : the actor tested one of them, or is of another organisation that has accounts of its own.
    Refused : one of them was verified, corrected or given back meanwhile.
    """
    check_role(actor, *VERIFIERS)
    if not results:
        raise BadInput("results", _CHOOSE, "results")
    with transaction.atomic():
        chosen = sorted(set(results), key=str)
        rows, done = _awaiting(
            actor, chain, chosen, VERIFIED, {"results": chosen}, now, request_key, evidence
        )
        if done:
            return done
        effects = Effects()
        for one in rows:
            effects.change(
                RESULT, one.uuid, awaits_verification=False, verified_by=actor.person_uuid, verified_at=now
            )
        facts = {"results": chosen, "step": rows[0].step, "count": len(rows), **_paper(evidence)}
        act = Act(VERIFIED, chain, now, facts, effects)
        return append(_signer(actor, rows[0]), [act], Signature("verified"), now, request_key)


def return_result(
    actor: Actor, chain: UUID, result: UUID, reason: str, now: datetime, request_key: str | None = None
) -> Receipt:
    """Give a result back to who tested it, with the reason; it counts no longer. One that failed stays.

    Where it was a correction, the value before it stands again.

    Raises
    ------
    Refused : it failed: it is corrected with its reason, or goes to the investigation.
    """
    check_role(actor, *VERIFIERS)
    said = check_reason(reason, 500)
    with transaction.atomic():
        rows, done = _awaiting(actor, chain, [result], RETURNED, {"result": result}, now, request_key, "")
        if done:
            return done
        one = rows[0]
        if not may_be_returned(one.state):
            raise Refused("failed_stays", _FAILED_STAYS)
        effects = Effects()
        effects.change(
            RESULT, one.uuid, returned_by=actor.person_uuid, returned_at=now, return_reason=said,
            awaits_verification=False,
        )  # fmt: skip
        if one.corrects is not None:
            effects.change(RESULT, one.corrects, replaced_by=None)
        facts = {"result": result, "step": one.step, "characteristic": one.characteristic, "reason": said}
        return append(
            _signer(actor, one), [Act(RETURNED, chain, now, facts, effects)], Signature("returned"), now,
            request_key,
        )  # fmt: skip


def _awaiting(
    actor: Actor, chain: UUID, chosen: Sequence[UUID], name: str, said: dict[str, object], now: datetime,
    request_key: str | None, evidence: str,
) -> tuple[list[ResultView], Receipt | None]:  # fmt: skip
    """Return the chosen results as they stand with the chain locked, or the receipt of this very request."""
    open_or_refuse(chain)
    lock_chain(chain)  # a release is judged by them
    signer = Signer(actor.person_uuid, actor.member_uuid)
    if done := already_done(chain, request_key, name, signer, said):
        return [], done
    found = {one.uuid: one for one in results_of([chain], with_replaced=True) if one.uuid in set(chosen)}
    if len(found) < len(chosen):
        raise NotFound("no_such_result", _NO_RESULT)
    for one in found.values():
        _check_second(actor, one, now, evidence)
        if not one.is_in_force or not one.awaits_verification:
            raise Refused("verified_already", _NOT_WAITING)
    return list(found.values()), None


def _check_second(actor: Actor, result: ResultView, now: datetime, evidence: str) -> None:
    if result.member != actor.member_uuid:
        represented = representation_of(result.member, now.astimezone(TOKYO).date())
        check_may_act_for(actor, represented, evidence)
    if result.tested_by == actor.person_uuid:
        raise NotAllowed("second_person", _SECOND)


def _signer(actor: Actor, result: ResultView) -> Signer:
    entered_by = None if result.member == actor.member_uuid else actor.member_uuid
    return Signer(actor.person_uuid, result.member, entered_by)


def _paper(evidence: str) -> dict[str, str]:
    return {"evidence": evidence.strip()} if evidence.strip() else {}


_CHOOSE = Text("確認する結果を1つ以上選んでください。", "Choose at least one result to verify.")
_NO_RESULT = Text("該当する結果がありません。", "There is no such result.")
_NOT_WAITING = Text(
    "この結果は、すでに確認されたか、訂正・差戻しされています。画面を開き直してください。",
    "This result was verified, corrected or given back already. Reload the page.",
)
_SECOND = Text(
    "結果の確認は、試験をした人とは別の人が行います。",
    "Results are verified by someone else than who tested.",
)
_FAILED_STAYS = Text(
    "不適合の結果は差し戻せません。記録の誤りであれば「結果を訂正」で理由とともに訂正してください。",
    "A failed result can't be given back. If it was typed wrongly, correct it with its reason.",
)
