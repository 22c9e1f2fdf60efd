"""Two plans of the same problem as a difference: which journeys moved, from when to when."""

from dataclasses import dataclass

from tsunagu.planning.domain.problem import Journey, Problem
from tsunagu.planning.domain.solution import Assignment, Plan


@dataclass(frozen=True, slots=True)
class Move:
    """A journey that is otherwise in the second plan; hours are those of its goal, None where it is left out.

    ``by_before`` and ``by_after`` are the sites that carry it out, or the option's key where the problem names none.
    """

    journey: str
    before: int | None
    after: int | None
    by_before: tuple[str, ...]
    by_after: tuple[str, ...]
    tasks: int

    @property
    def hours(self) -> int:
        """Return how much later the goal is; 0 where it was or is left out."""
        return 0 if self.before is None or self.after is None else self.after - self.before

    @property
    def replaced(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the sites that no longer take part, and those that do now."""
        return (
            tuple(each for each in self.by_before if each not in self.by_after),
            tuple(each for each in self.by_after if each not in self.by_before),
        )


def moves(problem: Problem, before: Plan, after: Plan) -> tuple[Move, ...]:
    """Return the journeys that the second plan carries out otherwise, the largest change of their goal first."""
    found = []
    for journey in problem.journeys:
        one, other = before.assignments.get(journey.key), after.assignments.get(journey.key)
        if one != other:
            found.append(_move(journey, one, other))
    return tuple(sorted(found, key=lambda move: (not _is_lost(move), -abs(move.hours), move.journey)))


def _is_lost(move: Move) -> bool:
    return (move.before is None) != (move.after is None)


def _move(journey: Journey, before: Assignment | None, after: Assignment | None) -> Move:
    return Move(
        journey.key,
        None if before is None else before.goal_start(journey),
        None if after is None else after.goal_start(journey),
        _by(journey, before),
        _by(journey, after),
        _moved_tasks(journey, before, after),
    )


def _by(journey: Journey, assignment: Assignment | None) -> tuple[str, ...]:
    if assignment is None:
        return ()
    return tuple(journey.by_key[assignment.option].choices.values()) or (assignment.option,)


def _moved_tasks(journey: Journey, before: Assignment | None, after: Assignment | None) -> int:
    """Count the tasks of the second that begin or end at another time than in the first."""
    if before is None or after is None:
        return 0 if after is None else len(after.starts)
    count = 0
    for task in journey.by_key[after.option].tasks:
        known = task.key in journey.by_key[before.option].index
        count += not known or before.span_of(journey, task.key) != after.span_of(journey, task.key)
    return count
