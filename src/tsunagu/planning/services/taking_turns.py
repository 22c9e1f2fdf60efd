"""One calculation at a time per installation, held by the database: a worker that dies gives its turn back."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.planning.models import PlanRun, StockRun

TURN = 0x706C616E
"""The advisory lock of planning ("plan")."""
CUT_OFF = Text(
    "計算していたプロセスが止まりました。もう一度開始してください。",
    "The process that solved it was stopped. Start it again.",
)
NO_PLAN = {"plan": None, "picture": None, "summary": None, "cost": None, "bound": None, "left_out": None}
"""What a run that failed shows of a plan."""


@contextmanager
def is_our_turn() -> Iterator[bool]:
    """Give True to one process at a time; runs that a dead one left half-way are marked as failed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [TURN])
        taken = bool(cursor.fetchone()[0])
    try:
        if taken:
            _end_left_over()
        yield taken
    finally:
        if taken:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [TURN])


def _end_left_over() -> None:
    with acting(Scope("worker")):
        PlanRun.objects.filter(state="running").update(
            state="failed", reason_ja=CUT_OFF.ja, reason_en=CUT_OFF.en, **NO_PLAN
        )
        StockRun.objects.filter(state="running").update(
            state="failed", reason_ja=CUT_OFF.ja, reason_en=CUT_OFF.en
        )
