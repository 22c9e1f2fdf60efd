"""Who begins a new attempt and where, which steps it carries out again, and what becomes of the things before it."""

from collections.abc import Mapping
from uuid import UUID

from tsunagu.therapies.domain.route import Route

RESTARTS = frozenset({"collect", "process", "tend", "allocate", "prepare"})
"""Actions at which a new attempt may begin: no test, leg or release alone is done anew until it passes.

Any other step only where it is open again: it failed before it was carried out, or its release was withdrawn.
"""


AT_THE_MAKER = frozenset({"process", "tend"})
"""Where a manufacturer may begin a case again on its own; what touches the patient is for the hospital."""
MAKING_PARTIES = frozenset({"manufacturer", "processor"})


def maker_of(route: Route, member_of_step: Mapping[str, UUID]) -> UUID | None:
    """Return the member that answers for the making: of the lot's product, or of the patient's."""
    made = [step for step in route.order if any(flow.product == route.makes for flow in step.outputs)]
    made += [step for step in route.order if step.party in MAKING_PARTIES]
    return next((member_of_step[step.key] for step in made if step.key in member_of_step), None)


def may_begin_at(
    action: str, member: UUID, hospital: UUID | None, maker: UUID | None, *, is_open_again: bool = False
) -> bool:
    """Say whether a member may begin a new attempt at such a step; ``hospital`` is that of the case, None for a lot."""
    if action not in RESTARTS and not is_open_again:
        return False
    if member == hospital:
        return True
    return member == maker and (hospital is None or action in AT_THE_MAKER)


def steps_again(route: Route, from_step: str) -> frozenset[str]:
    """Return the step to begin at and all that follow from it; after a release only the releases that rest on it."""
    is_release = route.step(from_step).action == "release"
    return frozenset(
        step.key
        for step in route.steps
        if step.key == from_step
        or (from_step in route.ancestors(step.key) and (step.action == "release" or not is_release))
    )


def is_superseded(made_in: int, counting: int | None) -> bool:
    """Say whether a newer attempt carries out again the step that made a thing.

    Such a thing is never used, released or given any more: it is kept apart, returned or disposed of. ``counting`` is
    the newest attempt of the step that made it; None where that is unknown (a supplier's thing).
    """
    return counting is not None and made_in != counting
