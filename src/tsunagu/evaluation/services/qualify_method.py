"""Qualify a method at a site: the laboratory's quality unit signs it, and a renewal is signed anew."""

from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.reasons import check_text
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.custody.services.chain import chain_opened, party_joined
from tsunagu.custody.services.numbers import next_lot_number
from tsunagu.evaluation.domain.qualifications import BASES, TOKYO, TypedQualification, check_period
from tsunagu.evaluation.queries.qualifications import qualifications_at
from tsunagu.foundation.era import check_era
from tsunagu.foundation.refusals import BadInput, NotAllowed
from tsunagu.foundation.scope import open_chains
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.members.queries.sites import sites_of

QUALIFICATION = "evaluation.MethodQualification"
QUALIFIED = "method_qualified"
PAPER, PARTY = "method_qualification", "laboratory"


def qualify_method(
    actor: Actor, typed: TypedQualification, now: datetime, request_key: str | None = None
) -> Receipt:
    """Sign that a method is qualified at a site of the actor's laboratory from one day to another."""
    check_role(actor, "quality")
    texts = _texts(typed)
    check_era([typed.valid_from], "valid_from")
    check_era([typed.valid_until], "valid_until")
    _check_own(actor, typed.site, now)
    signer = Signer(actor.person_uuid, actor.member_uuid)
    with transaction.atomic():
        chain = uuid5(actor.member_uuid, f"qualification/{request_key}") if request_key else uuid4()
        open_chains([chain])
        if done := already_done(chain, request_key, QUALIFIED, signer):
            return done
        same = (typed.site, typed.characteristic, typed.method)
        check_period(typed, (one for one in qualifications_at([typed.site]) if one.subject == same), now)
        number, effects = next_lot_number("MQ", now), Effects()
        chain_opened(effects, chain, "lot", number, PAPER, now)
        party_joined(effects, chain, actor.member_uuid, PARTY, now)
        effects.add(
            QUALIFICATION, uuid=chain, chain=chain, number=number, organiser=actor.member_uuid, site=typed.site,
            characteristic=typed.characteristic, characteristic_ja=typed.characteristic_name.ja,
            characteristic_en=typed.characteristic_name.en, method=typed.method, method_ja=typed.method_name.ja,
            method_en=typed.method_name.en, valid_from=typed.valid_from, valid_until=typed.valid_until,
            basis_kind=typed.basis_kind, issued_at=now, **texts,
        )  # fmt: skip
        act = Act(QUALIFIED, chain, now, {"number": number}, effects)
        return append(signer, [act], Signature("qualified a method"), now, request_key)


def _texts(typed: TypedQualification) -> dict[str, str]:
    if typed.basis_kind not in BASES:
        raise BadInput("basis_kind", _BASIS_KIND, "basis_kind")
    texts = {
        "method_version": check_text(typed.method_version, "method_version", 20),
        "basis": check_text(typed.basis, "basis", 1000),
    }
    if not texts["basis"]:
        raise BadInput("basis_needed", _BASIS, "basis")
    return texts


def _check_own(actor: Actor, site: UUID, now: datetime) -> None:
    """Refuse a site of another organisation."""
    if site not in {one.uuid for one in sites_of(actor.member_uuid, now.astimezone(TOKYO).date())}:
        raise NotAllowed("not_your_site", _NOT_YOURS, "site")


_BASIS_KIND = Text("根拠の種類を選んでください。", "Choose what it rests on.")
_BASIS = Text(
    "根拠（報告書番号、試験所間比較の番号とスコアなど）を入力してください。",
    "Say what it rests on: number of a report, of a round with its score.",
)
_NOT_YOURS = Text(
    "試験法の適格性を記録できるのは、自組織の拠点についてだけです。",
    "A method is qualified by the organisation whose site it is.",
)
