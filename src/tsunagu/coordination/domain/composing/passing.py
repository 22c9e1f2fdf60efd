"""How time passes along a chain: each step begins as soon as those before it have ended, lanes leave on their weekdays.

Days are told apart, hours of the day are not: what is ready on a day on which a lane leaves goes on that day, and the
day turns 24 hours after the beginning. The first lane of a window is met by planning the beginning for its day; the
lanes after it are waited for.
"""

from collections.abc import Callable, Mapping

from tsunagu.coordination.domain.composing.problem import Step, Window
from tsunagu.coordination.domain.composing.shape import Move, Shape
from tsunagu.members.domain.lanes import DAYS_OF_WEEK, LaneFacts, waits_of

HOURS_A_DAY = 24
DAILY = "1" * DAYS_OF_WEEK
Leg = tuple[int, str]
"""What a move is in time: hours from door to door, and the weekdays on which it leaves."""
AT_HOME: Leg = (0, DAILY)
Legs = Mapping[str, Leg]
Lasting = Callable[[str, int], int]
"""How long a move takes, by its key, with the wait before it, for what is ready so many hours after the beginning."""


def leg_of(lane: LaneFacts | None) -> Leg:
    """Return what a lane is in time; None: both ends are one site."""
    return AT_HOME if lane is None else (lane.hours, lane.weekdays)


def elapsed(shape: Shape, earlier: str, later: str, lasting: Lasting) -> int:
    """Return the hours from the end of a step to the start of a later one; 0 where it isn't later."""
    begins = _Passing(shape, earlier, lasting).begin(later)
    return 0 if begins is None else begins


def hours_within(shape: Shape, window: Window, step: Step, legs: Legs) -> int:
    """Return the hours of a window, no lane waited for."""
    return elapsed(shape, window.after_step, step.key, lambda move, _: legs[move][0])


def days_within(shape: Shape, window: Window, step: Step, legs: Legs) -> tuple[int, ...]:
    """Return the weekdays (0: Monday) on which a window may begin so that it holds, lanes waited for."""
    return tuple(
        day for day in range(DAYS_OF_WEEK) if _hours_from(shape, window, step, legs, day) <= window.max_hours
    )


def misfit(shape: Shape, legs: Legs) -> frozenset[str]:
    """Return the moves of a window that holds on no weekday; none where each holds on one."""
    for limit in shape.limits:
        moves = frozenset[str]().union(*(moves for _, moves in limit.sums))
        waited = [move for move in moves if legs[move] != AT_HOME]
        is_waited_for = len(waited) > 1 and any(legs[move][1] != DAILY for move in waited)
        if is_waited_for and not days_within(shape, limit.window, limit.step, legs):
            return moves
    return frozenset()


def _hours_from(shape: Shape, window: Window, step: Step, legs: Legs, day: int) -> int:
    """Return the hours of a window that begins on a weekday."""

    def lasts(move: str, at: int) -> int:
        hours, weekdays = legs[move]
        return HOURS_A_DAY * waits_of(weekdays)[(day + at // HOURS_A_DAY) % DAYS_OF_WEEK] + hours

    return elapsed(shape, window.after_step, step.key, lasts)


class _Passing:
    """Follows the steps from the end of one of them."""

    def __init__(self, shape: Shape, earlier: str, lasting: Lasting) -> None:
        self.steps = shape.request.by_key
        self.moves: dict[str, Move] = {move.step.key: move for move in shape.moves}
        self.lasting = lasting
        self.ends: dict[str, int | None] = {earlier: 0}

    def begin(self, key: str) -> int | None:
        """Return when a step begins; None where it doesn't come after the step that is counted from."""
        step = self.steps[key]
        known = [end for one in step.after if (end := self._end(one)) is not None]
        if not known:
            return None
        sent = self.moves.get(key) if step.action != "transport" else None
        ready = max(known) + step.wait_hours
        return ready + (self.lasting(sent.key, ready) if sent else 0)

    def _end(self, key: str) -> int | None:
        if key not in self.ends:
            begins = self.begin(key)
            self.ends[key] = None if begins is None else begins + self._length(self.steps[key], begins)
        return self.ends[key]

    def _length(self, step: Step, begins: int) -> int:
        if step.action != "transport":
            return step.hours
        return self.lasting(self.moves[step.key].key, begins) if step.key in self.moves else 0
