"""Analyse a study, sign its conclusion by both units, withdraw it."""

from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.reasons import check_text
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.evaluation.domain.comparability import check_may_withdraw, check_may_write
from tsunagu.evaluation.domain.comparability_analysis import (
    STATISTICS_VERSION,
    Measured,
    freeze,
    input_hash,
)
from tsunagu.evaluation.domain.comparability_signing import (
    HOLDER,
    QUALITY,
    check_may_sign,
    parts_in,
    signing_part,
    unsigned,
)
from tsunagu.evaluation.queries.comparability import (
    analysis_of,
    changed_results,
    lots_of,
    measured,
    plans_of,
    signatures_of,
    values_of,
)
from tsunagu.evaluation.services.running_study import (
    STUDY,
    WRITERS,
    locked_study,
    settle_signing,
    signer_of,
    tell_units,
)
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor

ANALYSIS, SIGNATURE = "evaluation.ComparabilityAnalysis", "evaluation.ComparabilitySignature"
ANALYSED, SIGNED, WITHDRAWN = "comparability_analysed", "comparability_signed", "comparability_withdrawn"


def analyse_study(actor: Actor, number: str, now: datetime, request_key: str | None = None) -> Receipt:
    """Analyse the values by the plan in force and freeze what was found; refuse while a lot is silently missing."""
    with transaction.atomic():
        study = locked_study(actor, number, *WRITERS)
        if done := already_done(study.uuid, request_key, ANALYSED, signer_of(actor)):
            return done
        check_may_write(study.state)
        if study.state == "analysed":
            raise Refused("analysed_already", _ANALYSED)
        found = _measured(study.uuid)
        frozen = freeze(plans_of(study.uuid)[0].plan, found)
        effects, uuid = Effects(), uuid4()
        effects.add(
            ANALYSIS, uuid=uuid, chain=study.uuid, plan_version=study.plan_version, data=frozen.data,
            input_hash=frozen.input_hash, version=STATISTICS_VERSION, analysed_at=now,
            analysed_by=actor.person_uuid,
        )  # fmt: skip
        effects.change(STUDY, study.uuid, state="analysed", analysis=uuid)
        facts = {"input_hash": frozen.input_hash, "passed": frozen.passed}
        act = Act(ANALYSED, study.uuid, now, facts, effects)
        receipt = append(signer_of(actor), [act], Signature("analysed a study"), now, request_key)
        text = Text(
            f"同等性評価 {study.number} の解析が終わりました。結果を確認して署名してください。",
            f"Comparability study {study.number} is analysed. Look at the result and sign.",
        )
        tell_units(study, "countersign", f"sign/{uuid}", text, now)
        return receipt


def sign_study(
    actor: Actor, number: str, shown: str, now: datetime, request_key: str | None = None
) -> Receipt:
    """Sign the conclusion that follows from the analysis; with both signatures it counts.

    Parameters
    ----------
    shown : hash of what went into the analysis that the signer saw.

    The first signature concludes the study, the second one makes it count: neither chooses the outcome.
    """
    with transaction.atomic():
        study = locked_study(actor, number, QUALITY, HOLDER)
        if done := already_done(study.uuid, request_key, SIGNED, signer_of(actor)):
            return done
        analysis, before = analysis_of(study), signatures_of(study.uuid)
        present = "" if analysis is None else analysis.input_hash
        check_may_sign(study.state, shown, present, study.signed_at is not None)
        parts = parts_in(actor.roles, actor.member_uuid, study.manufacturer, study.holder)
        part = signing_part(parts, actor.person_uuid, before)
        found = _measured(study.uuid)
        if analysis is None or input_hash(plans_of(study.uuid)[0].plan, found) != present:
            raise Refused("other_analysis", _STALE)
        effects = Effects()
        effects.add(
            SIGNATURE, uuid=uuid5(analysis.uuid, part), chain=study.uuid, analysis=analysis.uuid, role=part,
            person=actor.person_uuid, member=actor.member_uuid, signed_at=now,
        )  # fmt: skip
        outcome = "passed" if analysis.data["passed"] else "not_passed"
        if before:
            effects.change(STUDY, study.uuid, signed_at=now)
        else:
            effects.change(STUDY, study.uuid, state="concluded", outcome=outcome, concluded_at=now)
        facts = {"part": part, "outcome": outcome, "input_hash": present}
        act = Act(SIGNED, study.uuid, now, facts, effects)
        meaning = Signature(f"signed as {part}: {outcome}", present)
        receipt = append(signer_of(actor), [act], meaning, now, request_key)
        settle_signing(study, actor, now)
        if unsigned(before) == (part,):
            tell_units(
                study, "information", f"concluded/{analysis.uuid}", _concluded(study.number, outcome), now
            )
        return receipt


def withdraw_study(
    actor: Actor, number: str, reason: str, now: datetime, request_key: str | None = None
) -> Receipt:
    """Withdraw a study with its reason; if it opened a gate, the gate is closed from this moment."""
    why = check_text(reason, "reason", 500)
    if not why:
        raise BadInput("reason", _REASON, "reason")
    with transaction.atomic():
        study = locked_study(actor, number, QUALITY, HOLDER)
        if done := already_done(study.uuid, request_key, WITHDRAWN, signer_of(actor)):
            return done
        check_may_withdraw(study.state)
        effects = Effects()
        effects.change(
            STUDY, study.uuid, state="withdrawn", withdrawn_at=now, withdrawn_by=actor.person_uuid,
            withdrawal_reason=why,
        )  # fmt: skip
        act = Act(WITHDRAWN, study.uuid, now, {"reason": why, "opened": study.opens}, effects)
        receipt = append(signer_of(actor), [act], Signature("withdrew a study"), now, request_key)
        settle_signing(study, actor, now)
        text = Text(
            f"同等性評価 {study.number} が取り下げられました：{why}",
            f"Comparability study {study.number} was withdrawn: {why}",
        )
        tell_units(study, "release_withdrawn" if study.opens else "information", "withdrawn", text, now)
        return receipt


def _measured(study: UUID) -> list[Measured]:
    """Return the lots as they are measured; refuse values whose result has been corrected since."""
    lots, values = lots_of(study), values_of(study)
    changed = {one.lot for one in changed_results(values)}
    if changed:
        named = "、".join(one.label for one in lots if one.uuid in changed)[:200]
        raise Refused(
            "results_changed",
            Text(
                f"{named} の試験結果が、取り込んだ後に訂正されました。取り込み直してください。",
                f"Results of {named} were corrected since they were taken. Take them again.",
            ),
        )
    return measured(lots, values)


def _concluded(number: str, outcome: str) -> Text:
    if outcome == "passed":
        return Text(
            f"同等性評価 {number} は適合です。二者の署名がそろい、この製品の出荷・割当・投与ができるようになりました。",
            f"Comparability study {number} has passed and is signed by both: the product may be released and used.",
        )
    return Text(
        f"同等性評価 {number} は不適合です。二者の署名がそろいました。出荷の停止は続きます。",
        f"Comparability study {number} has not passed and is signed by both. The product stays barred.",
    )


_ANALYSED = Text("この評価は解析済みです。", "This study has been analysed already.")
_STALE = Text(
    "解析の後に値または計画が変わりました。解析し直してください。",
    "Values or the plan have changed since the analysis. Analyse it again.",
)
_REASON = Text("取下げの理由を入力してください。", "Say why the study is withdrawn.")
