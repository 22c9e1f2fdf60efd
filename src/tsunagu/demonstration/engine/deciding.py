"""Two people sign for what needs a decision: the quality unit, and the physician of the patient."""

from collections import defaultdict
from datetime import timedelta
from uuid import UUID

from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.engine.outlook import Move
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.domain.refusal import GatesRefused
from tsunagu.journeys.domain.verdicts import Outcome
from tsunagu.journeys.services.decide import Proposal, propose_decision, sign_decision
from tsunagu.journeys.services.facts.signed import decision_facts
from tsunagu.journeys.services.running import Running

GROUNDS = "温度記録と製品の安定性資料を確認し、品質への影響は許容できると判断（デモ・合成データ）"
MAKERS = ("manufacturer", "processor", "authorisation_holder", "sponsor", "hospital")


def decide(running: Running, move: Move, refusal: GatesRefused) -> bool:
    """Propose and sign a decision for each item that needs one; False where something stops for good."""
    open_now = [one for one in refusal.verdicts if not one.passes]
    if running.case is None or any(one.outcome is not Outcome.DECIDE for one in open_now):
        return False
    with acting(Scope("worker")):
        if decision_facts(running):
            return False  # decided before, and still refused: it waits for a person
    causes: dict[UUID | None, set[str]] = defaultdict(set)
    for one in open_now:
        causes[one.item].add(one.cause)
    maker = next(member for party in MAKERS if (member := running.member_of(party)) is not None)
    quality = hands.actor(maker, "quality", "mah", now=move.at)
    physician = hands.actor(running.case.hospital, "physician", now=move.at)
    for item, found in causes.items():
        with hands.working(quality):
            proposal = Proposal(running.chain, move.step, frozenset(found), item, GROUNDS)
            decision = propose_decision(quality, proposal, move.at)
            sign_decision(
                quality, running.chain, decision, "quality", True, "", move.at + timedelta(minutes=10)
            )
        with hands.working(physician):
            sign_decision(
                physician, running.chain, decision, "physician", True, "", move.at + timedelta(minutes=35)
            )
    return True
