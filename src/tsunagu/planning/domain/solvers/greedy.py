"""First come, first served: each journey in turn takes its earliest infusion in what is left; also what is offered."""

from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.domain.solution import Plan
from tsunagu.planning.domain.solvers.batch import Searcher
from tsunagu.planning.domain.solvers.compiled import Ints, compile_problem
from tsunagu.planning.domain.solvers.holding import fits, give_back, own_clash, take
from tsunagu.planning.domain.solvers.master import Column

Chosen = dict[int, Column]


class Schedule:
    """Journeys (by number) placed so far and the capacity that they leave."""

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher
        self.compiled = searcher.compiled
        self.capacity = searcher.compiled.capacity.copy()
        self.chosen: Chosen = {}

    def place(self, column: Column) -> bool:
        """Place a journey by a schedule if it fits; False where it doesn't."""
        holds = self.compiled.holds_of(column.option)
        if not fits(holds, column.times, self.capacity) or own_clash(holds, column.times, self.capacity) >= 0:
            return False
        take(holds, column.times, self.capacity)
        self.chosen[int(self.compiled.journey_of[column.option])] = column
        return True

    def keep(self, plan: Plan) -> None:
        """Place the journeys as in a plan, those that have begun first; who doesn't fit any more is left out."""
        for number in by_referral(self.searcher):
            journey = self.compiled.problem.journeys[number]
            assignment = plan.assignments.get(journey.key)
            if assignment is not None and assignment.option in journey.by_key:
                option = self.compiled.option_number(number, assignment.option)
                times = self.compiled.times(option, assignment)
                self.place(Column(option, times, self.cost(option, times)))

    def remove(self, journey: int) -> Column:
        """Take a journey out of the schedule and give back what it held."""
        column = self.chosen.pop(journey)
        give_back(self.compiled.holds_of(column.option), column.times, self.capacity)
        return column

    def options_of(self, journey: int) -> range:
        """Return the option numbers of a journey."""
        return range(int(self.compiled.option_at[journey]), int(self.compiled.option_at[journey + 1]))

    def earliest_column(self, journey: int) -> Column | None:
        """Return the schedule with the earliest goal among all options, in the capacity left; None without any."""
        found = [
            column for option in self.options_of(journey) if (column := self.earliest_of(option)) is not None
        ]
        return min(found, key=lambda column: column.cost, default=None)

    def earliest_of(self, option: int, lower: Ints | None = None) -> Column | None:
        """Return the earliest schedule of one option in the capacity left, from ``lower``; None where there is none."""
        times = self._earliest_that_fits(option, lower)
        return None if times is None else Column(option, times, self.cost(option, times))

    def cost(self, option: int, times: Ints) -> float:
        """Return what a schedule costs in weighted hours."""
        journey = self.compiled.journey_of[option]
        return float(
            self.compiled.weight[journey]
            * (times[self.compiled.goal[option]] - self.compiled.referred[journey])
        )

    def _earliest_that_fits(self, option: int, lower: Ints | None) -> Ints | None:
        """Return the earliest schedule whose holds also fit beside each other, by pushing the later one on."""
        holds = self.compiled.holds_of(option)
        while True:
            times = self.searcher.earliest(option, self.capacity, lower)
            if times is None:
                return None
            clash = own_clash(holds, times, self.capacity)
            if clash < 0:
                return times
            lower = times.copy()
            lower[clash] += 1

    def plan(self, made_by: str) -> Plan:
        """Return the schedule as a plan."""
        journeys = self.compiled.problem.journeys
        return Plan(
            {
                journeys[number].key: self.compiled.assignment(column.option, column.times)
                for number, column in sorted(self.chosen.items())
            },
            made_by=made_by,
        )

    def total(self) -> float:
        """Return the cost of the schedule, journeys left out included."""
        problem = self.compiled.problem
        return sum(
            self.chosen[number].cost if number in self.chosen else problem.cost_left_out(journey)
            for number, journey in enumerate(problem.journeys)
        )


def plan_first_come(problem: Problem) -> Plan:
    """Return the plan of first come, first served."""
    return first_come(Searcher(compile_problem(problem))).plan("first come")


def first_come(searcher: Searcher, before: Plan | None = None) -> Schedule:
    """Return the schedule in which each journey takes its earliest, in the order of referral.

    Whoever has a place in the plan ``before`` that still fits keeps it.
    """
    schedule = Schedule(searcher)
    if before is not None:
        schedule.keep(before)
    for journey in by_referral(searcher):
        column = None if journey in schedule.chosen else schedule.earliest_column(journey)
        if column is not None:
            schedule.place(column)
    return schedule


def by_referral(searcher: Searcher) -> list[int]:
    """Return the journeys' numbers: begun ones first, then in the order of their referral."""
    journeys = searcher.compiled.problem.journeys
    return sorted(
        range(len(journeys)), key=lambda number: (journeys[number].fixed is None, journeys[number].referred)
    )
