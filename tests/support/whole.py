"""The exception list computed as a whole from the records: what the kept list must equal."""

from datetime import datetime

from tsunagu.journeys.domain.slack import rank
from tsunagu.journeys.queries.board import Board
from tsunagu.journeys.queries.concern import Concern
from tsunagu.journeys.queries.concerns import concerns
from tsunagu.journeys.queries.exceptions import Exceptions, Filters, exceptions
from tsunagu.journeys.queries.finder import Finder
from tsunagu.journeys.services.bring_up_to_date import look


def whole_list(board: Board, now: datetime) -> list[Concern]:
    """Return every concern of a board, the most urgent first."""
    found = [
        one for course in board.courses if course.is_live for one in concerns(Finder(board, course, now))
    ]
    return sorted(found, key=lambda one: rank(one.limit, now))


def seen_now(now: datetime, kind: str = "") -> Exceptions:
    """Return what the tower would list, in the scope in force."""
    look(now)
    return exceptions(now, Filters(kind=kind))
