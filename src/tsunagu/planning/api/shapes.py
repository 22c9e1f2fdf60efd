"""Messages about capacity: what a program sends and gets, and the values they stand for."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.translation import gettext_noop as _
from pydantic import Field

from tsunagu.foundation.api.shapes import Day, Flag, Message, Whole, Words
from tsunagu.planning.domain.capacity.calendar import CalendarException, Card, Pattern
from tsunagu.planning.domain.capacity.checks import MOST_CAPACITY, MOST_HOURS
from tsunagu.planning.domain.capacity.record import digest_of
from tsunagu.planning.domain.capacity.vocabulary import REASONS, RESOURCE_KINDS
from tsunagu.planning.queries.capacity import ResourceView
from tsunagu.planning.services import Wanted
from tsunagu.planning.services.publish_many import MOST

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _from(least: int, most: int) -> Any:
    """Say in the document what the domain refuses in its own sentences."""
    return Field(json_schema_extra={"minimum": least, "maximum": most})


def _one_of(words: dict[str, Any]) -> Any:
    return Field(json_schema_extra={"enum": list(words)})


FromHour = Annotated[Whole, _from(0, 23)]
UntilHour = Annotated[Whole, _from(1, 24)]
Capacity = Annotated[Whole, _from(0, MOST_CAPACITY)]
Hours = Annotated[Whole, _from(0, MOST_HOURS)]


class PatternMessage(Message):
    """So much on these days of each week, between two full hours of Japan; patterns of a resource add up."""

    weekdays: list[Weekday] = Field(max_length=7, description=_("Days of the week."))
    from_hour: FromHour = Field(description=_("First hour, 0 to 23."))
    until_hour: UntilHour = Field(
        description=_("End, 1 to 24; a night shift is two patterns, parted at midnight.")
    )
    capacity: Capacity = Field(
        description=_("How many at a time; in a run of one hour, how many samples or boxes.")
    )
    valid_from: Day = Field(description=_("First day on which the pattern counts."))
    valid_until: Day | None = Field(None, description=_("Last day; nothing: until further notice."))
    on_holidays: Flag = Field(False, description=_("Whether it works on public holidays too."))

    def value(self) -> Pattern:
        """Return the pattern that it stands for."""
        return Pattern(
            frozenset(DAYS.index(day) for day in self.weekdays), self.from_hour, self.until_hour, self.capacity,
            self.valid_from, self.valid_until, self.on_holidays,
        )  # fmt: skip

    @classmethod
    def of(cls, one: Pattern) -> "PatternMessage":
        """Return a pattern as it goes out."""
        return cls(
            weekdays=[weekday(number) for number in sorted(one.weekdays)], from_hour=one.from_hour,
            until_hour=one.until_hour, capacity=one.capacity, valid_from=one.valid_from,
            valid_until=one.valid_until, on_holidays=one.on_holidays,
        )  # fmt: skip


class ExceptionMessage(Message):
    """On these days and hours there is another capacity: an extra shift opens, every other reason limits."""

    first: Day = Field(description=_("First day."))
    last: Day | None = Field(None, description=_("Last day; nothing: the first alone."))
    capacity: Capacity = Field(
        0, description=_("At most so much (0 closes); for an extra shift, at least so much.")
    )
    from_hour: FromHour = Field(0, description=_("First hour, 0 to 23."))
    until_hour: UntilHour = Field(24, description=_("End, 1 to 24."))
    reason: Annotated[str, _one_of(REASONS)] = Field(
        "other", description=_("extra_shift opens, the others limit.")
    )
    note: str = Field("", description=_("Free words for people, one line."))
    id: UUID | None = Field(
        None, description=_("By which it is taken back; told in answers, passed over when sent.")
    )

    def value(self) -> CalendarException:
        """Return the exception that it stands for."""
        return CalendarException(
            self.first,
            self.last or self.first,
            self.capacity,
            self.from_hour,
            self.until_hour,
            self.reason,
            self.note,
        )

    @classmethod
    def of(cls, one: CalendarException, uuid: UUID) -> "ExceptionMessage":
        """Return an exception as it goes out."""
        return cls(
            id=uuid, first=one.first, last=one.last, capacity=one.capacity, from_hour=one.from_hour,
            until_hour=one.until_hour, reason=one.reason, note=one.note,
        )  # fmt: skip


class Offer(Message):
    """What a member publishes of a resource: what it is, its week and its exceptions. What is read can be sent back."""

    kind: Annotated[str, _one_of(RESOURCE_KINDS)] = Field(description=_("What kind of resource it is."))
    name: Words = Field(description=_("Its name in both languages."))
    capability: str = Field("", description=_("Which capability it serves; nothing: all that its kind does."))
    changeover_hours: Hours = Field(
        0, description=_("Change-over and cleaning between two patients, in hours.")
    )
    notice_hours: Hours = Field(0, description=_("It must be booked so many hours before."))
    qualified_until: Day | None = Field(
        None, description=_("Last day of its qualification, calibration or contract.")
    )
    week: list[PatternMessage] = Field(description=_("Its week; replaces the one it had."))
    exceptions: list[ExceptionMessage] | None = Field(
        None, description=_("Replace those it had; left out, those stay.")
    )

    def wanted(self, site: str, key: str) -> Wanted:
        """Return what the message asks to publish."""
        card = Card(
            key, self.kind, self.name.text(), self.capability, self.changeover_hours, self.notice_hours,
            self.qualified_until,
        )  # fmt: skip
        exceptions = None if self.exceptions is None else tuple(one.value() for one in self.exceptions)
        return Wanted(site, card, tuple(one.value() for one in self.week), exceptions)

    @classmethod
    def of(cls, view: ResourceView) -> "Offer":
        """Return what is published as it goes out."""
        card, own = view.card, view.published
        return cls(
            kind=card.kind, name=Words.of(card.name), capability=card.capability,
            changeover_hours=card.changeover_hours, notice_hours=card.notice_hours,
            qualified_until=card.qualified_until, week=[PatternMessage.of(one) for one in own.patterns],
            exceptions=[
                ExceptionMessage.of(*pair) for pair in zip(own.exceptions, view.exception_ids, strict=True)
            ],
        )  # fmt: skip


class PlacedOffer(Message):
    """What shall be published, and where."""

    site: str = Field(description=_("Key of the site."))
    key: str = Field(description=_("Key of the resource within its site."))
    offer: Offer


class Publishing(Message):
    """Resources to publish: all of them or none."""

    resources: list[PlacedOffer] = Field(min_length=1, max_length=MOST, description=_("At most 500."))


class ResourceMessage(Message):
    """A resource as it is published; ``etag`` stands for this state of it."""

    id: UUID
    site: str
    key: str
    member: str
    member_name: Words
    withdrawn_on: Day | None
    etag: str
    offer: Offer

    @classmethod
    def of(cls, view: ResourceView) -> "ResourceMessage":
        """Return a resource as it goes out."""
        site, key = view.published.place
        return cls(
            id=view.uuid, site=site, key=key, member=view.member_key, member_name=Words.of(view.member_name),
            withdrawn_on=view.withdrawn_on, etag=digest_of(view.published, view.withdrawn_on), offer=Offer.of(view),
        )  # fmt: skip


class ResourcesAsked(Message):
    """Which resources are asked for; what is left empty lets all through."""

    site: str = Field("", max_length=60, description=_("Key of the site."))
    kind: str = Field("", max_length=60, description=_("What kind of resource it is."))
    member: str = Field("", max_length=60, description=_("Key of the member."))
    after: str = Field("", max_length=130, description=_("Where the last page ended."))
    limit: int = Field(50, ge=1, le=200, description=_("How many at most."))


class DaysAsked(Message):
    """Which days are asked for."""

    first: Day | None = Field(None, description=_("First day; nothing: today in Japan."))
    days: int = Field(42, ge=1, le=200, description=_("How many at most."))


class PublishedPage(Message):
    """Some resources, and the address of those that follow."""

    items: list[ResourceMessage]
    next: str | None


class DoneMessage(Message):
    """What became of a resource."""

    id: UUID
    site: str
    key: str
    state: Literal["new", "changed", "same"]


class PublishedMany(Message):
    """What became of each resource, in the order in which they were sent."""

    items: list[DoneMessage]
    changed: int


class DayMessage(Message):
    """One day: capacity in each of its 24 hours, what is booked and expected, and why it differs from its week."""

    day: Day
    hours: list[int]
    total: int
    booked: float
    expected: float
    reason: str


class Calendar(Message):
    """The days of a resource; ``total``, ``booked`` and ``expected`` are capacity times hours."""

    site: str
    key: str
    days: list[DayMessage]


class ExceptionsToAdd(Message):
    """The same exception for several resources: all of them or none."""

    resources: list[UUID] = Field(
        min_length=1, max_length=MOST, description=_("Ids of resources of one's own member.")
    )
    exception: ExceptionMessage


class Changed(Message):
    """How many were changed; what was so already is not counted."""

    changed: int


class Withdrawal(Message):
    """From which day on the network can't count on it."""

    on: Day


def weekday(number: int) -> Weekday:
    """Return how a day of the week is written, Monday being 0."""
    return DAYS[number]  # type: ignore[return-value] # the same words
