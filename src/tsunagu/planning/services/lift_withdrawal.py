"""Lift the withdrawal of a resource: the network counts on it again, as its calendar says."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.planning.domain.capacity.record import as_data
from tsunagu.planning.queries.capacity import published_of
from tsunagu.planning.services.keeping import locked, note_change


@transaction.atomic
def lift_withdrawal(uuid: UUID, now: datetime) -> None:
    """Publish the resource again as it stands; the same again changes nothing."""
    row = locked(uuid)
    if row.withdrawn_on is None:
        return
    row.withdrawn_on, row.changed_at = None, now
    row.save(update_fields=["withdrawn_on", "changed_at"])
    data = as_data(published_of(row))
    note_change(row, "published", data, data, now)
