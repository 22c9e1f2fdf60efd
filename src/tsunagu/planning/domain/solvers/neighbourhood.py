"""The small model of a repair: disturbed journeys and those around them, who keep their hours or count as touched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from tsunagu.planning.domain.problem import Journey
from tsunagu.planning.domain.solution import Assignment
from tsunagu.planning.domain.solvers.disturbance import Situation
from tsunagu.planning.domain.solvers.domains import Domains, Limits, domains
from tsunagu.planning.domain.solvers.insertion import options_of
from tsunagu.planning.domain.solvers.model import Choice, Linear, Model
from tsunagu.planning.domain.solvers.profiles import Table, held_beside_fixed, hold

DAY = 24


@dataclass(frozen=True, slots=True)
class Rules:
    """What a repair may do to others, and what it weighs.

    ``urgency`` is how much more an hour of a disturbed patient's wait counts than an hour of those who would make
    room. A promise moved to another day costs ``moved`` weighted hours beside the delay, any other change ``touched``.
    No goal is delayed by more than ``delay_days``, no more than ``max_moved`` others are touched at all.
    At most so many ``disturbed`` (those who wait worst; the rest stay where they were inserted) and ``neighbours`` are
    planned together.
    """

    freeze_hours: int = 48
    max_moved: int = 10
    neighbours: int = 24
    disturbed: int = 12
    delay_days: int = 21
    urgency: int = 3
    moved: int = 24
    touched: int = 4


@dataclass(frozen=True)
class Neighbourhood:
    """Journeys planned together, all others standing: ``before`` is the plan once the disturbed ones are inserted."""

    facts: Situation
    now: int
    rules: Rules
    before: Mapping[str, Assignment]
    disturbed: Sequence[str]
    others: Sequence[str]

    def model(self) -> Model:
        """Return the closed model; its aim counts from the plan before, so that this plan costs nothing."""
        model = Model(self.facts.problem, self._free())
        aims: list[Linear] = []
        for key in self.disturbed:
            aims.append(self._disturbed(model, self._journey(key)))
        touched = []
        for key in self.others:
            aim, touch = self._other(model, self._journey(key))
            aims.append(aim)
            touched.append(touch)
        model.cp.add(sum(touched) <= self.rules.max_moved)
        model.close()
        model.cp.minimize(sum(aims))
        return model

    def _journey(self, key: str) -> Journey:
        return self.facts.problem.journey_by_key[key]

    def _free(self) -> Table:
        """Return what all leave who aren't in the model."""
        free = self.facts.free.copy()
        for key in self.before.keys() - self.facts.standing.keys() - set(self.disturbed):
            hold(free, self.facts.problem, held_beside_fixed(self._journey(key), self.before[key]))
        for key in self.others:
            hold(free, self.facts.problem, held_beside_fixed(self._journey(key), self.before[key]), -1)
        return free

    def _disturbed(self, model: Model, journey: Journey) -> Linear:
        """Add a disturbed journey; several of them may cede some days to each other."""
        before = self.before.get(journey.key)
        ceiling = None
        if before is not None:
            ceiling = before.goal_start(journey) + (
                self.rules.delay_days * DAY if len(self.disturbed) > 1 else 0
            )
        found = self._domains(model, journey, Limits(self.now, ceiling))
        choice = model.add(journey, found, required=before is not None)
        never = self.facts.problem.hours + self.facts.problem.left_out_hours
        reference = never if before is None else before.goal_start(journey)
        return self.rules.urgency * journey.weight * (choice.goal - reference)

    def _other(self, model: Model, journey: Journey) -> tuple[Linear, cp_model.IntVar]:
        """Add another journey, and return what its changes cost and whether it is touched."""
        before, rules = self.before[journey.key], self.rules
        goal = before.goal_start(journey)
        limits = Limits(self.now + rules.freeze_hours, goal + rules.delay_days * DAY)
        choice = model.add(journey, self._domains(model, journey, limits), required=True)
        touched = model.cp.new_bool_var(f"{journey.key} touched")
        moved = model.cp.new_bool_var(f"{journey.key} moved")
        _keep(model, choice, before, touched)
        day = goal // DAY * DAY
        model.cp.add_linear_constraint(choice.goal, day, day + DAY - 1).only_enforce_if(~moved)
        model.cp.add_implication(moved, touched)
        model.cp.add_hint(touched, False)
        model.cp.add_hint(moved, False)
        cost = journey.weight * (choice.goal - goal) + rules.moved * moved + rules.touched * touched
        return cost, touched

    def _domains(self, model: Model, journey: Journey, limits: Limits) -> list[Domains]:
        problem = self.facts.problem
        return [domains(problem, journey, each, model.free, limits) for each in options_of(journey)]


def _keep(model: Model, choice: Choice, before: Assignment, touched: cp_model.IntVar) -> None:
    """Hold a journey to its hours unless it is touched."""
    placed = choice.option(before.option)
    if placed is None:
        raise ValueError(f"the plan of {choice.journey.key} isn't among its possible hours")
    model.cp.add_implication(~touched, placed.taken)
    for variables, hours in ((placed.starts, before.starts), (placed.ends, before.ends)):
        for variable, hour in zip(variables, hours, strict=True):
            if isinstance(variable, cp_model.IntVar):
                model.cp.add(variable == hour).only_enforce_if(~touched)
