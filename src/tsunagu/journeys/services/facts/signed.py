"""What was done and signed before: earlier steps, decisions, deviations."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.evaluation.queries import InvestigationView, investigations_of
from tsunagu.foundation.database.compiled import compiled
from tsunagu.journeys.domain.gates.facts import DecisionFacts, DeviationFacts, EarlierStep, SignatureFacts
from tsunagu.journeys.domain.work import Work
from tsunagu.journeys.models import Decision, DecisionSignature, Deviation
from tsunagu.journeys.queries.decided_holds import decided
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
        for row in _made(running.chain, running.journey.uuid)
        if row.step in running.rows and running.rows[row.step].attempt == row.attempt
    ]
    if not made:
        return ()
    signatures: dict[UUID, list[SignatureFacts]] = defaultdict(list)
    uuids = [row.uuid for row in made]
    for one in _agreeing(running.chain, uuids):
        signatures[one.decision].append(SignatureFacts(one.person, one.member, one.role, one.signed_at))
    return tuple(decided(row, signatures[row.uuid]) for row in made)


@compiled
def _made(chain: UUID, journey: UUID) -> QuerySet[Decision]:
    return Decision.objects.filter(chain=chain, journey=journey, state="made")


@compiled
def _agreeing(chain: UUID, decisions: Sequence[UUID]) -> QuerySet[DecisionSignature]:
    return DecisionSignature.objects.filter(chain=chain, decision__in=decisions, agrees=True)


def deviation_facts(running: Running, step: Step, work: Work | None) -> tuple[DeviationFacts, ...]:
    """Return the journey's open deviations and investigations, of earlier attempts too, where it is released.

    A rejection needs none.
    """
    if step.action != "release" or (work is not None and work.verdict == "rejected"):
        return ()
    looked_into = [
        DeviationFacts(one.uuid, f"規格外の調査：{_name(running, one)} {one.text}")
        for one in investigations_of([running.chain], only_open=True)
    ]
    return (*(DeviationFacts(row.uuid, row.text) for row in _open(running.chain)), *looked_into)


def _name(running: Running, one: InvestigationView) -> str:
    return running.route.panel(one.panel).characteristic(one.characteristic).name.ja


@compiled
def _open(chain: UUID) -> QuerySet[Deviation]:
    return Deviation.objects.filter(chain=chain, state="open").order_by("raised_at", "uuid")
