"""The problem as it stands: stated products with the lots that the ledger knows, and the clean rooms that are free."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil
from uuid import UUID

from tsunagu.foundation.web.times import tokyo_date
from tsunagu.planning.domain.capacity.holidays import public_holidays
from tsunagu.planning.domain.stock.checks import check_problem
from tsunagu.planning.domain.stock.problem import Costs, KnownLot, StockProblem
from tsunagu.planning.queries.capacity import resources
from tsunagu.planning.queries.stock import LotView, ProductView, first_monday, lots_of, stock_route

ROOM = "clean_room"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a plan is asked for: its weeks, clean rooms in an ordinary week, what weighs how much, how many futures."""

    weeks: int = 26
    rooms: int = 1
    costs: Costs = field(default_factory=Costs)
    scenarios: int = 40
    seed: int = 1


def gather_stock(
    products: Iterable[ProductView], wanted: Wanted, member: UUID, now: datetime
) -> StockProblem:
    """Return the problem of some stated products from this week on.

    Rooms are those asked for, at most those that the member publishes for a week, less those that lots under way hold.
    """
    start, found = first_monday(now), []
    rooms = rooms_of(member, start, wanted)
    for view in products:
        lots = lots_of(stock_route(view.therapy), view.planned, now)
        known = tuple(_known(lot, view, start) for lot in lots if lot.state != "held")
        found.append(view.product(view.planned.forecast(start, wanted.weeks), known))
        for lot in lots:
            if lot.fills_at is not None:
                last = (tokyo_date(lot.fills_at) - start).days // 7
                rooms = [room - (week <= last) for week, room in enumerate(rooms)]
    problem = StockProblem(
        start, wanted.weeks, tuple(found), tuple(max(0, room) for room in rooms), wanted.costs,
        wanted.scenarios, wanted.seed,
    )  # fmt: skip
    check_problem(problem)
    return problem


def rooms_of(member: UUID, start: date, wanted: Wanted) -> list[int]:
    """Return the clean rooms of each week: as asked, at most as published on the best day of the week."""
    days = wanted.weeks * 7
    holidays = public_holidays(start, start + timedelta(days=days))
    published = [view.days(start, days, holidays) for view in resources(member, since=start, kind=ROOM)]
    if not published:
        return [wanted.rooms] * wanted.weeks
    peaks = [sum(max(each[day].hours, default=0) for each in published) for day in range(days)]
    return [min(wanted.rooms, max(peaks[week * 7 : week * 7 + 7])) for week in range(wanted.weeks)]


def _known(lot: LotView, view: ProductView, start: date) -> KnownLot:
    """Return a lot in whole weeks, each on the safe side."""
    ready = (tokyo_date(lot.ready_at) - start).days
    shelf = view.planned.keeping.shelf
    expires = shelf if lot.expires_at is None else (tokyo_date(lot.expires_at) - start).days // 7
    is_there = lot.state == "in_store"
    return KnownLot(
        lot.number, lot.count, 0 if is_there else ceil(ready / 7), expires,
        0.0 if is_there else view.planned.making.failing,
    )  # fmt: skip
