"""What a step asks for, taken from its route."""

from datetime import datetime

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.step import Named, Purpose, StepNeeds, Window
from tsunagu.journeys.domain.states import ENDED
from tsunagu.journeys.domain.work import Work
from tsunagu.journeys.models import JourneyStep
from tsunagu.journeys.services.running import Running
from tsunagu.members.domain.capabilities import capability_name
from tsunagu.members.domain.roles import role_names
from tsunagu.therapies.domain.route import Route, Step

PAPERWORK = frozenset({"register", "release", "follow_up", "prepare", "allocate"})
"""Actions that need no possession: allocation reserves, it doesn't move."""
OPTIONAL_PURPOSES = frozenset({"network_data", "retained_cells", "out_of_specification"})
"""Agreed to apart: sharing data, keeping cells, and the use of one product out of specification."""
TRAINED_ROLES = frozenset({"operator", "supervisor", "qc", "courier"})
"""Roles whose training in the step's capability the platform keeps."""
LINE_ACTIONS = frozenset({"process"})
"""Actions that open cells on a line which another patient's cells may have passed before."""
WITHOUT_CONSENT = frozenset({"register", "follow_up"})


def step_needs(running: Running, step: Step, work: Work | None = None) -> StepNeeds:
    """Return the requirements of a step as the gates read them."""
    route = running.route
    return StepNeeds(
        key=step.key,
        name=step.name,
        action=step.action,
        stage=step.stage,
        capability=Named(step.capability, capability_name(step.capability)) if step.capability else None,
        role=Named(step.role, role_names([step.role])) if step.role else None,
        trainings=_trainings(step),
        physical=step.action not in PAPERWORK and bool(step.inputs),
        feeding=step.feeding,
        purpose=_purpose(running, step, work),
        bedside=step.action == "administer",
        duration_hours=step.duration_hours,
        inputs_needed=_inputs_needed(running, step),
        windows=_windows(running, step),
        requires_panels=tuple(Named(key, route.panel(key).name) for key in step.requires_panels),
        needs_release=step.needs_release,
        releases=step.releases,
        consents=() if step.action in WITHOUT_CONSENT else needed_consents(running),
        donor_pending_allowed=_is_at_risk(running, step),
        line_clearance_needed=step.action in LINE_ACTIONS,
    )


def _inputs_needed(running: Running, step: Step) -> int:
    """Return how many things must be there; of a finished lot, what is left of it: a vial may have been broken."""
    made = running.route.makes if running.journey.lot is not None else None
    return sum(1 if flow.product == made else flow.count for flow in step.inputs)


def is_line_cleared(row: JourneyStep) -> bool:
    """Say whether line clearance was recorded when the step began."""
    return bool(row.facts.get("line_clearance"))


def _purpose(running: Running, step: Step, work: Work | None) -> Purpose:
    """Return what the act is for where it only keeps things safe; return and disposal are custody's acts."""
    if step.action == "accept" and work is not None and work.judgement == "refused":
        return "refusal"
    if step.action == "release" and work is not None and work.verdict == "rejected":
        return "refusal"
    if running.journey.state not in ENDED:
        return ""
    purposes: dict[str, Purpose] = {"store": "segregation", "test": "testing"}
    return purposes.get(step.action, "")


def _trainings(step: Step) -> tuple[Named, ...]:
    if step.role not in TRAINED_ROLES or not step.capability:
        return ()
    return (Named(step.capability, capability_name(step.capability)),)


def needed_consents(running: Running) -> tuple[str, ...]:
    """Return the purposes without which the journey may not go on; sharing data isn't one of them."""
    return needed_purposes(running.route)


def needed_purposes(route: Route) -> tuple[str, ...]:
    """Return the purposes of a route without which nobody is treated."""
    return tuple(purpose for purpose in route.consents if purpose not in OPTIONAL_PURPOSES)


def _windows(running: Running, step: Step) -> tuple[Window, ...]:
    found = [
        Window(window.after_step, window.name, _ended(running, window.after_step), max_hours=window.max_hours)
        for window in step.windows
    ]
    if step.min_hours_after:
        name = Text(f"{step.name.ja}までの最短時間", f"shortest time until {step.name.en}")
        found += [
            Window(key, name, _ended(running, key), min_hours=step.min_hours_after) for key in step.after
        ]
    return tuple(found)


def _ended(running: Running, key: str) -> datetime | None:
    row = running.rows.get(key)
    return None if row is None else row.ended_at


def _is_at_risk(running: Running, step: Step) -> bool:
    ends = [one.key for one in running.route.steps if one.at_risk_until]
    return any(key != step.key and key not in running.route.ancestors(step.key) for key in ends)
