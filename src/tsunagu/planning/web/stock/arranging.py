"""A plan of lots as pictures and tables: stock against demand, lots as bars, weeks and lots as lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext as _

from tsunagu.foundation.text import Text
from tsunagu.foundation.web import svg
from tsunagu.foundation.web.times import TOKYO, language
from tsunagu.planning.domain.stock.outlook import Outlook, Week
from tsunagu.planning.domain.stock.plan import StartedLot
from tsunagu.planning.domain.stock.problem import KnownLot, Product, StockProblem
from tsunagu.planning.web.stock.words import week_text

WEEK_HOURS = 168


@dataclass(frozen=True, slots=True)
class LotLine:
    """A lot of a plan: what it is, when it is started, filled and usable, and what is given of it on average."""

    product: str
    label: str
    is_new: bool
    size: int
    hours: float | None
    lost: float
    start: int | None
    filled: int | None
    first: int
    last: int
    given: float


def lot_lines(problem: StockProblem, outlook: Outlook) -> list[LotLine]:
    """Return the lots of all products, known ones first."""
    return [
        line
        for product, served in zip(problem.products, outlook.served, strict=True)
        for line in _lines(product, dict(served))
    ]


def _lines(product: Product, served: dict[str | StartedLot, tuple[float, ...]]) -> Iterator[LotLine]:
    name = product.name.in_language(language())
    known = {lot.key: lot for lot in product.lots}
    number = 0
    for lot, given in served.items():
        if isinstance(lot, StartedLot):
            number += 1
            yield _new(product, name, lot, number, sum(given))
        else:
            yield _known(product, name, known[lot], sum(given))


def _new(product: Product, name: str, lot: StartedLot, number: int, given: float) -> LotLine:
    first, last = product.usable(lot.week)
    return LotLine(
        name, _("New lot %(n)s") % {"n": number}, True, lot.size, product.making.filling.hours(lot.size),
        product.lost_in_filling(lot.size), lot.week, lot.week + product.making.filled_after, first, last, given,
    )  # fmt: skip


def _known(product: Product, name: str, lot: KnownLot, given: float) -> LotLine:
    last = product.last_week(lot.expires)
    return LotLine(name, lot.key, False, lot.doses, None, 0.0, None, None, max(0, lot.first), last, given)


def lots_picture(problem: StockProblem, lines: list[LotLine], now: datetime) -> Any:
    """Draw each lot: making, tests, and the weeks in which it may be used."""
    midnight = datetime.combine(problem.start, time(), TOKYO)
    hours = problem.weeks * WEEK_HOURS
    window = svg.Window(midnight, hours, "quarter", (now - midnight).total_seconds() / 3600)
    rows, heading = [], ""
    for line in lines:
        rows.append(
            svg.GanttRow(line.label, _bars(problem, line), line.product if line.product != heading else "")
        )
        heading = line.product
    label = _("Lots over %(weeks)s weeks") % {"weeks": problem.weeks}
    return svg.gantt(rows, window, label, _("The table below says the same."))


def _bars(problem: StockProblem, line: LotLine) -> list[svg.GanttBar]:
    usable = _("usable"), line.first, line.last + 1, "storage"
    if line.start is None or line.filled is None:
        parts = [(_("being made and tested"), 0, line.first, "evaluation"), usable]
    else:
        parts = [
            (_("in the clean room"), line.start, line.filled + 1, "manufacturing"),
            (_("tests and release"), line.filled + 1, line.first, "evaluation"),
            usable,
        ]
    return [
        svg.GanttBar(
            first * WEEK_HOURS, last * WEEK_HOURS, hue,
            f"{line.size:,}" if hue == "storage" else "",
            f"{line.label}　{what}　{week_text(problem, first)}–{week_text(problem, last)}",
            0, "pale" if hue == "storage" and not line.is_new else "solid",
        )
        for what, first, last, hue in parts
        if first < last and last > 0 and first < problem.weeks
    ]  # fmt: skip


def stock_picture(problem: StockProblem, product: Product, weeks: tuple[Week, ...]) -> Any:
    """Draw the stock with its band over the futures, the demand with its band, and the positions of the store."""
    numbers = range(1, problem.weeks + 1)
    stock = svg.Series(
        _("Stock at the end of the week (middle)"),
        line=[(float(at), week.mid) for at, week in zip(numbers, weeks, strict=True)],
        ribbon=[(float(at), week.low, week.high) for at, week in zip(numbers, weeks, strict=True)],
        ribbon_label=_("Stock in eight of ten futures"),
        hue="accent",
    )
    lines = problem.demand[problem.products.index(product)]
    demand = svg.Series(
        _("Demand of the week (middle)"),
        line=[(float(line.week + 1), line.mid) for line in lines],
        ribbon=[(float(line.week + 1), line.low, line.high) for line in lines],
        ribbon_label=_("Demand in eight of ten weeks"),
        hue="clinical",
    )
    missing = svg.Series(
        _("Missing on average"),
        line=[(float(at), week.unmet) for at, week in zip(numbers, weeks, strict=True)],
        hue="transport",
    )
    most = max(week.high for week in weeks)
    positions = product.keeping.positions
    rows = [svg.Limit(positions, _("Positions"))] if most > positions * 0.5 else []
    return svg.curve(
        [stock, demand, missing],
        svg.Axis(_("Week (1 begins on %(day)s)") % {"day": week_text(problem, 0)}, 1, problem.weeks),
        svg.Axis(_("Doses"), 0),
        _("Stock and demand: %(name)s") % {"name": product.name.in_language(language())},
        rows=rows,
    )


def week_rows(problem: StockProblem, product: Product, weeks: tuple[Week, ...]) -> list[dict[str, Any]]:
    """Return the weeks of a product as lines of a table."""
    lines = problem.demand[problem.products.index(product)]
    return [
        {
            "monday": problem.monday(number), "low": week.low, "mid": week.mid, "high": week.high,
            "demand_mid": line.mid, "demand_low": line.low, "demand_high": line.high,
            "unmet": week.unmet, "expired": week.expired, "no_room": week.no_room,
            "rooms": problem.rooms[number],
        }
        for number, (week, line) in enumerate(zip(weeks, lines, strict=True))
    ]  # fmt: skip


def product_figures(problem: StockProblem, product: Product, weeks: tuple[Week, ...]) -> dict[str, Any]:
    """Return what becomes of a product's doses on average."""
    demand, unmet = sum(week.demand for week in weeks), sum(week.unmet for week in weeks)
    lost = sum(week.expired + week.no_room for week in weeks)
    return {
        "name": Text(product.name.ja, product.name.en),
        "demand": demand, "unmet": unmet, "lost": lost,
        "service": 100 * (1 - unmet / demand) if demand else 100.0, "per_lot": per_lot(product),
    }  # fmt: skip


def per_lot(product: Product) -> dict[str, float]:
    """Return what a lot of the largest size is planned to give, and how many observed lots that rests on."""
    making = product.making
    return {
        "size": max(making.sizes), "expected": product.expected, "kept": making.kept * 100,
        "spread": making.spread * 100, "failing": making.failing * 100, "observed": product.observed,
    }  # fmt: skip
