"""How steps went against their plan, over the newest journeys of which the scope's member may use the data.

For the coordinator these are the journeys whose owners let it see cases and whose patients or donors gave consent to
data for the network: only then is it a party of their chains, and it leaves when the consent is withdrawn. Views follow
corrections, so that a time that was corrected counts as corrected, and an act declared in error not at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from tsunagu.custody.queries.chains import open_mine
from tsunagu.custody.queries.items import made_quantities
from tsunagu.journeys.domain.durations import HOUR, StepCourse, lanes_of
from tsunagu.journeys.queries.rows import JourneyRow, StepRow, journeys_of, releases_of, steps_of
from tsunagu.members.queries.sites import site_keys
from tsunagu.therapies.domain.route import Route
from tsunagu.therapies.queries.many_routes import routes_of

MOST_CHAINS = 3000
"""So many of the newest cases and lots are looked at."""
Made = Mapping[tuple[UUID, str, int], float]
"""Cells made over cells expected, by chain, step and attempt."""


def step_courses(limit: int = MOST_CHAINS) -> list[StepCourse]:
    """Return the steps that are over, and those that could be worked on, in the journeys that the member may use."""
    journeys = journeys_of(open_mine(limit=limit))
    chains = [one.chain for one in journeys]
    routes = routes_of({(one.route, one.version) for one in journeys})
    steps = steps_of(chains)
    keys = site_keys(row.site for rows in steps.values() for row in rows if row.site is not None)
    rejected = {
        (one.chain, one.step, one.attempt)
        for found in releases_of(chains).values()
        for one in found
        if one.verdict == "rejected"
    }
    made = _made(journeys, routes)
    courses: list[StepCourse] = []
    for journey in journeys:
        route = routes.get((journey.route, journey.version))
        if route is not None:
            courses += _courses(journey, route, steps.get(journey.chain, []), keys, rejected, made)
    return courses


def _made(journeys: Sequence[JourneyRow], routes: Mapping[tuple[str, int], Route]) -> Made:
    """Return the yield of each step that makes a product of which the route says how many cells it holds.

    Not of doses made to stock, which leave the chain with the patients they are drawn for: those count as lots.
    """
    route_by_chain = {one.chain: routes.get((one.route, one.version)) for one in journeys}
    found: dict[tuple[UUID, str, int], float] = {}
    for chain, key, attempt, product, quantity in made_quantities(route_by_chain):
        route = route_by_chain[chain]
        if route is None or not route.has_step(key) or product == route.makes:
            continue
        cells = next((one.cells for one in route.products if one.key == product), None)
        count = sum(flow.count for flow in route.step(key).outputs if flow.product == product)
        if cells and count:
            found[chain, key, attempt] = quantity / (cells * count)
    return found


def _courses(
    journey: JourneyRow, route: Route, rows: Iterable[StepRow], keys: Mapping[UUID, str],
    rejected: set[tuple[UUID, str, int]], made: Made,
) -> list[StepCourse]:  # fmt: skip
    attempts: dict[int, dict[str, StepRow]] = {}
    for row in rows:
        attempts.setdefault(row.attempt, {})[row.key] = row
    lanes = lanes_of(route)
    found = []
    for attempt, by_key in attempts.items():
        known = _latest(attempts, attempt)
        site_of = {route.step(key).party: keys.get(row.site, "") for key, row in known.items() if row.site}
        for key, row in by_key.items():
            base = _base(route, key, row, known)
            is_over = row.state in ("done", "failed") and row.ended_at is not None
            is_open = row.state in ("planned", "started") and journey.state == "under_way"
            if base is None or not (is_over or is_open):
                continue
            start, end = lanes.get(key, ("", route.step(key).party))
            state = "failed" if (row.chain, key, attempt) in rejected else row.state
            found.append(
                StepCourse(
                    row.chain, journey.route, key, attempt, row.action, site_of.get(end, ""), site_of.get(start, ""),
                    route.step(key).duration_hours, base, row.started_at, row.ended_at, state,
                    made.get((row.chain, key, attempt)), (row.planned_end - row.planned_start) / HOUR,
                )
            )  # fmt: skip
    return found


def _latest(attempts: Mapping[int, Mapping[str, StepRow]], until: int) -> dict[str, StepRow]:
    """Return the rows that stand in an attempt: its own, and those before it that it didn't repeat."""
    known: dict[str, StepRow] = {}
    for attempt in sorted(attempts):
        if attempt <= until:
            known |= attempts[attempt]
    return known


def _base(route: Route, key: str, row: StepRow, known: Mapping[str, StepRow]) -> datetime | None:
    """Return when a step could begin and was to; None while something before it isn't over."""
    step = route.step(key)
    ends = [known[one].ended_at for one in step.after if one in known and known[one].state != "skipped"]
    if any(one is None for one in ends):
        return None
    free = [end + timedelta(hours=step.min_hours_after) for end in ends if end is not None]
    return max([row.planned_start, *free])
