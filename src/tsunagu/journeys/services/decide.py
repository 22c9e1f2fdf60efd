"""Propose a decision on what stopped a step, and sign it: before the act, for this item and step only."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.decisions import (
    check_decision_before_act,
    check_decision_grounds,
    check_decision_verdict,
    lacking,
    needed_signers,
)
from tsunagu.journeys.domain.gates import judge
from tsunagu.journeys.domain.gates.decided import QUALITY_ROLES
from tsunagu.journeys.domain.gates.facts import DecisionFacts, SignatureFacts, StepFacts
from tsunagu.journeys.domain.gates.time import LATE_ENTRY
from tsunagu.journeys.domain.verdicts import OUT_OF_SPECIFICATION, Verdict
from tsunagu.journeys.models import Decision, DecisionSignature
from tsunagu.journeys.services.facts.load import load_facts
from tsunagu.journeys.services.facts.parties import responsible_members
from tsunagu.journeys.services.running import Running, load_running
from tsunagu.members.domain.actor import Actor, check_role

DECISION, SIGNATURE = "journeys.Decision", "journeys.DecisionSignature"
PROPOSED, SIGNED = "decision_proposed", "decision_signed"
MAKERS = ("manufacturer", "processor", "authorisation_holder", "sponsor")
CAPACITIES = ("quality", "second_quality", "physician", "manufacturer", "mah", "sponsor")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be decided: the causes that stop a step, for one item, and why it should go on.

    ``happened_at``: when the step was really done, where the decision is about a late entry.
    """

    journey: UUID
    step: str
    causes: frozenset[str]
    item: UUID | None
    grounds: str
    kind: str = "override"
    legal_route: str = ""
    happened_at: datetime | None = None


def propose_decision(actor: Actor, proposal: Proposal, now: datetime, request_key: str | None = None) -> UUID:
    """Open a decision for the signatures it needs; refuse one on what nobody may override.

    The same request names the same decision: sent again it opens none.
    """
    check_role(actor, "physician", "quality", "supervisor", "sponsor", "mah", "hospital_coordinator")
    grounds = check_decision_grounds(proposal.grounds)
    with transaction.atomic():
        running = load_running(proposal.journey, lock=proposal.step)
        step, row = running.step(proposal.step)
        uuid = uuid5(running.chain, request_key) if request_key else uuid4()
        said = {"decision": uuid, "step": step.key}
        if already_done(running.chain, request_key, PROPOSED, _signer(actor), said):
            return uuid
        facts, _ = load_facts(running, step, row, actor, now)
        check_decision_before_act(facts)
        claimed = None
        if proposal.happened_at is not None:
            claimed, _ = load_facts(running, step, row, actor, min(proposal.happened_at, now))
        for verdict in _asked(facts, proposal, claimed):
            check_decision_verdict(verdict)
        _check_legal_route(proposal)
        effects = Effects()
        effects.add(
            DECISION, uuid=uuid, chain=running.chain, journey=running.journey.uuid, step=step.key,
            attempt=row.attempt, item=proposal.item, kind=proposal.kind, causes=sorted(proposal.causes),
            reason=grounds[:1000], legal_route=proposal.legal_route.strip()[:60], needs=_needs(facts, proposal),
            proposed_at=now, proposed_by=actor.person_uuid, proposed_by_member=actor.member_uuid,
        )  # fmt: skip
        act = Act(PROPOSED, running.chain, now, said, effects)
        append(_signer(actor), [act], Signature("proposed"), now, request_key)
    return uuid


def _check_legal_route(proposal: Proposal) -> None:
    if proposal.kind == OUT_OF_SPECIFICATION and not proposal.legal_route.strip():
        raise BadInput("legal_route", NO_LEGAL_ROUTE, "legal_route")


def _asked(facts: StepFacts, proposal: Proposal, claimed: StepFacts | None) -> list[Verdict]:
    verdicts = judge(facts) if claimed is None else judge(claimed, facts)
    open_now = [one for one in verdicts if not one.passes and one.cause in proposal.causes]
    if {one.cause for one in open_now} != proposal.causes or not open_now:
        raise Refused(
            "nothing_to_decide",
            Text(
                "決定の対象がいまの判定にありません。画面を開き直してください。",
                "What is to be decided isn't among the present verdicts. Reload the page.",
            ),
        )
    if claimed is not None and not all(one.cause.startswith(LATE_ENTRY) for one in open_now):
        raise Refused("decision_too_late", _TOO_LATE)
    return open_now


def _needs(facts: StepFacts, proposal: Proposal) -> list[str]:
    if proposal.kind == OUT_OF_SPECIFICATION:
        return ["physician", "quality", "manufacturer"]
    return list(needed_signers(facts, proposal.item))


def sign_decision(
    actor: Actor, chain: UUID, decision: UUID, capacity: str, agrees: bool, note: str, now: datetime,
    request_key: str | None = None,
) -> Receipt:  # fmt: skip
    """Sign in one capacity; the last signature that is needed makes the decision, one refusal ends it."""
    _check_capacity(actor, capacity)
    with transaction.atomic():
        running = load_running(chain)
        _check_member(actor, running, capacity)
        row = Decision.objects.select_for_update().filter(chain=running.chain, uuid=decision).first()
        if row is None:
            raise NotFound("no_such_decision", _NO_DECISION)
        said = {"decision": decision, "agrees": agrees}
        if done := already_done(running.chain, request_key, SIGNED, _signer(actor), said):
            return done
        _check_responsible(actor, running, row, capacity)
        if row.state != "open":
            raise Refused("decision_closed", _CLOSED)
        signed = _signatures(running, row)
        if any(one.person == actor.person_uuid or one.role == capacity for one in signed):
            raise Refused("signed_already", _SIGNED_ALREADY)
        effects = Effects()
        effects.add(
            SIGNATURE, uuid=uuid4(), chain=running.chain, decision=decision, person=actor.person_uuid,
            member=actor.member_uuid, role=capacity, agrees=agrees, note=note[:500], signed_at=now,
        )  # fmt: skip
        mine = SignatureFacts(actor.person_uuid, actor.member_uuid, capacity, now)
        if not agrees:
            effects.change(DECISION, decision, state="refused", made_at=now)
        elif _lacks(running, row, (*signed, mine), actor, now) is None:
            effects.change(DECISION, decision, state="made", made_at=now)
        act = Act(SIGNED, running.chain, now, said, effects)
        meaning = f"{'agreed' if agrees else 'refused'} as {capacity}"
        return append(_signer(actor), [act], Signature(meaning), now, request_key)


def make_what_is_complete(actor: Actor, running: Running, now: datetime) -> None:
    """Make the open decisions that lacked nothing but what was recorded just now (a consent, after all signed)."""
    for row in Decision.objects.select_for_update().filter(chain=running.chain, state="open"):
        signed = _signatures(running, row)
        if signed and _lacks(running, row, signed, actor, now) is None:
            effects = Effects()
            effects.change(DECISION, row.uuid, state="made", made_at=now)
            act = Act("decision_made", running.chain, now, {"decision": row.uuid}, effects)
            append(_signer(actor), [act], Signature("recorded"), now)


def _signer(actor: Actor) -> Signer:
    return Signer(actor.person_uuid, actor.member_uuid)


def _check_capacity(actor: Actor, capacity: str) -> None:
    roles = {
        "quality": ("quality",),
        "second_quality": ("quality",),
        "physician": ("physician",),
        "manufacturer": ("supervisor", "quality", "mah", "sponsor"),
        "mah": ("mah",),
        "sponsor": ("sponsor",),
    }
    if capacity not in roles:
        raise NotAllowed(
            "capacity", Text("署名の立場が正しくありません。", "There is no such capacity to sign in.")
        )
    check_role(actor, *roles[capacity])


def _check_member(actor: Actor, running: Running, capacity: str) -> None:
    """Who agrees for the maker is of the maker; who signs as physician is of the hospital of the case."""
    parties = {"physician": ("hospital",), "manufacturer": MAKERS, "mah": MAKERS, "sponsor": MAKERS}
    wanted = {running.member_of(party) for party in parties.get(capacity, ())}
    if capacity in parties and actor.member_uuid not in wanted:
        raise NotAllowed(
            "not_responsible",
            Text(
                "この立場で署名できるのは、この製品の製造者または症例の病院の人だけです。",
                "Only the maker of this product, or the hospital of the case, signs in this capacity.",
            ),
        )


def _check_responsible(actor: Actor, running: Running, row: Decision, capacity: str) -> None:
    """Refuse a quality unit that isn't responsible here: its word counts for nothing, and must end nothing."""
    responsible = responsible_members(running, running.step(row.step)[1])
    if capacity in QUALITY_ROLES and actor.member_uuid not in responsible:
        raise NotAllowed(
            "not_responsible",
            Text(
                "品質部門として署名できるのは、この工程・製品・症例に責任を負う組織の人だけです。",
                "Only the quality unit of an organisation responsible for this step, product or case may sign.",
            ),
        )


def lacking_on(actor: Actor, chain: UUID, now: datetime) -> dict[UUID, Text]:
    """Return what each open decision of a chain's present attempt still lacks, in one sentence."""
    running = load_running(chain)
    found = {}
    for row in Decision.objects.filter(chain=running.chain, state="open"):
        if row.attempt == running.step(row.step)[1].attempt:
            sentence = _lacks(running, row, _signatures(running, row), actor, now)
            found.update({row.uuid: sentence} if sentence else {})
    return found


def _signatures(running: Running, row: Decision) -> tuple[SignatureFacts, ...]:
    signed = DecisionSignature.objects.filter(chain=running.chain, decision=row.uuid)
    return tuple(SignatureFacts(one.person, one.member, one.role, one.signed_at) for one in signed)


def _lacks(
    running: Running, row: Decision, signatures: tuple[SignatureFacts, ...], actor: Actor, now: datetime
) -> Text | None:
    step, step_row = running.step(row.step)
    facts, _ = load_facts(running, step, step_row, actor, now)
    made = DecisionFacts(
        uuid=row.uuid, kind=row.kind, causes=frozenset(row.causes), item=row.item,  # type: ignore[arg-type]
        steps=frozenset({row.step}), made_at=now, signatures=signatures, legal_route=row.legal_route,
    )  # fmt: skip
    return lacking(facts, made)


NO_LEGAL_ROUTE = Text(
    "この使用の法的な枠組み（治験、例外的な提供など）を記入してください。",
    "Name the legal route of this use (a trial, exceptional supply).",
)
_TOO_LATE = Text(
    "この判定には、実施の前に決定が必要でした。後から入力する工程では決定できません。逸脱として登録してください。",
    "This needed a decision before it was done; none can be made for a late entry. Raise a deviation.",
)
_NO_DECISION = Text("該当する決定がありません。", "There is no such decision.")
_CLOSED = Text("この決定は終わっています。", "This decision is closed.")
_SIGNED_ALREADY = Text(
    "この立場では署名済みです。署名はそれぞれ別の人が行います。",
    "This capacity is signed already; each signature is by a different person.",
)
