"""How a resource is kept: checked, locked, written only where something changes, with who changed what."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.scope import current_scope
from tsunagu.foundation.text import Text
from tsunagu.members.domain.facts import SiteFacts
from tsunagu.members.services.permission import check_may_write
from tsunagu.planning.domain.capacity.calendar import CalendarException, Pattern, Published
from tsunagu.planning.domain.capacity.checks import (
    MOST_EXCEPTIONS,
    MOST_PATTERNS,
    check_card,
    check_exception,
    check_pattern,
)
from tsunagu.planning.domain.capacity.record import as_data
from tsunagu.planning.models import Booking, CapacityChange, CapacityException, CapacityPattern, Resource
from tsunagu.planning.queries.capacity import NO_RESOURCE, published_of
from tsunagu.planning.services.look_soon import look_soon

Verb = Literal["published", "exceptions", "imported", "sent", "withdrawn"]


@transaction.atomic
def keep(site: SiteFacts, after: Published, verb: Verb, now: datetime, *, is_new: bool = False) -> UUID:
    """Publish a resource of the site as it stands in ``after`` and return its uuid; the same again changes nothing.

    Publishing lifts a withdrawal, other verbs leave it. Refused, with ``is_new``, where the site has a resource of
    that key.
    """
    check_may_write(site.member.id)
    check_published(after)
    card = after.card
    columns = {
        "kind": card.kind,
        "name_ja": card.name.ja,
        "name_en": card.name.en,
        "capability": card.capability,
        "changeover_hours": card.changeover_hours,
        "notice_hours": card.notice_hours,
        "qualified_until": card.qualified_until,
        "changed_at": now,
    }
    lifts = verb == "published"
    row, is_made = Resource.objects.get_or_create(
        site_id=site.id, key=card.key, defaults={"member_id": site.member.id, **columns}
    )
    row = locked(row.uuid)
    before = None if is_made else published_of(row)
    if before == after and not (lifts and row.withdrawn_on):
        return row.uuid
    if is_new and not is_made:
        raise _already(card.key)
    withdrawn_on = None if lifts else row.withdrawn_on
    Resource.objects.filter(pk=row.pk).update(withdrawn_on=withdrawn_on, **columns)
    _write_week(row, () if before is None else before.patterns, after.patterns)
    _write_exceptions(row, () if before is None else before.exceptions, after.exceptions)
    note_change(row, verb, {} if before is None else as_data(before), as_data(after), now)
    return row.uuid


def locked(uuid: UUID) -> Resource:
    """Return the row of a resource that the scope in force may write, locked; refuse any other."""
    row = Resource.objects.select_for_update(of=("self",)).select_related("site").filter(uuid=uuid).first()
    if row is None:  # the policy hides from a lock what may not be written: say which it was
        seen = Resource.objects.filter(uuid=uuid).first()
        if seen is None:
            raise NotFound("resource", NO_RESOURCE)
        check_may_write(seen.member_id)
        raise NotFound("resource", NO_RESOURCE)
    check_may_write(row.member_id)
    return row


def note_change(
    row: Resource, verb: Verb, before: Mapping[str, Any], after: Mapping[str, Any], now: datetime
) -> None:
    """Keep who changed what, as plain data before and after; if anything of it is booked, look at promised dates."""
    CapacityChange.objects.create(
        member_id=row.member_id,
        resource=row.uuid,
        verb=verb,
        person=current_scope().person,
        at=now,
        before=before,
        after=after,
    )
    if Booking.objects.filter(resource=row, ends_at__gt=now).exists():
        look_soon()


def check_published(published: Published) -> None:
    """Refuse a resource of which anything can't be meant."""
    check_card(published.card)
    for pattern in published.patterns:
        check_pattern(pattern)
    for exception in published.exceptions:
        check_exception(exception)
    for found, most, what in (
        (len(published.patterns), MOST_PATTERNS, Text("週間の枠", "weekly patterns")),
        (len(published.exceptions), MOST_EXCEPTIONS, Text("例外", "exceptions")),
    ):
        if found > most:
            raise Refused(
                "too_many",
                Text(
                    f"{what.ja}は一つの資源に{most:,}件までです（{found:,}件あります）。",
                    f"A resource has at most {most:,} {what.en}; there are {found:,}.",
                ),
            )


def _write_week(row: Resource, before: tuple[Pattern, ...], after: tuple[Pattern, ...]) -> None:
    if before == after:
        return
    CapacityPattern.objects.filter(resource=row).delete()
    CapacityPattern.objects.bulk_create(
        CapacityPattern(
            member_id=row.member_id,
            resource=row,
            weekdays="".join("1" if number in one.weekdays else "0" for number in range(7)),
            from_hour=one.from_hour,
            until_hour=one.until_hour,
            capacity=one.capacity,
            valid_from=one.valid_from,
            valid_until=one.valid_until,
            on_holidays=one.on_holidays,
        )
        for one in after
    )


def _write_exceptions(
    row: Resource, before: tuple[CalendarException, ...], after: tuple[CalendarException, ...]
) -> None:
    kept = set(before) & set(after)
    for one in set(before) - kept:
        CapacityException.objects.filter(
            resource=row, first=one.first, last=one.last, from_hour=one.from_hour, until_hour=one.until_hour
        ).delete()
    CapacityException.objects.bulk_create(
        CapacityException(
            member_id=row.member_id,
            resource=row,
            first=one.first,
            last=one.last,
            from_hour=one.from_hour,
            until_hour=one.until_hour,
            capacity=one.capacity,
            reason=one.reason,
            note=one.note,
        )
        for one in after
        if one not in kept
    )


def _already(key: str) -> Refused:
    return Refused(
        "registered",
        Text(
            f"資源キー「{key}」はこの拠点で既に使われています。別のキーにしてください。",
            f"The site has a resource with the key “{key}” already. Choose another key.",
        ),
        "key",
    )
