"""Put the facts of one step together."""

from collections.abc import Sequence
from datetime import datetime

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.items import items_by_uuid
from tsunagu.foundation.scope import gate_scope
from tsunagu.journeys.domain.gates.facts import CaseFacts, StepFacts
from tsunagu.journeys.domain.gates.step import StepNeeds
from tsunagu.journeys.domain.infection import InfectionStatement
from tsunagu.journeys.domain.wording import local_day
from tsunagu.journeys.domain.work import Work
from tsunagu.journeys.models import JourneyStep
from tsunagu.journeys.queries.behind import hold_facts
from tsunagu.journeys.services.facts.evidence import (
    condition_facts,
    dose_facts,
    readiness_facts,
    readiness_stated,
    result_facts,
    running_tests,
)
from tsunagu.journeys.services.facts.methods import step_gaps
from tsunagu.journeys.services.facts.needs import PAPERWORK, is_line_cleared, step_needs
from tsunagu.journeys.services.facts.parties import (
    actor_facts,
    member_site,
    responsible_members,
    site_facts_for,
)
from tsunagu.journeys.services.facts.permits import basis_of, consent_facts, donor_facts, legal_facts
from tsunagu.journeys.services.facts.signed import decision_facts, deviation_facts, earlier_steps
from tsunagu.journeys.services.facts.things import (
    expected_items,
    item_facts,
    material_facts,
    scanned_facts,
)
from tsunagu.journeys.services.identity import wristband_matches
from tsunagu.journeys.services.running import Running
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies.domain.route import Step


def load_facts(
    running: Running, step: Step, row: JourneyStep, actor: Actor, now: datetime, work: Work | None = None
) -> tuple[StepFacts, list[ItemView]]:
    """Return the facts of a step and the items they are about; without ``work`` they are a preview.

    Parameters
    ----------
    now : the time at which the step is judged: that of the act, aware.
    """
    wristband = None
    if work is not None and running.case is not None:
        wristband = wristband_matches(running.chain, actor.member_uuid, work.wristband)
    with gate_scope():
        expected = expected_items(running, step, row)
        on_paper = work is None or (step.action in PAPERWORK and not work.items)
        items = expected if on_paper or work is None else items_by_uuid(work.items)
        materials = items_by_uuid(work.materials) if work is not None else []
        facts = _facts(running, step, row, actor, now, work, wristband, items, expected, materials)
    return facts, items


def _facts(
    running: Running, step: Step, row: JourneyStep, actor: Actor, now: datetime, work: Work | None,
    wristband: bool | None, items: Sequence[ItemView], expected: Sequence[ItemView], materials: Sequence[ItemView],
) -> StepFacts:  # fmt: skip
    needs: StepNeeds = step_needs(running, step, work)
    case, place = running.case, member_site(row, step, now)
    site = site_facts_for(running, row, step, place)
    stated = readiness_stated(running, step)
    basis = basis_of(running)
    return StepFacts(
        now=now,
        step=needs,
        actor=actor_facts(actor, now),
        setting=running.route.setting,
        source="autologous" if case is not None and case.source == "autologous" else "allogeneic",
        site=site,
        case=None if case is None else CaseFacts(case.uuid, case.coi, case.hospital, case.is_irreplaceable),
        items=item_facts(running, step, items, {item.uuid for item in expected}),
        scanned=() if work is None else scanned_facts(running, items, work),
        wristband=wristband,
        preview=work is None,
        step_state=row.state,
        started_at=row.started_at,
        earlier=earlier_steps(running, step),
        legal=legal_facts(basis, running, row, site, now),
        consents=consent_facts(basis, running, now),
        donors=donor_facts(running, items, now),
        materials=material_facts(materials, row.member, local_day(now)),
        line_clearance=None if work is None else work.line_clearance or is_line_cleared(row),
        conditions=condition_facts(running, step, items),
        results=result_facts(running, step, items, place),
        method_gaps=step_gaps(running, step, row, now),
        deviations=deviation_facts(running, step, work),
        tests_running=running_tests(running),
        dose=dose_facts(running, step, stated, now),
        readiness=readiness_facts(running, step, items, stated, _said(actor, now, work), now),
        holds=hold_facts([*items, *materials]),
        decisions=decision_facts(running),
        responsible_members=responsible_members(running, row),
    )


def _said(actor: Actor, now: datetime, work: Work | None) -> InfectionStatement | None:
    """Return what is typed now about an infection."""
    if work is None or work.has_infection is None:
        return None
    return InfectionStatement(work.has_infection, now, actor.is_physician)
