"""Capacity for programs: read what every member publishes with its load, publish one's own member's."""

from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_noop as _
from ninja import Path, Query, Router, Status

from tsunagu.foundation import clock
from tsunagu.foundation.api import conditions
from tsunagu.foundation.api.bearer import needs
from tsunagu.foundation.era import check_era
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.program_keys import check_grant
from tsunagu.planning.api.shapes import (
    Calendar,
    Changed,
    DayMessage,
    DaysAsked,
    DoneMessage,
    ExceptionsToAdd,
    Offer,
    PublishedMany,
    PublishedPage,
    Publishing,
    ResourceMessage,
    ResourcesAsked,
    Withdrawal,
)
from tsunagu.planning.domain.capacity.holidays import public_holidays
from tsunagu.planning.queries.capacity import resource_at, resources_page
from tsunagu.planning.queries.left import expected_load, load_of
from tsunagu.planning.services import (
    add_exceptions,
    lift_withdrawal,
    publish_many,
    publish_one,
    remove_exception,
    withdraw_resource,
)

router = Router(tags=["capacity"])
READS, WRITES = needs("capacity.read", check_grant), needs("capacity.write", check_grant)
Site = Annotated[str, Path(max_length=60, description=_("Key of the site."))]
Key = Annotated[str, Path(max_length=60, description=_("Key of the resource within its site."))]


@router.get(
    "resources", response=PublishedPage, summary=_("What members publish"),
    description=_("All members, withdrawn resources too, by site and key; filters that are left out let all through."),
    **READS,
)  # fmt: skip
def list_resources(request: HttpRequest, asked: Query[ResourcesAsked]) -> PublishedPage:
    """Return a page of what is published."""
    begin, _sign, rest = asked.after.partition("/")
    found = resources_page(asked.limit + 1, (begin, rest), asked.site, asked.kind, asked.member)
    shown = [ResourceMessage.of(one) for one in found[: asked.limit]]
    if len(found) == len(shown):
        return PublishedPage(items=shown, next=None)
    said = asked.model_dump(exclude_defaults=True) | {
        "after": "/".join(found[len(shown) - 1].published.place)
    }
    return PublishedPage(items=shown, next=f"{reverse('api:list_resources')}?{urlencode(said)}")


@router.post(
    "resources", response=PublishedMany, summary=_("Publish many resources"),
    description=_("All of them or none; every fault is told at its place. The same again changes nothing."),
    **WRITES,
)  # fmt: skip
def put_resources(request: HttpRequest, body: Publishing) -> PublishedMany:
    """Publish the resources as each alone would be."""
    wanted = [one.offer.wanted(one.site, one.key) for one in body.resources]
    done = publish_many(wanted, clock.now(), ("resources", "offer"))
    items = [
        DoneMessage(id=one.uuid, site=asked.site, key=asked.card.key, state=one.state)
        for asked, one in zip(wanted, done, strict=True)
    ]
    return PublishedMany(items=items, changed=sum(one.state != "same" for one in done))


@router.get(
    "resources/{site}/{key}", response=ResourceMessage, summary=_("One resource"),
    description=_("With its week and exceptions. If-None-Match with the last ETag answers 304 while nothing changed."),
    **READS,
)  # fmt: skip
def get_resource(
    request: HttpRequest, response: HttpResponse, site: Site, key: Key
) -> ResourceMessage | HttpResponse:
    """Return the resource, or that it is as the program has it."""
    found = ResourceMessage.of(resource_at(site, key))
    if conditions.is_unchanged(request, found.etag):
        return conditions.unchanged(found.etag)
    response["ETag"] = conditions.quoted(found.etag)
    return found


@router.put(
    "resources/{site}/{key}", response={200: ResourceMessage, 201: ResourceMessage},
    summary=_("Publish one resource"),
    description=_(
        "The whole of it replaces what was published; the same again changes nothing. If-Match with an ETag refuses "
        "(412) to write over what someone else changed, If-None-Match: * to change what is there."
    ),
    **WRITES,
)  # fmt: skip
def put_resource(
    request: HttpRequest, response: HttpResponse, site: Site, key: Key, body: Offer
) -> Status[ResourceMessage]:
    """Publish the resource and return it."""
    is_new, seen = conditions.is_only_new(request), conditions.seen(request)
    done = publish_one(body.wanted(site, key), clock.now(), is_new=is_new, seen=seen)
    return Status(201 if done.state == "new" else 200, _answered(response, site, key))


@router.get(
    "resources/{site}/{key}/days", response=Calendar, summary=_("Its days and their load"),
    description=_(
        "Capacity of each hour of Japan, what is booked of each day and expected for cases that hold no booking"
        " (not by whom), and why a day differs from its week."
    ),
    **READS,
)  # fmt: skip
def get_days(request: HttpRequest, site: Site, key: Key, asked: Query[DaysAsked]) -> Calendar:
    """Return the calendar of a resource with its load."""
    now, view = clock.now(), resource_at(site, key)
    start, days = asked.first or tokyo_date(now), asked.days
    check_era([start], "first")
    holidays = public_holidays(start, start + timedelta(days=days - 1))
    booked = load_of(start, days, now, [view.uuid]).get(view.uuid, {})
    more = expected_load(start, days, now, [site]).get(view.uuid)
    return Calendar(
        site=site,
        key=key,
        days=[
            DayMessage(
                day=one.day, hours=list(one.hours), total=one.total, booked=booked.get(one.day, 0.0),
                expected=more.days.get(one.day, 0.0) if more else 0.0, reason=one.reason,
            )
            for one in view.days(start, days, holidays)
        ],
    )  # fmt: skip


@router.put(
    "resources/{site}/{key}/withdrawal", response=ResourceMessage,
    summary=_("Withdraw a resource"),
    description=_("From the day on nobody can count on it; its calendar stays."),
    **WRITES,
)  # fmt: skip
def put_withdrawal(
    request: HttpRequest, response: HttpResponse, site: Site, key: Key, body: Withdrawal
) -> ResourceMessage:
    """Withdraw the resource from the day on."""
    withdraw_resource(resource_at(site, key).uuid, body.on, clock.now())
    return _answered(response, site, key)


@router.delete(
    "resources/{site}/{key}/withdrawal", response=ResourceMessage,
    summary=_("Lift a withdrawal"), description=_("The network counts on it again, as its calendar says."), **WRITES,
)  # fmt: skip
def delete_withdrawal(request: HttpRequest, response: HttpResponse, site: Site, key: Key) -> ResourceMessage:
    """Lift the withdrawal."""
    lift_withdrawal(resource_at(site, key).uuid, clock.now())
    return _answered(response, site, key)


@router.post(
    "exceptions", response=Changed, summary=_("Enter an exception for several resources"),
    description=_("All of them or none. One for the same days and hours is replaced; the same again changes nothing."),
    **WRITES,
)  # fmt: skip
def post_exceptions(request: HttpRequest, body: ExceptionsToAdd) -> Changed:
    """Enter the exception."""
    return Changed(changed=add_exceptions(body.resources, body.exception.value(), clock.now()))


@router.delete(
    "exceptions/{uuid:id}", response={204: None}, summary=_("Take an exception back"),
    description=_("Its days are again as the week says."), **WRITES,
)  # fmt: skip
def delete_exception(request: HttpRequest, id: UUID) -> Status[None]:
    """Take the exception back."""
    remove_exception(id, clock.now())
    return Status(204, None)


def _answered(response: HttpResponse, site: str, key: str) -> ResourceMessage:
    found = ResourceMessage.of(resource_at(site, key))
    response["ETag"] = conditions.quoted(found.etag)
    return found
