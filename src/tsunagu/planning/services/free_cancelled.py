"""What was held for cases that are cancelled is free again."""

from datetime import datetime

from tsunagu.journeys.queries.rows import journeys_of
from tsunagu.planning.models import PlanRequest
from tsunagu.planning.services.own_requests import let_go, note, turn
from tsunagu.planning.services.tell_owners import tell_owners


def free_cancelled(now: datetime) -> int:
    """Withdraw the requests of cancelled cases, tell who offers what they held, and return how many there were."""
    ordered = PlanRequest.objects.filter(state="ordered").values_list("chain", flat=True)
    chains = [chain for chain in ordered if chain is not None]
    cancelled = [one.chain for one in journeys_of(chains, ("cancelled",))] if chains else []
    for row in PlanRequest.objects.filter(state="ordered", chain__in=cancelled):
        tell_owners(note(row, "withdrawn", None, now), "capacity_freed", now)
        let_go(row)
        turn(row, "withdrawn", now)
    return len(cancelled)
