"""Withdraw a resource: from a day on the network can't count on it."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.era import check_era
from tsunagu.planning.domain.capacity.record import as_data
from tsunagu.planning.queries.capacity import published_of
from tsunagu.planning.services.keeping import locked, note_change


@transaction.atomic
def withdraw_resource(uuid: UUID, on: date, now: datetime) -> None:
    """Withdraw the resource from the day on; publishing it again lifts this. The same again changes nothing."""
    check_era([on], "on")
    row = locked(uuid)
    if row.withdrawn_on == on:
        return
    row.withdrawn_on, row.changed_at = on, now
    row.save(update_fields=["withdrawn_on", "changed_at"])
    note_change(row, "withdrawn", as_data(published_of(row)), {"withdrawn_on": on.isoformat()}, now)
