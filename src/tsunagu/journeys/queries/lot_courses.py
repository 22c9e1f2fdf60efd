"""What became of lots made to stock, over the newest productions of which the scope's member may use the data."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from tsunagu.custody.queries.chains import open_mine
from tsunagu.custody.queries.stock import destroyed_of_lots, pieces_of_lots
from tsunagu.journeys.domain.lot_courses import LotCourse
from tsunagu.journeys.queries.durations import MOST_CHAINS
from tsunagu.journeys.queries.made_to_stock import doses_follow_from_cells, making_step
from tsunagu.journeys.queries.rows import JourneyRow, ReleaseRow, StepRow, journeys_of, releases_of, steps_of
from tsunagu.members.queries.sites import site_keys
from tsunagu.therapies.domain.route import Route
from tsunagu.therapies.queries.many_routes import routes_of


def lot_courses(limit: int = MOST_CHAINS) -> list[LotCourse]:
    """Return the lots that were released or lost since manufacturing began; what is under way tells nothing yet.

    A lot that was made again counts as one that was lost and one more. Doses destroyed before the release weren't
    released; those destroyed later expired or broke in the store, which plans of lots count by themselves.
    """
    journeys = journeys_of(open_mine("lot", limit))
    routes = routes_of({(one.route, one.version) for one in journeys})
    own = [one for one in journeys if _makes(routes.get((one.route, one.version)))]
    chains = [one.chain for one in own]
    steps, releases, made = steps_of(chains), releases_of(chains), _Made(chains)
    sites = site_keys(row.site for rows in steps.values() for row in rows if row.site is not None)
    found = []
    for journey in own:
        route = routes[journey.route, journey.version]
        for row, ended_at, is_released in _lots(
            journey, route, steps.get(journey.chain, []), releases.get(journey.chain, [])
        ):
            share = made.share(route, row, ended_at) if is_released else None
            if is_released and share is None:
                continue
            site = sites.get(row.site, "") if row.site else ""
            found.append(LotCourse(journey.chain, route.key, site, row.key, row.attempt, ended_at, share))
    return found


class _Made:
    """What was made of lots, and what of it was destroyed when; asked once for all of them."""

    def __init__(self, chains: Sequence[UUID]) -> None:
        self._follow_from_cells = cache(doses_follow_from_cells)
        self._each = {(one.chain, one.attempt, one.product): one.quantity for one in pieces_of_lots(chains)}
        self._gone: defaultdict[tuple[UUID, int, str], list[datetime]] = defaultdict(list)
        for at, one in destroyed_of_lots(chains):
            self._gone[one.chain, one.attempt, one.product].append(at)

    def share(self, route: Route, row: StepRow, released_at: datetime) -> float | None:
        """Return what was released over what the route plans, in cells where doses follow from them.

        A step that fills makes as many pieces as its route says. None where cells count and all pieces are gone to
        patients: nobody here sees how many cells they held.
        """
        product = route.makes or ""
        planned = next(flow.count for step in route.steps for flow in step.outputs if flow.product == product)
        key = row.chain, row.attempt, product
        sound = 1 - sum(at <= released_at for at in self._gone[key]) / planned
        cells = route.product(product).cells
        if not cells or not self._follow_from_cells(product):
            return sound
        each = self._each.get(key)
        return None if each is None else sound * each / cells


def _makes(route: Route | None) -> bool:
    return route is not None and route.makes is not None and route.source == "allogeneic"


def _lots(
    journey: JourneyRow, route: Route, rows: Sequence[StepRow], releases: Sequence[ReleaseRow]
) -> list[tuple[StepRow, datetime, bool]]:
    """Return for each lot whose end is known: the step that fills it, when it ended, and whether it was released."""
    making = making_step(route)
    since = _from_manufacturing(route)
    fills = [row for row in rows if row.key == making]
    found = []
    for number, row in enumerate(fills):
        until = fills[number + 1].attempt if number + 1 < len(fills) else None
        own = [one for one in rows if row.attempt <= one.attempt and (until is None or one.attempt < until)]
        verdicts = {
            one.step: one
            for one in releases
            if row.attempt <= one.attempt and (until is None or one.attempt < until)
        }
        failed = [one.ended_at for one in own if one.state == "failed" and one.key in since and one.ended_at]
        rejected = [one.released_at for one in verdicts.values() if one.verdict == "rejected"]
        is_over = until is not None or journey.state in ("failed", "cancelled")
        if rejected or (failed and is_over):
            found.append((row, min(rejected or failed), False))
        elif verdicts and _is_released(route, verdicts):
            found.append((row, max(one.released_at for one in verdicts.values()), True))
    return found


def _is_released(route: Route, verdicts: Mapping[str, ReleaseRow]) -> bool:
    needed = {step.key for step in route.steps if step.action == "release"}
    return needed <= {step for step, one in verdicts.items() if one.verdict == "released"}


def _from_manufacturing(route: Route) -> frozenset[str]:
    """Return the steps from the first of manufacturing on: donated cells lie in a bank by then."""
    first = next(
        (one for one in route.order if one.stage == "manufacturing" and one.action == "process"), None
    )
    if first is None:
        return frozenset(step.key for step in route.steps)
    return frozenset(
        step.key for step in route.steps if step.key == first.key or first.key in route.ancestors(step.key)
    )
