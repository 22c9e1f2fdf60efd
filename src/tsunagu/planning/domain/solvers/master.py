"""The choice among schedules as a linear program: one schedule a journey, no resource over its capacity.

A column is one complete schedule of a journey, exact to the hour. A row keeps one resource within its capacity over an
interval of hours, mostly a single hour; rows are added where a solution would break the capacity, not before.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import highspy
import numpy as np

from tsunagu.planning.domain.solvers.compiled import Bools, Compiled, Floats, Ints
from tsunagu.planning.domain.solvers.holding import add_use, held

NO_LIMIT = highspy.kHighsInf
OVER = 0.02  # units of a resource by which a solution of the linear program must exceed the capacity to earn a row


@dataclass(frozen=True, slots=True)
class Row:
    """One resource (by number) over the hours from ``start`` until (not including) ``until``."""

    resource: int
    start: int
    until: int


@dataclass(frozen=True, slots=True)
class Column:
    """One schedule of one option (by number): the times of its events and what it costs in weighted hours."""

    option: int
    times: Ints
    cost: float


@dataclass(frozen=True, slots=True)
class Solved:
    """A solution of the linear program: shares of the columns, prices of the rows, worth of each journey."""

    cost: float
    shares: Floats
    prices: Floats
    worth: Floats


class Master:
    """Grows by columns and rows; journeys are closed and capacity shrinks while a plan is being fixed."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.columns: list[Column] = []
        self.rows: list[Row] = []
        self._known_rows: set[Row] = set()
        self._known_columns: set[tuple[int, bytes]] = set()
        self._edges = np.zeros((0, 3), dtype=np.int64)
        self._program = highspy.Highs()
        self._program.setOptionValue("output_flag", False)
        self._program.setOptionValue("threads", 1)
        self.left_out = np.array(
            [compiled.problem.cost_left_out(journey) for journey in compiled.problem.journeys], dtype=float
        )
        nothing = (0, np.array([], dtype=np.int32), np.array([], dtype=float))
        for _ in self.left_out:
            self._program.addRow(1.0, 1.0, *nothing)
        for journey, cost in enumerate(self.left_out):
            self._program.addCol(cost, 0.0, NO_LIMIT, 1, np.array([journey], dtype=np.int32), np.array([1.0]))

    @property
    def journeys(self) -> int:
        """Return the number of journeys: their rows and left-out columns come first in the program."""
        return len(self.left_out)

    def add_column(self, option: int, times: Ints) -> bool:
        """Add a schedule; False where it is there already."""
        key = (option, times.tobytes())
        if key in self._known_columns:
            return False
        self._known_columns.add(key)
        compiled = self.compiled
        journey = compiled.journey_of[option]
        cost = float(compiled.weight[journey] * (times[compiled.goal[option]] - compiled.referred[journey]))
        self.columns.append(Column(option, times.copy(), cost))
        amounts = np.zeros(len(self.rows))
        held(compiled.holds_of(option), times, self._edges, amounts)
        touched = np.nonzero(amounts)[0]
        rows = np.concatenate([[journey], self.journeys + touched]).astype(np.int32)
        self._program.addCol(cost, 0.0, NO_LIMIT, len(rows), rows, np.concatenate([[1.0], amounts[touched]]))
        return True

    def add_rows(self, rows: Iterable[Row], capacity: Ints) -> None:
        """Add the rows that aren't there yet, with the entries of all columns."""
        new = [row for row in rows if row not in self._known_rows]
        if not new:
            return
        edges = np.array([(row.resource, row.start, row.until) for row in new], dtype=np.int64)
        entries: list[list[tuple[int, float]]] = [[] for _ in new]
        amounts = np.zeros(len(new))
        for number, column in enumerate(self.columns):
            held(self.compiled.holds_of(column.option), column.times, edges, amounts)
            for place in np.nonzero(amounts)[0]:
                entries[place].append((self.journeys + number, amounts[place]))
        for row, entry in zip(new, entries, strict=True):
            limit = float(capacity[row.resource, row.start : row.until].sum())
            at = np.array([each[0] for each in entry], dtype=np.int32)
            self._program.addRow(
                -NO_LIMIT, limit, len(entry), at, np.array([each[1] for each in entry], dtype=float)
            )
        self.rows.extend(new)
        self._known_rows.update(new)
        self._edges = np.concatenate([self._edges, edges])

    def solve(self) -> Solved:
        """Return the cheapest mixture of the columns."""
        self._program.run()
        solution = self._program.getSolution()
        dual = np.array(solution.row_dual)
        shares = np.array(solution.col_value)[self.journeys :]
        cost = self._program.getInfo().objective_function_value
        return Solved(cost, shares, np.maximum(0.0, -dual[self.journeys :]), dual[: self.journeys])

    def price_by_hour(self, prices: Floats) -> Floats:
        """Return the price of one unit of each resource at each hour (resources and absences, hours)."""
        by_hour = np.zeros(self.compiled.capacity.shape)
        for number in np.nonzero(prices)[0]:
            row = self.rows[number]
            by_hour[row.resource, row.start : row.until] += prices[number]
        return by_hour

    def overfull(self, shares: Floats, capacity: Ints) -> list[Row]:
        """Return, for each resource and day over its capacity, the middle of its worst hours as a row."""
        use = np.zeros(capacity.shape)
        for number in np.nonzero(shares > 1e-9)[0]:
            column = self.columns[number]
            add_use(self.compiled.holds_of(column.option), column.times, shares[number], use)
        resources = len(self.compiled.problem.resources)
        over = (use - capacity)[:resources]
        found = []
        for first in range(0, over.shape[1], 24):
            day = over[:, first : first + 24]
            worst = day.max(axis=1)
            for resource in np.nonzero(worst > OVER)[0]:
                hours = np.nonzero(day[resource] > worst[resource] - 1e-6)[0]
                hour = first + int(hours[len(hours) // 2])
                found.append(Row(int(resource), hour, hour + 1))
        return [row for row in found if row not in self._known_rows]

    def restrict(self, capacity: Ints, free: Bools, usable: Bools) -> None:
        """Ask from now on only for the ``free`` journeys, in this capacity, by the ``usable`` columns."""
        total = np.concatenate([np.zeros((len(capacity), 1)), np.cumsum(capacity, axis=1)], axis=1)
        left = total[self._edges[:, 0], self._edges[:, 2]] - total[self._edges[:, 0], self._edges[:, 1]]
        rows = np.arange(self.journeys + len(self.rows), dtype=np.int32)
        needed = free.astype(float)
        lower = np.concatenate([needed, np.full(len(left), -NO_LIMIT)])
        self._program.changeRowsBounds(len(rows), rows, lower, np.concatenate([needed, left.astype(float)]))
        columns = np.arange(self.journeys, self.journeys + len(self.columns), dtype=np.int32)
        upper = np.where(usable, NO_LIMIT, 0.0)
        self._program.changeColsBounds(len(columns), columns, np.zeros(len(columns)), upper)
