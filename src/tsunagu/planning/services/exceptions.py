"""Add exceptions to several resources at once, and take one back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.planning.domain.capacity.calendar import CalendarException
from tsunagu.planning.domain.capacity.checks import check_exception
from tsunagu.planning.domain.capacity.record import as_data
from tsunagu.planning.models import CapacityException
from tsunagu.planning.queries.capacity import published_of, resource_of_exception
from tsunagu.planning.services.keeping import check_published, locked, note_change


@transaction.atomic
def add_exceptions(resources: Sequence[UUID], exception: CalendarException, now: datetime) -> int:
    """Set the same exception for each of the resources, all or none, and return how many it changed.

    An exception for the same days and hours is replaced, so sending it twice adds nothing.
    """
    check_exception(exception)
    if not resources:
        raise BadInput("resources", _NONE, "resources")
    changed = 0
    for uuid in sorted(set(resources)):
        row = locked(uuid)
        before = published_of(row)
        if exception in before.exceptions:
            continue
        after = before.taking_over(replace(before, exceptions=(exception,)))
        check_published(after)
        CapacityException.objects.update_or_create(
            resource=row,
            first=exception.first,
            last=exception.last,
            from_hour=exception.from_hour,
            until_hour=exception.until_hour,
            defaults={
                "member_id": row.member_id,
                "capacity": exception.capacity,
                "reason": exception.reason,
                "note": exception.note,
            },
        )
        note_change(row, "exceptions", as_data(before), as_data(after), now)
        changed += 1
    return changed


@transaction.atomic
def remove_exception(uuid: UUID, now: datetime) -> UUID:
    """Take an exception back, so that its days are as the week says; return the resource's uuid."""
    row = locked(resource_of_exception(uuid).uuid)
    before = published_of(row)
    CapacityException.objects.filter(uuid=uuid, resource=row).delete()
    row.refresh_from_db()
    note_change(row, "exceptions", as_data(before), as_data(published_of(row)), now)
    return row.uuid


_NONE = Text("資源を一つ以上選んでください。", "Choose one resource at least.")
