"""Use a sample or dispose of it: plainly, or before its time with the approval of the quality unit."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.holding import check_holds
from tsunagu.custody.domain.items import ITEM, ItemView, use_up
from tsunagu.custody.domain.labels import site_uri
from tsunagu.custody.domain.reasons import check_reason
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.custody.services.common import locked_items
from tsunagu.custody.services.hand_over.signing import check_not_given
from tsunagu.evaluation.domain.samples import (
    check_may_answer,
    check_may_ask,
    check_may_end,
    use_of,
)
from tsunagu.evaluation.queries.samples import SampleView, sample_by_uuid
from tsunagu.events import vocabulary
from tsunagu.events.building import object_event
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.services.mark_done import settle
from tsunagu.notices.services.notify import notify

SAMPLE = "evaluation.Sample"
USED, DESTROYED = "sample_used", "sample_destroyed"
ASKED, DECLINED = "sample_end_asked", "sample_end_declined"
ENDS = {"use": USED, "dispose": DESTROYED}


def end_sample(
    actor: Actor, sample: UUID, what: str, reason: str, now: datetime, amount: str = "",
    request_key: str | None = None,
) -> Receipt:  # fmt: skip
    """Use a sample (an amount of it, or all) or dispose of it; one still to be kept is refused."""
    said = check_reason(reason)
    if what not in ENDS:
        raise BadInput("what", _WHAT, "what")
    with transaction.atomic():
        found, signer = _locked(sample), Signer(actor.person_uuid, actor.member_uuid)
        if done := already_done(found.row.chain, request_key, ENDS[what], signer, {"sample": sample}):
            return done
        _check_at_hand(found.item, actor)
        check_may_end(found.kept, actor.roles, now)
        effects = Effects()
        act = _ended(effects, found, what, said, signer, now, amount)
        _settle(found, now, actor)
        return append(signer, [act], Signature(_MEANS[what]), now, request_key)


def ask_early(
    actor: Actor, sample: UUID, what: str, reason: str, now: datetime, request_key: str | None = None
) -> Receipt:
    """Ask the quality unit to use a retained or donor sample, or to dispose of it, before its time."""
    said = check_reason(reason)
    with transaction.atomic():
        found, signer = _locked(sample), Signer(actor.person_uuid, actor.member_uuid)
        if done := already_done(found.row.chain, request_key, ASKED, signer, {"sample": sample}):
            return done
        _check_at_hand(found.item, actor)
        check_may_ask(found.kept, what, actor.roles, now)
        effects = Effects()
        effects.change(
            SAMPLE, sample, asked=what, asked_reason=said, asked_by=actor.person_uuid, asked_at=now
        )
        act = Act(ASKED, found.row.chain, now, {"sample": sample, "what": what, "reason": said}, effects)
        receipt = append(signer, [act], Signature("asked"), now, request_key)
        notify(
            actor.member_id, "quality", "sample_asked", _asks(found, said), subject=receipt.uuid, now=now,
            chain=found.row.chain, link=f"/evaluation/samples/{sample}/",
        )  # fmt: skip
        return receipt


def answer_early(
    actor: Actor, sample: UUID, is_approved: bool, reason: str, now: datetime, request_key: str | None = None
) -> Receipt:
    """Approve what was asked, as another person of the quality unit, which carries it out; or decline it."""
    said = check_reason(reason)
    with transaction.atomic():
        found, signer = _locked(sample), Signer(actor.person_uuid, actor.member_uuid)
        if done := already_done(found.row.chain, request_key, actor=signer, facts={"sample": sample}):
            return done
        _check_at_hand(found.item, actor)
        check_may_answer(found.kept, actor.person_uuid, actor.roles)
        effects = Effects()
        effects.change(SAMPLE, sample, asked="")
        if is_approved:
            act = _ended(effects, found, found.row.asked, said, signer, now)
        else:
            facts = {"sample": sample, "what": found.row.asked, "reason": said}
            act = Act(DECLINED, found.row.chain, now, facts, effects)
        receipt = append(
            signer, [act], Signature("approved" if is_approved else "declined"), now, request_key
        )
        _settle(found, now, actor)
        return receipt


def _locked(sample: UUID) -> SampleView:
    found = sample_by_uuid(sample)
    locked_items([found.uuid])
    return sample_by_uuid(sample)  # read again: someone else may have come first


def _check_at_hand(item: ItemView, actor: Actor) -> None:
    check_holds([item], actor.member_uuid)
    check_not_given([item])


def _ended(
    effects: Effects, found: SampleView, what: str, reason: str, signer: Signer, now: datetime, amount: str = ""
) -> Act:  # fmt: skip
    left = use_of(found.item.quantity, amount) if what == "use" else None
    facts: dict[str, Any] = {"sample": found.uuid, "reason": reason}
    if found.row.asked:
        facts |= {"asked_by": found.row.asked_by, "asked_reason": found.row.asked_reason}
    if left is None:
        use_up(effects, [found.item.ref], "used" if what == "use" else "destroyed")
        effects.change(SAMPLE, found.uuid, ended_at=now, ended_by=signer.person, ended_reason=reason)
    else:
        effects.change(ITEM, found.uuid, quantity=float(left))
        facts["left"] = float(left)
    return Act(ENDS[what], found.row.chain, now, facts, effects, _event(found.item, what, left is None, now))


def _event(item: ItemView, what: str, is_gone: bool, now: datetime) -> dict[str, Any]:
    place = None if item.site is None else site_uri(item.site)
    return object_event(
        event_time=now,
        action="DELETE" if is_gone else "OBSERVE",
        epcs=[item.epc],
        biz_step=vocabulary.DESTROYING if what == "dispose" else vocabulary.INSPECTING,
        disposition=vocabulary.DESTROYED if what == "dispose" else None,
        read_point=place,
        biz_location=place,
    )


def _settle(found: SampleView, now: datetime, actor: Actor) -> None:
    settle(found.uuid, now, kinds=["retention_ended"], person_id=actor.person_id)


def _asks(found: SampleView, reason: str) -> Text:
    label = found.item.label
    return Text(
        f"検体 {label} を保管期限前に使用・廃棄する承認を求められています：{reason}",
        f"Approval is asked to use or dispose of sample {label} before its time: {reason}",
    )


_MEANS = {"use": "used a sample", "dispose": "destroyed"}
_WHAT = Text("使用か廃棄かを選んでください。", "Choose use or disposal.")
