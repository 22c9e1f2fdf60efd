"""What was done and signed before: earlier steps and decisions."""

from collections import defaultdict
from uuid import UUID

from tsunagu.journeys.domain.gates.facts import DecisionFacts, EarlierStep, SignatureFacts
from tsunagu.journeys.models import Decision, DecisionSignature
from tsunagu.journeys.services.running import Running
from tsunagu.therapies.domain.route import Step


def earlier_steps(running: Running, step: Step) -> tuple[EarlierStep, ...]:
    """Return the steps that must be done before this one."""
    found = []
    for key in step.after:
        row = running.rows[key]
        found.append(EarlierStep(key, running.route.step(key).name, row.state, row.ended_at))
    return tuple(found)


def decision_facts(running: Running) -> tuple[DecisionFacts, ...]:
    """Return the decisions that were made for steps of the present attempt, with their signatures."""
    made = [
        row
        for row in Decision.objects.filter(chain=running.chain, journey=running.journey.uuid, state="made")
        if row.step in running.rows and running.rows[row.step].attempt == row.attempt
    ]
    if not made:
        return ()
    signatures: dict[UUID, list[SignatureFacts]] = defaultdict(list)
    uuids = [row.uuid for row in made]
    for one in DecisionSignature.objects.filter(chain=running.chain, decision__in=uuids, agrees=True):
        signatures[one.decision].append(SignatureFacts(one.person, one.member, one.role, one.signed_at))
    return tuple(
        DecisionFacts(
            uuid=row.uuid,
            kind=row.kind,  # type: ignore[arg-type]
            causes=frozenset(row.causes),
            item=row.item,
            steps=frozenset({row.step}),
            made_at=row.made_at or row.proposed_at,
            signatures=tuple(signatures[row.uuid]),
            legal_route=row.legal_route,
        )
        for row in made
    )
