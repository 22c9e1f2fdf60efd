"""The exception list: what someone must see to, ranked by the slack to the next hard limit."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from tsunagu.journeys.domain.slack import rank
from tsunagu.journeys.queries.board import Board
from tsunagu.journeys.queries.concern import Concern
from tsunagu.journeys.queries.concerns import concerns
from tsunagu.journeys.queries.finder import Finder


@dataclass(frozen=True, slots=True)
class Exceptions:
    """The concerns that match the filters, and how many there are of each kind and stage in all."""

    shown: list[Concern]
    total: int
    kinds: dict[str, int]
    stages: dict[str, int]


def exceptions(board: Board, now: datetime, kind: str = "", stage: str = "") -> Exceptions:
    """Return the concerns of a board, the most urgent first."""
    found = sorted(
        (
            concern
            for course in board.courses
            if course.is_live
            for concern in concerns(Finder(board, course, now))
        ),
        key=lambda one: rank(one.limit, now),
    )
    shown = [one for one in found if kind in ("", one.kind) and stage in ("", one.stage)]
    return Exceptions(
        shown, len(found), dict(Counter(one.kind for one in found)), dict(Counter(one.stage for one in found))
    )
