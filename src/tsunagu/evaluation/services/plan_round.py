"""Plan a round: the coordinator announces it, and each laboratory gets a code that only it and he can read."""

from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.reasons import check_text
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.custody.services.chain import chain_opened, party_joined
from tsunagu.custody.services.numbers import next_lot_number
from tsunagu.evaluation.domain.rounds import PlannedRound, check_plan, give_codes
from tsunagu.evaluation.domain.ucum import check_unit
from tsunagu.foundation.refusals import BadInput, NotAllowed
from tsunagu.foundation.scope import open_chains
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.members.queries.directory import member_by_uuid

ROUND, CONVENTION = "evaluation.Round", "evaluation.RoundConvention"
LABORATORY = "evaluation.RoundLaboratory"
PLANNED, CHOSEN = "round_planned", "round_laboratory_chosen"
ORGANISER_PARTY, LABORATORY_PARTY = "organiser", "laboratory"
MATERIAL = "round_material"


def plan_round(actor: Actor, plan: PlannedRound, now: datetime, request_key: str | None = None) -> Receipt:
    """Announce a round; the ledger keeps each laboratory's code in a chain of that laboratory alone."""
    check_organiser(actor)
    check_plan(plan, now)
    texts = _texts(plan)
    for member in plan.laboratories:
        if member_by_uuid(member).uuid == actor.member_uuid:
            raise BadInput("laboratories", _NOT_ONESELF, "laboratories")
    signer = Signer(actor.person_uuid, actor.member_uuid)
    with transaction.atomic():
        chain = uuid5(actor.member_uuid, f"round/{request_key}") if request_key else uuid4()
        open_chains([chain])
        if done := already_done(chain, request_key, PLANNED, signer):
            return done
        seed, number = uuid4(), next_lot_number("TR", now)
        effects = Effects()
        chain_opened(effects, chain, "lot", number, MATERIAL, now)
        party_joined(effects, chain, actor.member_uuid, ORGANISER_PARTY, now)
        _announced(effects, chain, number, plan, texts, actor, now)
        _convention(effects, chain, seed, plan)
        acts = [Act(PLANNED, chain, now, {"number": number, "laboratories": len(plan.laboratories)}, effects)]
        for member, code in give_codes(plan.laboratories, seed).items():
            acts.append(_chosen(chain, number, member, code, actor, now))
        open_chains([act.chain for act in acts])
        return append(signer, acts, Signature("planned a round"), now, request_key)


def check_organiser(actor: Actor) -> None:
    """Refuse who isn't of the network's coordination: a laboratory never organises its own comparison."""
    check_role(actor, "coordinator")
    if not actor.is_coordinator:
        raise NotAllowed("not_organiser", _ONLY_ORGANISER)


def _texts(plan: PlannedRound) -> dict[str, str]:
    texts = {
        "name_ja": check_text(plan.name.ja, "name_ja", 80),
        "name_en": check_text(plan.name.en, "name_en", 80),
        "method": check_text(plan.method, "method", 120),
        "material": check_text(plan.material, "material", 300),
    }
    for field, text in texts.items():
        if not text:
            raise BadInput("empty", _EMPTY, field)
    check_unit(plan.unit, "unit")
    return texts


def _announced(
    effects: Effects, chain: UUID, number: str, plan: PlannedRound, texts: dict[str, str], actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    effects.add(
        ROUND, uuid=chain, chain=chain, number=number, unit=plan.unit, replicates=plan.replicates,
        laboratories=len(set(plan.laboratories)), opens_at=plan.opens_at, reports_due=plan.reports_due,
        organiser=actor.member_uuid, is_synthetic=plan.is_synthetic, planned_at=now, **texts,
    )  # fmt: skip


def _convention(effects: Effects, chain: UUID, seed: UUID, plan: PlannedRound) -> None:
    chosen = plan.convention
    given, from_round = chosen.assigned_kind == "given", chosen.sigma_kind == "round"
    effects.add(
        CONVENTION, uuid=seed, chain=chain, assigned_kind=chosen.assigned_kind,
        assigned=chosen.assigned if given else None, uncertainty=chosen.uncertainty if given else None,
        sigma_kind=chosen.sigma_kind, sigma=None if from_round else chosen.sigma,
    )  # fmt: skip


def _chosen(round_: UUID, number: str, member: UUID, code: str, actor: Actor, now: datetime) -> Act:
    chain, effects = uuid5(round_, str(member)), Effects()
    chain_opened(effects, chain, "lot", f"{number}-{code}", MATERIAL, now)
    party_joined(effects, chain, actor.member_uuid, ORGANISER_PARTY, now)
    party_joined(effects, chain, member, LABORATORY_PARTY, now)
    effects.add(LABORATORY, uuid=chain, chain=chain, round=round_, member=member, code=code)
    return Act(CHOSEN, chain, now, {"round": round_, "code": code}, effects)


_ONLY_ORGANISER = Text(
    "試験所間比較を運営できるのは、ネットワークの調整機関だけです。",
    "Only the network's coordinating organisation runs rounds.",
)
_NOT_ONESELF = Text(
    "運営する組織は試験所として参加できません。", "The organiser can't take part as a laboratory."
)
_EMPTY = Text("入力してください。", "This is needed.")
