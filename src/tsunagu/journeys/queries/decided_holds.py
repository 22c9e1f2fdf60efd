"""Which holds the decisions of a journey answer at the steps at hand: the gate of holds is asked, here as there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates import judge_alone
from tsunagu.journeys.domain.gates.facts import (
    ActorFacts,
    CaseFacts,
    DecisionFacts,
    HoldFacts,
    ItemFacts,
    SignatureFacts,
    StepFacts,
)
from tsunagu.journeys.domain.gates.hold import BEGINS, hold_of
from tsunagu.journeys.domain.gates.step import StepNeeds
from tsunagu.journeys.domain.qualifying import deciding_members
from tsunagu.journeys.models import Decision
from tsunagu.journeys.queries.behind import (
    Behind,
    first_of,
    hold_facts,
    makers_among,
    released_as,
    steps_behind,
)
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.queries.rows import DecisionRow, StepRow
from tsunagu.therapies.domain.route import Step


@dataclass(frozen=True, slots=True)
class _AtHand:
    """A step at hand with the things that it is meant for, and the chains in which those were made."""

    course: Course
    step: Step
    row: StepRow
    items: list[ItemView]
    chains: frozenset[UUID]


def decided(row: DecisionRow | Decision, signatures: Sequence[SignatureFacts]) -> DecisionFacts:
    """Return a decision that was made as the gates read it; ``signatures``: those that agree."""
    return DecisionFacts(
        uuid=row.uuid,
        kind=row.kind,  # type: ignore[arg-type]
        causes=frozenset(row.causes),
        item=row.item,
        steps=frozenset({row.step}),
        made_at=row.made_at or row.proposed_at,
        signatures=tuple(signatures),
        legal_route=row.legal_route,
    )


def note_decided_holds(courses: Iterable[Course]) -> None:
    """Note on each course which holds a decision answers now, and where another step still asks for one.

    A decision stands for one hold, item, step and attempt, as long as its signers may sign: so the gate itself is
    asked at every step at hand. Nothing is read where no decision on a hold was made.
    """
    at_hand = [one for course in courses if _has_decided(course) for one in _steps_at_hand(course)]
    if not at_hand:
        return
    with gate_scope():
        holds: dict[UUID, list[HoldFacts]] = defaultdict(list)
        for hold in hold_facts([item for one in at_hand for item in one.items]):
            holds[hold.item].append(hold)
        behind = steps_behind({chain for one in at_hand for chain in one.chains})
    for one in at_hand:
        _note(one, _facts(one, holds, behind))
    for one in at_hand:
        one.course.decided_holds -= set(one.course.undecided_at)


def _has_decided(course: Course) -> bool:
    ready = {(step.key, row.attempt) for step, row in course.ready}
    return any(
        one.state == "made"
        and (one.step, one.attempt) in ready
        and any(cause.startswith(BEGINS) for cause in one.causes)
        for one in course.decisions
    )


def _steps_at_hand(course: Course) -> list[_AtHand]:
    found = []
    for step, row in course.ready:
        wanted = {flow.product: flow.count for flow in step.inputs if flow.source == "journey"}
        items = first_of([item for item in course.present_items if _is_for(course, item, wanted)], wanted)
        chains = {chain for behind in released_as(course.route, items).values() for chain in behind}
        chains |= {item.lot or item.chain for item in items} | {course.chain}
        found.append(_AtHand(course, step, row, items, frozenset(chains)))
    return found


def _is_for(course: Course, item: ItemView, wanted: Mapping[str, int]) -> bool:
    return item.product in wanted and item.journey == course.chain


def _note(one: _AtHand, facts: StepFacts) -> None:
    for verdict in judge_alone("hold", facts):
        uuid = hold_of(verdict)
        if uuid is None:
            continue
        if verdict.decided_by is not None:
            one.course.decided_holds.add(uuid)
        elif not verdict.passes:
            one.course.undecided_at.setdefault(uuid, one.step.key)


def _facts(one: _AtHand, holds: dict[UUID, list[HoldFacts]], behind: Iterable[Behind]) -> StepFacts:
    """Return what the gate of holds reads; who looks is nobody, and it asks for nobody."""
    course, step, case = one.course, one.step, one.course.case
    makers = makers_among(each for each in behind if each[0] in one.chains)
    return StepFacts(
        now=_latest(course),
        step=StepNeeds(step.key, step.name, step.action, step.stage, feeding=step.feeding),
        actor=ActorFacts(UUID(int=0), one.row.member, Text("", "")),
        setting=course.route.setting,
        source="autologous" if case is not None and case.source == "autologous" else "allogeneic",
        case=None if case is None else CaseFacts(case.chain, case.coi, case.hospital, case.is_irreplaceable),
        items=tuple(
            ItemFacts(
                item.uuid, item.label, item.product, True, irreplaceable=item.is_irreplaceable, makers=makers
            )
            for item in one.items
        ),
        holds=tuple(hold for item in one.items for hold in holds[item.uuid]),
        decisions=tuple(_decisions(course)),
        responsible_members=deciding_members(course.journey.assignments, one.row.member),
    )


def _decisions(course: Course) -> Iterable[DecisionFacts]:
    for row in course.decisions:
        current = course.rows.get(row.step)
        if row.state == "made" and current is not None and current.attempt == row.attempt:
            yield decided(
                row,
                [
                    SignatureFacts(one.person, one.member, one.role, one.signed_at)
                    for one in course.signatures.get(row.uuid, ())
                    if one.agrees
                ],
            )


def _latest(course: Course) -> datetime:
    """Return when the last decision was made: none is ever taken back, so the clock changes nothing after it."""
    return max(row.made_at or row.proposed_at for row in course.decisions)
