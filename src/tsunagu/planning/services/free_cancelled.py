"""What was held for cases that are cancelled is free again."""

from datetime import datetime

from tsunagu.journeys.queries.rows import journeys_of
from tsunagu.planning.models import PlanRequest
from tsunagu.planning.services.own_requests import let_go, note, turn
from tsunagu.planning.services.tell_owners import tell_owners


def free_cancelled(now: datetime) -> int:
    """Withdraw the requests of cancelled cases, tell who offers what they held, and return how many there were."""
    found = PlanRequest.objects.filter(state="ordered").select_related("site")
    rows = {row.chain: row for row in found if row.chain is not None}
    cancelled = journeys_of(rows, ("cancelled",)) if rows else []
    for journey in cancelled:
        row = rows[journey.chain]
        tell_owners(note(row, "withdrawn", None, now), "capacity_freed", now)
        let_go(row)
        turn(row, "withdrawn", now)
    return len(cancelled)
