"""Trends of products: numeric results of one characteristic over the journeys that the scope's member takes part in."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from tsunagu.custody.queries.chains import open_mine
from tsunagu.evaluation.domain.trends import TrendPoint
from tsunagu.evaluation.queries import ResultView, results_of
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.journeys.queries.rows import JourneyRow, journeys_of
from tsunagu.therapies.domain.route import Characteristic, Route
from tsunagu.therapies.queries import routes_list
from tsunagu.therapies.queries.many_routes import routes_of

WATCHED = frozenset({"release", "in_process"})
"""Weights of characteristics whose trend is watched."""
LEAST = 2
_SIGNS = ("<", "≤", ">", "≥")


@dataclass(frozen=True, slots=True, order=True)
class SeriesKey:
    """One characteristic of a panel of a therapy or product."""

    route: str
    panel: str
    characteristic: str


@dataclass(frozen=True, slots=True)
class ProductSeries:
    """The points of a series in the order of their tests.

    Attributes
    ----------
    characteristic : of the newest published route, with its limits. results : what counts, oldest first.
    numbers : the number of the case or lot, by chain. left_out : results with a comparison sign or in another unit.
    """

    key: SeriesKey
    route_name: Text
    panel_name: Text
    characteristic: Characteristic
    results: tuple[ResultView, ...]
    numbers: dict[UUID, str]
    left_out: int

    @property
    def points(self) -> list[TrendPoint]:
        """What a chart plots."""
        return [TrendPoint(one.uuid, one.tested_at, one.number or 0.0) for one in self.results]


def product_series() -> list[ProductSeries]:
    """Return the series with two or more points that the scope's member takes part in, by product."""
    found = _series(journeys_of(open_mine()))
    return [one for one in found if len(one.results) >= LEAST]


def product_series_of(key: SeriesKey) -> ProductSeries:
    """Return one series that the scope's member takes part in; for others there is no such thing."""
    rows = [row for row in journeys_of(open_mine()) if row.route == key.route]
    found = next((one for one in _series(rows) if one.key == key), None)
    if found is None:
        raise NotFound("no_such_trend", NO_SUCH_TREND)
    return found


def measurable() -> dict[str, Characteristic]:
    """Return the characteristics that published routes measure in numbers, by key: what a control may be kept for."""
    found: dict[str, Characteristic] = {}
    for route in _newest().values():
        for panel in route.panels:
            for one in panel.characteristics:
                if one.expected is None:
                    found.setdefault(one.key, one)
    return found


def counts_in_trend(result: ResultView) -> bool:
    """Whether a result is plotted: in force, verified where it needs to be, with a number that isn't a mere bound."""
    return (
        result.is_in_force
        and not result.awaits_verification
        and result.weight in WATCHED
        and result.state in ("passed", "failed")
        and result.number is not None
    )


def _series(rows: Iterable[JourneyRow]) -> list[ProductSeries]:
    journeys = {row.chain: row for row in rows}
    by_key: dict[SeriesKey, list[ResultView]] = defaultdict(list)
    for one in results_of(journeys):
        if counts_in_trend(one):
            by_key[SeriesKey(journeys[one.chain].route, one.panel, one.characteristic)].append(one)
    routes = _newest()
    numbers = {chain: row.number for chain, row in journeys.items()}
    found = (_one(key, by_key[key], routes[key.route], numbers) for key in sorted(by_key))
    return [one for one in found if one is not None]


def _newest() -> dict[str, Route]:
    """Return the newest version of every route, by key, in one look."""
    found = routes_of((one.key, one.version) for one in routes_list())
    return {key: route for (key, _version), route in found.items()}


def _one(
    key: SeriesKey, results: list[ResultView], route: Route, numbers: dict[UUID, str]
) -> ProductSeries | None:
    """Return a series that the newest version of its route still has; figures that are bounds can't be plotted."""
    panel = next((one for one in route.panels if one.key == key.panel), None)
    named = {} if panel is None else {one.key: one for one in panel.characteristics}
    if panel is None or key.characteristic not in named:
        return None
    unit = named[key.characteristic].unit
    kept = [one for one in results if one.unit == unit and not one.text.startswith(_SIGNS)]
    return ProductSeries(
        key, route.name, panel.name, named[key.characteristic], tuple(kept),
        {one.chain: numbers[one.chain] for one in kept}, len(results) - len(kept),
    )  # fmt: skip


NO_SUCH_TREND = Text(
    "該当するトレンドがありません。参加している症例・ロットの数値結果だけが表示されます。",
    "There is no such trend. Only numeric results of cases and lots that you take part in are shown.",
)
