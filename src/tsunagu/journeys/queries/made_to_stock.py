"""Lots that are being made, and cases for which doses of lots are still to be drawn, as planning of stock asks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tsunagu.journeys.models import Weight
from tsunagu.journeys.queries.rows import CaseRow, StepRow, cases_of, journeys_of, steps_of
from tsunagu.therapies.domain.route import Flow, Route
from tsunagu.therapies.queries import route_of, routes_list


@dataclass(frozen=True, slots=True)
class LotUnderWay:
    """A production under way: when it is to be filled and free for use as planned, and how many doses it makes."""

    chain: UUID
    number: str
    count: int
    is_filled: bool
    fills_at: datetime
    ready_at: datetime


@dataclass(frozen=True, slots=True)
class PatientWaiting:
    """A case whose doses are to be drawn from lots, with its planned administrations: when, how many containers.

    ``kilograms`` is the newest weight; a dose counted by it has ``cells_per_kg`` and ``cells_per_dose``.
    """

    coi: str
    hospital: UUID
    therapy: str
    urgency: int
    ordered_at: datetime
    administrations: tuple[tuple[datetime, int], ...]
    kilograms: float | None
    cells_per_kg: float | None
    cells_per_dose: float | None


def lots_under_way(chains: Collection[UUID], route_key: str) -> list[LotUnderWay]:
    """Return the productions of a route under way in opened chains that aren't yet free for use, oldest first."""
    found = []
    journeys = [one for one in journeys_of(chains, ("under_way",)) if one.route == route_key]
    rows = steps_of([one.chain for one in journeys])
    for row in sorted(journeys, key=lambda one: (one.started_at, one.chain)):
        route = route_of(row.route, row.version)
        steps = {one.key: one for one in rows.get(row.chain, ())}  # later attempts come later
        making, releasing = making_step(route), _last_release(route)
        if releasing is None or making not in steps or steps[releasing].state in ("done", "skipped"):
            continue
        filling = steps[making]
        count = next(flow.count for flow in route.step(making).outputs if flow.product == route.makes)
        found.append(
            LotUnderWay(
                row.chain, row.number, count, filling.state == "done", filling.ended_at or filling.planned_end,
                steps[releasing].planned_end,
            )
        )  # fmt: skip
    return found


def making_step(route: Route) -> str:
    """Return the key of the step that makes what the route is for; empty where none does."""
    for step in route.steps:
        if any(flow.product == route.makes for flow in step.outputs):
            return step.key
    return ""


def doses_follow_from_cells(product: str) -> bool:
    """Say whether patients get a product by their weight, so that what counts of a lot is its cells."""
    newest = {one.key: one.version for one in routes_list(kind="treatment")}
    doses = [route_of(key, newest[key]).dose for key in _drawing(product)]
    return any(dose is not None and dose.per_kg_cells is not None for dose in doses)


def _last_release(route: Route) -> str | None:
    releasing = [step.key for step in route.steps if step.action == "release"]
    return releasing[-1] if releasing else None


def patients_waiting(chains: Collection[UUID], product: str) -> list[PatientWaiting]:
    """Return the cases in opened chains that wait for doses of a product from a lot, the first ordered first."""
    routes = set(_drawing(product))
    journeys = [one for one in journeys_of(chains, ("under_way",)) if one.route in routes]
    opened = [one.chain for one in journeys]
    steps, cases, weights = steps_of(opened), cases_of(opened), _weights(opened)
    found = []
    for journey in journeys:
        route, case = route_of(journey.route, journey.version), cases.get(journey.chain)
        rows = {one.key: one for one in steps.get(journey.chain, ())}  # later attempts come later
        drawing = next(step for step in route.steps if _draws(step.inputs, product))
        if case is not None and drawing.key in rows and rows[drawing.key].state == "planned":
            found.append(_waiting(route, rows, case, weights.get(journey.chain), product))
    return sorted(found, key=lambda one: (one.ordered_at, one.coi))


def _weights(chains: Collection[UUID]) -> dict[UUID, float]:
    """Return the newest weight of each chain that has one, in kilograms."""
    rows = Weight.objects.filter(chain__in=list(chains)).order_by("weighed_at")
    return dict(rows.values_list("chain", "kilograms"))


def _waiting(
    route: Route, rows: Mapping[str, StepRow], case: CaseRow, kilograms: float | None, product: str
) -> PatientWaiting:
    return PatientWaiting(
        case.coi, case.hospital, route.key, case.urgency, case.ordered_at, _administrations(route, rows, product),
        kilograms, None if route.dose is None else route.dose.per_kg_cells, route.product(product).cells,
    )  # fmt: skip


def _administrations(
    route: Route, rows: Mapping[str, StepRow], product: str
) -> tuple[tuple[datetime, int], ...]:
    """Return when how many are given; where something else is made of them first, all of them at the first giving."""
    giving = [step for step in route.steps if step.action == "administer" and step.key in rows]
    own = [(step, _count(step.inputs, product)) for step in giving]
    if any(count for _, count in own):
        return tuple((rows[step.key].planned_start, count) for step, count in own if count)
    drawing = next(step for step in route.steps if _draws(step.inputs, product))
    first = min((rows[step.key].planned_start for step in giving), default=rows[drawing.key].planned_end)
    return ((first, _count(drawing.inputs, product)),)


def _count(flows: Iterable[Flow], product: str) -> int:
    return sum(flow.count for flow in flows if flow.product == product)


def _draws(flows: Iterable[Flow], product: str) -> bool:
    return any(flow.source == "lot" and flow.product == product for flow in flows)


def _drawing(product: str) -> list[str]:
    """Return the treatment routes that draw a product from lots."""
    return [
        one.key
        for one in routes_list(kind="treatment")
        if any(_draws(step.inputs, product) for step in route_of(one.key, one.version).steps)
    ]
