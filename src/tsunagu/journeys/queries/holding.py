"""Shipments under way whose shipper is known: which holds shortest, in one query however many there are."""

from dataclasses import dataclass
from datetime import datetime

from tsunagu.journeys.models import Standing

MOST = 200


@dataclass(frozen=True, slots=True)
class Holding:
    """A journey with the shipper whose hold ends first, and when that is expected to arrive."""

    number: str
    shipper: str
    ends_at: datetime
    arrival: datetime


def holding_now() -> list[Holding]:
    """Return the shipments of the journeys that the reader takes part in, the hold that ends first on top."""
    rows = Standing.objects.filter(is_live=True, hold_until__isnull=False, arrives_at__isnull=False)
    found = rows.order_by("hold_until", "number").values_list("number", "shipper", "hold_until", "arrives_at")
    return [Holding(*row) for row in found[:MOST]]  # type: ignore[arg-type]
