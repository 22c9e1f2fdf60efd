"""How many hours pass between two steps, each begun as soon as those before it have ended."""

from collections.abc import Callable, Mapping

from tsunagu.coordination.domain.composing.problem import Step
from tsunagu.coordination.domain.composing.shape import Move, Shape

Hours = Callable[[str], int]
"""How long a move takes, by its key."""


def elapsed(shape: Shape, earlier: str, later: str, hours: Hours) -> int:
    """Return the hours from the end of a step to the start of a later one; 0 where it isn't later."""
    steps = shape.request.by_key
    moves = {move.step.key: move for move in shape.moves}
    ends: dict[str, int] = {earlier: 0}
    begins = _begin(later, steps, moves, hours, ends)
    return 0 if begins is None else begins


def _begin(
    key: str, steps: Mapping[str, Step], moves: Mapping[str, Move], hours: Hours, ends: dict[str, int]
) -> int | None:
    """Return when a step begins; None where it doesn't come after the step that is counted from."""
    step = steps[key]
    known = [end for one in step.after if (end := _end(one, steps, moves, hours, ends)) is not None]
    if not known:
        return None
    sent = moves.get(key) if step.action != "transport" else None
    return max(known) + step.wait_hours + (hours(sent.key) if sent else 0)


def _end(
    key: str, steps: Mapping[str, Step], moves: Mapping[str, Move], hours: Hours, ends: dict[str, int]
) -> int | None:
    if key in ends:
        return ends[key]
    begins = _begin(key, steps, moves, hours, ends)
    if begins is None:
        return None
    step = steps[key]
    lasts = step.hours
    if step.action == "transport":
        lasts = hours(moves[key].key) if key in moves else 0
    ends[key] = begins + lasts
    return ends[key]
