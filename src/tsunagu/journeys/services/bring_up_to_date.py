"""Keep what pages read of all journeys true: make it again where something was recorded, or where its time runs out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from tsunagu.custody.queries.many import parties_of_each
from tsunagu.custody.services.touched import forget_touched, take_touched, touched_left
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import Journey, Standing, StandingConcern, StandingStep
from tsunagu.journeys.queries import rows
from tsunagu.journeys.queries.board import build_board
from tsunagu.journeys.queries.standing_of import Kept, kept_of

AT_ONCE = 100
"""So many journeys are loaded together: enough to need few queries, few enough for the memory of a small machine."""
MOST_WHILE_LOOKING = 400
"""So many marks a page takes in by itself before it says how many are left for the worker."""
EARLY = timedelta(hours=12)
"""The worker makes rows again so long before their time runs out."""
KEPT_APART = "qualification"
"""Concerns about qualifications hang on the directory too: ``keep_lapses`` keeps them."""


def look(now: datetime) -> int:
    """Bring up to date what has changed, before a page is read; return how many journeys are left for the worker."""
    with acting(Scope("worker")):
        return _take_in(now, now, MOST_WHILE_LOOKING).left


def keep_up(now: datetime, most: int = 2_000) -> int:
    """Do the worker's share: what has changed, what runs out soon, and journeys of which nothing is kept yet.

    Returns how many journeys were made again. Run in the worker's scope.
    """
    return _take_in(now, now + EARLY, most).made


def make_again(chains: Iterable[UUID], now: datetime) -> int:
    """Replace what is kept of these journeys by what follows from their records; return how many there are."""
    wanted = sorted(set(chains), key=str)
    count = 0
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        _in_turn(some)
        count += _write(some, computed(some, now))
    return count


def computed(chains: Sequence[UUID], now: datetime) -> list[Kept]:
    """Return what there is to keep of these journeys, from their records alone."""
    board = build_board(rows.journeys_of(chains), with_readings=False)
    parties = parties_of_each([course.chain for course in board.courses])
    return [
        kept_of(board, course, sorted({member for member, _ in parties[course.chain]}, key=str), now)
        for course in board.courses
    ]


@dataclass(frozen=True, slots=True)
class _TakenIn:
    """How many journeys were made again, and how many should be and are left."""

    made: int
    left: int


def _take_in(now: datetime, runs_out: datetime, most: int) -> _TakenIn:
    touched, marks = take_touched(most)
    stale = Standing.objects.filter(is_live=True, stands_until__lte=runs_out).order_by("stands_until", "pk")
    unknown = Journey.objects.filter(~Exists(Standing.objects.filter(chain=OuterRef("chain"))))
    waiting = [*stale.values_list("chain", flat=True)[:most], *unknown.values_list("chain", flat=True)[:most]]
    made = make_again([*touched, *waiting[:most]], now)
    forget_touched(marks)
    left = touched_left() if len(marks) == most else 0
    if len(waiting) >= most:
        left += stale.count() + unknown.count()
    return _TakenIn(made, left)


def _in_turn(chains: Sequence[UUID]) -> None:
    """Wait for whoever makes one of these journeys again in this moment: two at once would write it twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(chain, 0)) FROM unnest(%s::text[]) AS chain",
            [[f"journeys_standing/{chain}" for chain in chains]],
        )


def _write(chains: Sequence[UUID], kept: Sequence[Kept]) -> int:
    StandingConcern.objects.filter(chain__in=chains).exclude(kind=KEPT_APART).delete()
    for table in (StandingStep, Standing):
        table._default_manager.filter(chain__in=chains).delete()
    Standing.objects.bulk_create([one.standing for one in kept])
    StandingConcern.objects.bulk_create([concern for one in kept for concern in one.concerns])
    StandingStep.objects.bulk_create([step for one in kept for step in one.steps])
    return len(kept)
