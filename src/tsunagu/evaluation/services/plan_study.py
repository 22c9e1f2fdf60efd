"""Plan a comparability study and sign the plan; a later version says whether values had been entered before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.reasons import check_text
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.custody.services.chain import chain_opened, party_joined
from tsunagu.custody.services.numbers import next_lot_number
from tsunagu.evaluation.domain.comparability import Lot, StudyPlan, check_lots, check_may_write, check_plan
from tsunagu.evaluation.domain.comparability_plan import plan_data, side_of
from tsunagu.evaluation.domain.comparability_signing import HOLDER, QUALITY, parts_in
from tsunagu.evaluation.queries.comparability import StudyView, lots_of, study_by_number, values_of
from tsunagu.evaluation.services.running_study import (
    LOT,
    PLAN,
    STUDY,
    locked_study,
    signer_of,
    tell_units,
)
from tsunagu.foundation.refusals import BadInput, NotAllowed
from tsunagu.foundation.scope import open_chains
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import member_by_uuid

PLANNED, CHANGED = "comparability_planned", "comparability_plan_changed"
MANUFACTURER_PARTY, HOLDER_PARTY = "manufacturer", "holder"
SUBJECT = "comparability"


def plan_study(
    actor: Actor, plan: StudyPlan, lots: Sequence[Lot], manufacturer: UUID, holder: UUID, now: datetime,
    request_key: str | None = None,
) -> Receipt:  # fmt: skip
    """Sign the plan of a study between two members; nobody else is a party of its chain.

    Who may speak for a therapy is for the caller to say: evaluation knows none.
    """
    if not parts_in(actor.roles, actor.member_uuid, manufacturer, holder):
        raise NotAllowed("not_a_unit", _NOT_A_UNIT)
    said = checked_texts(plan)
    check_plan(said)
    check_lots(lots, said.design)
    for member in (manufacturer, holder):
        member_by_uuid(member)
    signer = signer_of(actor)
    with transaction.atomic():
        chain = uuid5(actor.member_uuid, f"comparability/{request_key}") if request_key else uuid4()
        open_chains([chain])
        if done := already_done(chain, request_key, PLANNED, signer):
            return done
        number, effects = next_lot_number("CS", now), Effects()
        chain_opened(effects, chain, "lot", number, SUBJECT, now)
        party_joined(effects, chain, manufacturer, MANUFACTURER_PARTY, now)
        party_joined(effects, chain, holder, HOLDER_PARTY, now)
        effects.add(
            STUDY, uuid=chain, chain=chain, number=number, title=said.title, therapies=list(said.therapies),
            manufacturer=manufacturer, holder=holder, is_synthetic=said.is_synthetic, planned_at=now,
        )  # fmt: skip
        _plan_added(effects, chain, 1, said, actor, now)
        lots_added(effects, chain, lots, now)
        act = Act(PLANNED, chain, now, {"number": number, "lots": len(lots)}, effects)
        receipt = append(signer, [act], Signature("planned a comparability study"), now, request_key)
        _tell_planned(study_by_number(number), actor, now)
        return receipt


def change_plan(
    actor: Actor, number: str, plan: StudyPlan, reason: str, now: datetime, request_key: str | None = None
) -> Receipt:
    """Sign a new version of the plan, with its reason; an analysis made before no longer stands."""
    said, why = checked_texts(plan), check_text(reason, "reason", 500)
    if not why:
        raise BadInput("reason", _REASON, "reason")
    with transaction.atomic():
        study = locked_study(actor, number, QUALITY, HOLDER)
        if done := already_done(study.uuid, request_key, CHANGED, signer_of(actor)):
            return done
        check_may_write(study.state)
        said = replace(said, therapies=tuple(study.therapies), is_synthetic=study.is_synthetic)
        check_plan(said)
        known = [Lot(one.label, side_of(one.side), one.block) for one in lots_of(study.uuid)]
        check_lots(known, said.design)
        is_after_data = bool(values_of(study.uuid, with_replaced=True))
        effects, version = Effects(), study.plan_version + 1
        _plan_added(effects, study.uuid, version, said, actor, now, why, is_after_data)
        reopened(effects, study, plan_version=version, title=said.title)
        facts = {"version": version, "after_data": is_after_data, "reason": why}
        act = Act(CHANGED, study.uuid, now, facts, effects)
        return append(signer_of(actor), [act], Signature("changed a study's plan"), now, request_key)


def reopened(effects: Effects, study: StudyView, **fields: object) -> None:
    """Change a study; one that was analysed is measured again, and its analysis no longer stands."""
    if study.state == "analysed":
        fields |= {"state": "measuring", "analysis": None}
    if fields:
        effects.change(STUDY, study.uuid, **fields)


def lots_added(
    effects: Effects, chain: UUID, lots: Sequence[Lot], now: datetime, is_after_data: bool = False
) -> None:
    """Add lots to the effects of an act."""
    for one in lots:
        effects.add(
            LOT, uuid=uuid5(chain, f"lot/{one.label}"), chain=chain, label=one.label, side=one.side,
            block=one.block, added_at=now, is_after_data=is_after_data,
        )  # fmt: skip


def _plan_added(
    effects: Effects, chain: UUID, version: int, plan: StudyPlan, actor: Actor, now: datetime,
    reason: str = "", is_after_data: bool = False,
) -> None:  # fmt: skip
    effects.add(
        PLAN, uuid=uuid5(chain, f"plan/{version}"), chain=chain, version=version, data=plan_data(plan),
        is_after_data=is_after_data, reason=reason, signed_at=now, signed_by=actor.person_uuid,
        member=actor.member_uuid,
    )  # fmt: skip


def checked_texts(plan: StudyPlan) -> StudyPlan:
    """Return the plan with its texts trimmed; refuse, at its field, one that is missing, long or unprintable."""
    longest = {"title": 120, "changed": 500, "before": 200, "after": 200}
    texts = {field: check_text(getattr(plan, field), field, most) for field, most in longest.items()}
    for field, text in texts.items():
        if not text:
            raise BadInput("empty", _EMPTY, field)
    return replace(plan, **texts)  # type: ignore[arg-type]


def _tell_planned(study: StudyView, actor: Actor, now: datetime) -> None:
    other = [
        part
        for part, member in ((QUALITY, study.manufacturer), (HOLDER, study.holder))
        if member != actor.member_uuid
    ]
    if other:
        text = Text(
            f"同等性評価 {study.number}「{study.title}」が計画されました。",
            f"Comparability study {study.number} ({study.title}) has been planned.",
        )
        tell_units(study, "information", "planned", text, now, parts=tuple(other))


_NOT_A_UNIT = Text(
    "同等性評価を計画できるのは、製造業者の品質保証担当と、製造販売業者の品質保証責任者です。",
    "A study is planned by the manufacturer's quality assurance or the authorisation holder's quality.",
)
_EMPTY = Text("入力してください。", "This is needed.")
_REASON = Text("計画を変える理由を入力してください。", "Say why the plan changes.")
