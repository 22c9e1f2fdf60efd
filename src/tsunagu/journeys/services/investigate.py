"""The steps of an investigation: the laboratory's check, the plan of a retest, the retest, the conclusion."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.reasons import check_reason
from tsunagu.custody.queries.chains import open_or_refuse
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.evaluation.domain.investigation import (
    LaboratoryCheck,
    check_conclusion,
    check_independent,
    check_laboratory_check,
    check_plan,
    check_retest,
)
from tsunagu.evaluation.domain.replicates import judge_replicates
from tsunagu.evaluation.domain.specification import judge
from tsunagu.evaluation.queries import InvestigationView, investigations_of
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.services.facts.parties import responsible_members
from tsunagu.journeys.services.investigating import TABLE
from tsunagu.journeys.services.reserves import check_reserve, use_reserve
from tsunagu.journeys.services.running import Running, load_running
from tsunagu.journeys.services.withdraw_release import lock_chain
from tsunagu.members.domain.actor import Actor, check_role

LONGEST = 1000
CHECKED, PLANNED, RETESTED = "investigation_checked", "retest_planned", "retest_recorded"
CONCLUDED = "investigation_concluded"
Change = Callable[[Running, InvestigationView, Effects], dict[str, Any]]


def check_laboratory(
    actor: Actor, chain: UUID, investigation: UUID, check: LaboratoryCheck, now: datetime,
    request_key: str | None = None,
) -> Receipt:  # fmt: skip
    """Phase 1: the laboratory looks at sample, method, instrument, reagents and calculation, and says what it found."""
    check_role(actor, "qc", "quality", "supervisor")
    finding = check_reason(check.finding, LONGEST)
    check_laboratory_check(check)

    def change(_running: Running, one: InvestigationView, effects: Effects) -> dict[str, Any]:
        _check_laboratory_of(actor, one)
        _check_state(one, "open")
        effects.change(
            TABLE, one.uuid, state="checked", wrong=sorted(check.wrong), finding=finding, cause=check.cause.strip(),
            checked_by=actor.person_uuid, checked_at=now,
        )  # fmt: skip
        return {"wrong": sorted(check.wrong), "finding": finding, "cause": check.cause.strip()}

    return _act(actor, chain, investigation, CHECKED, "checked", change, now, request_key)


def plan_retest(
    actor: Actor, chain: UUID, investigation: UUID, count: int, kind: str, reason: str, now: datetime,
    request_key: str | None = None, sample: UUID | None = None,
) -> Receipt:  # fmt: skip
    """The quality unit fixes how often is tested again, and on which reserve, before anyone does."""
    check_role(actor, "quality")
    check_plan(count, kind)
    said = check_reason(reason, LONGEST)

    def change(running: Running, one: InvestigationView, effects: Effects) -> dict[str, Any]:
        _check_responsible(actor, running, one)
        _check_state(one, "checked")
        if sample is not None:
            check_reserve(one, sample)
        effects.change(
            TABLE, one.uuid, state="planned", retest_kind=kind, retest_count=count, retest_sample=sample,
            planned_by=actor.person_uuid, planned_at=now,
        )  # fmt: skip
        return {"kind": kind, "count": count, "reason": said, "sample": sample}

    return _act(actor, chain, investigation, PLANNED, "planned", change, now, request_key)


def record_retest(
    actor: Actor, chain: UUID, investigation: UUID, readings: tuple[str, ...], now: datetime,
    request_key: str | None = None,
) -> Receipt:  # fmt: skip
    """Record all planned readings at once; each is judged, and none replaces the result under investigation."""
    check_role(actor, "qc")

    def change(running: Running, one: InvestigationView, effects: Effects) -> dict[str, Any]:
        _check_laboratory_of(actor, one)
        _check_state(one, "planned")
        check_retest(one.retest_count, len(readings))
        characteristic = running.route.panel(one.panel).characteristic(one.characteristic)
        try:
            shown = judge_replicates(characteristic, readings).readings
            failed = sum(1 for text in readings if judge(characteristic, text).state == "failed")
        except BadInput as refused:
            raise BadInput(refused.code, refused.reason, "readings") from refused
        if one.retest_sample is not None:
            use_reserve(effects, one, actor, now)
        effects.change(
            TABLE, one.uuid, state="retested", retests=list(shown), retests_failed=failed,
            retested_by=actor.person_uuid, retested_at=now,
        )  # fmt: skip
        return {"readings": list(shown), "failed": failed, "sample": one.retest_sample}

    return _act(actor, chain, investigation, RETESTED, "tested", change, now, request_key)


def conclude_investigation(
    actor: Actor, chain: UUID, investigation: UUID, outcome: str, text: str, now: datetime,
    request_key: str | None = None,
) -> Receipt:  # fmt: skip
    """The quality unit concludes: the result stands, or it is invalid for a cause that was found in the laboratory.

    After a laboratory error the test is entered anew; until that is verified, the failed result stands.
    """
    check_role(actor, "quality")
    said = check_reason(text, LONGEST)

    def change(running: Running, one: InvestigationView, effects: Effects) -> dict[str, Any]:
        _check_responsible(actor, running, one)
        check_independent(actor.person_uuid, one.took_part)
        if one.state == "concluded":
            raise Refused("concluded_already", _MOVED_ON)
        check_conclusion(outcome, one.state, one.cause)
        effects.change(
            TABLE, one.uuid, state="concluded", outcome=outcome, conclusion=said, concluded_by=actor.person_uuid,
            concluded_at=now,
        )  # fmt: skip
        return {"outcome": outcome, "reason": said}

    return _act(actor, chain, investigation, CONCLUDED, "concluded", change, now, request_key)


def _act(
    actor: Actor, chain: UUID, investigation: UUID, name: str, meaning: str, change: Change, now: datetime,
    request_key: str | None,
) -> Receipt:  # fmt: skip
    """Write one step of an investigation, with its chain locked."""
    with transaction.atomic():
        open_or_refuse(chain)
        lock_chain(chain)  # a release is judged by it
        signer = Signer(actor.person_uuid, actor.member_uuid)
        if done := already_done(chain, request_key, name, signer, {"investigation": investigation}):
            return done
        one = next((one for one in investigations_of([chain]) if one.uuid == investigation), None)
        if one is None:
            raise NotFound("no_such_investigation", _NO_SUCH)
        effects = Effects()
        said = change(load_running(chain), one, effects)
        facts = {
            "investigation": investigation,
            "step": one.step,
            "characteristic": one.characteristic,
            **said,
        }
        return append(signer, [Act(name, chain, now, facts, effects)], Signature(meaning), now, request_key)


def _check_state(one: InvestigationView, wanted: str) -> None:
    if one.state != wanted:
        raise Refused("moved_on", _MOVED_ON)


def _check_laboratory_of(actor: Actor, one: InvestigationView) -> None:
    if one.member != actor.member_uuid:
        raise NotAllowed("not_your_result", _NOT_YOURS)


def _check_responsible(actor: Actor, running: Running, one: InvestigationView) -> None:
    if actor.member_uuid not in responsible_members(running, running.rows[one.step]):
        raise NotAllowed("not_responsible", _NOT_RESPONSIBLE)


_NO_SUCH = Text("該当する調査がありません。", "There is no such investigation.")
_MOVED_ON = Text(
    "この調査は、すでに次の段階に進んでいます。画面を開き直してください。",
    "This investigation has moved on. Reload the page.",
)
_NOT_YOURS = Text(
    "試験室の確認と再試験は、その試験を行った組織が行います。",
    "The laboratory that tested checks and retests.",
)
_NOT_RESPONSIBLE = Text(
    "再試験の計画と結論は、試験を行った組織か、この製品・症例に責任を負う組織の品質部門が行います。",
    "Retests are planned, and conclusions drawn, by quality of the laboratory or of who answers for this product.",
)
