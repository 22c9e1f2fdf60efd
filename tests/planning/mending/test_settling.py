"""Steps that hold nothing follow at once on those before them, unless a wait or closed hours are in the way."""

from tsunagu.planning.domain.mending.settling import settled
from tsunagu.planning.domain.problem import Journey, Lag, Option, Task, Use
from tsunagu.planning.domain.solution import Assignment


def journey(*, most: int | None = None, closed: tuple[tuple[int, int], ...] = ()) -> Journey:
    tasks = (Task("make", 5, 5), Task("store", 2, 2, closed=closed), Task("infuse", 1, 1))
    lags = (Lag("make", "store", 1), Lag("store", "infuse", 0, most))
    return Journey("a", 0, "infuse", (Option("only", tasks, lags, (Use("room", "make", "make"),)),))


LATE = Assignment("only", (10, 40, 50), (15, 42, 51))


def test_a_step_that_holds_nothing_moves_up_and_others_stay() -> None:
    assert settled(journey(), LATE, 0) == Assignment("only", (10, 16, 50), (15, 18, 51))
    assert settled(journey(), LATE, 30).starts == (10, 30, 50)


def test_a_longest_wait_keeps_it_where_it_is() -> None:
    assert settled(journey(most=10), LATE, 0) == LATE


def test_closed_hours_let_it_move_up_to_where_they_end() -> None:
    assert settled(journey(closed=((16, 17), (18, 30))), LATE, 0).starts == (10, 30, 50)
    assert settled(journey(closed=((16, 41),)), LATE, 0) == LATE
