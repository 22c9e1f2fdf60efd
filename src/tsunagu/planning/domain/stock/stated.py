"""What a manufacturer states about a product made to stock: how it is made and kept, and its forecast by dates."""

from dataclasses import dataclass
from datetime import date, timedelta

from tsunagu.planning.domain.stock.problem import Forecast, Keeping, Making


@dataclass(frozen=True, slots=True)
class Line:
    """The forecast of the week that begins on a Monday, of one region or of all together."""

    monday: date
    low: float
    mid: float
    high: float
    region: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """Making, keeping and forecast; ``steady`` (low, mid, high) holds for weeks without a line of their own."""

    making: Making
    keeping: Keeping
    steady: tuple[float, float, float] | None = None
    lines: tuple[Line, ...] = ()

    def forecast(self, start: date, weeks: int) -> tuple[Forecast, ...]:
        """Return the forecast by weeks from a Monday on."""
        found = []
        for week in range(weeks):
            monday = start + timedelta(days=7 * week)
            own = [line for line in self.lines if line.monday == monday]
            found += [Forecast(week, line.low, line.mid, line.high, line.region) for line in own]
            if not own and self.steady is not None:
                found.append(Forecast(week, *self.steady))
        return tuple(found)


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())
