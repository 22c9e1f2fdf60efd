"""Cultures that grow to a target, arranged for the route's page: what is stated, and the days that follow."""

from dataclasses import dataclass

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.numbers import number
from tsunagu.therapies.domain import Expansion, Route


@dataclass(frozen=True, slots=True)
class GrowthRow:
    """A culture as the table shows it; intervals hold the central 90 %."""

    name: Text
    doubling: str
    seeded: str
    target: str
    lag: str
    doublings: str
    most: str
    days: str
    likely: str


def growth_rows(route: Route) -> list[GrowthRow]:
    """Return the cultures that state an expansion, in working order."""
    return [_row(step.name, step.expansion) for step in route.order if step.expansion is not None]


def days_text(low: float, high: float) -> str:
    """Write an interval of hours in days, to a tenth."""
    ends = dict.fromkeys((f"{low / 24:.1f}", f"{high / 24:.1f}"))
    return "–".join(ends)


def _row(name: Text, expansion: Expansion) -> GrowthRow:
    low, likely, high = expansion.hours
    few, _, many = expansion.doublings
    return GrowthRow(
        name=name,
        doubling=_between(*expansion.doubling_hours),
        seeded=_between(*expansion.seeded_cells),
        target=number(expansion.target_cells),
        lag=number(expansion.lag_hours),
        doublings="–".join(dict.fromkeys((f"{few:.1f}", f"{many:.1f}"))),
        most="" if expansion.most_doublings is None else number(expansion.most_doublings),
        days=days_text(low, high),
        likely=f"{likely / 24:.1f}",
    )


def _between(low: float, high: float) -> str:
    return "–".join(dict.fromkeys((number(low), number(high))))
