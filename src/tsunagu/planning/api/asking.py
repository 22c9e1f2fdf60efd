"""Messages about requests for dates: a need as it is stated, and the proposals made for it."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext_noop as _
from pydantic import Field

from tsunagu.foundation.api.shapes import Day, Message
from tsunagu.planning.api.shapes import DAYS, Weekday, weekday
from tsunagu.planning.domain.asking.need import MAX_ABSENCES, Need
from tsunagu.planning.domain.asking.record import Kept
from tsunagu.planning.queries.requests import RequestView


class Absence(Message):
    """Days on which the patient can't come."""

    first: Day = Field(description=_("First day."))
    last: Day = Field(description=_("Last day."))


class NeedMessage(Message):
    """What a hospital states; it names no patient. Days are days of Japan."""

    therapy: str = Field(max_length=60, description=_("Key of the therapy's route."))
    ready_from: Day = Field(description=_("The patient is ready for collection from this day on."))
    collect_by: Day | None = Field(None, description=_("Last day for the collection."))
    latest: Day | None = Field(None, description=_("Last day for the infusion."))
    weekdays_off: list[Weekday] = Field(
        [], max_length=7, description=_("Days of the week on which the patient can't come.")
    )
    absent: list[Absence] = Field(
        [], max_length=MAX_ABSENCES, description=_("Days on which the patient can't come.")
    )
    preferred: list[str] = Field([], max_length=60, description=_("Keys of sites to look at first."))
    urgency: Literal[1, 2, 4] = Field(1, description=_("1 ordinary, 2 soon, 4 urgent."))
    confidence_percent: Literal[80, 90, 95] = Field(
        90, description=_("How sure the promised date shall be, in percent.")
    )

    def value(self) -> Need:
        """Return the need that it stands for."""
        return Need(
            therapy=self.therapy, ready_from=self.ready_from, latest=self.latest, collect_by=self.collect_by,
            weekdays_off=frozenset(DAYS.index(day) for day in self.weekdays_off),
            absent=tuple((one.first, one.last) for one in self.absent), preferred=frozenset(self.preferred),
            urgency=self.urgency, confidence=self.confidence_percent / 100,
        )  # fmt: skip

    def days(self) -> list[date | None]:
        """Return every day that it names."""
        named = [self.ready_from, self.collect_by, self.latest]
        return named + [day for one in self.absent for day in (one.first, one.last)]

    @classmethod
    def of(cls, need: Need) -> "NeedMessage":
        """Return a need as it goes out."""
        return cls(
            therapy=need.therapy, ready_from=need.ready_from, latest=need.latest, collect_by=need.collect_by,
            weekdays_off=[weekday(number) for number in sorted(need.weekdays_off)],
            absent=[Absence(first=first, last=last) for first, last in need.absent],
            preferred=sorted(need.preferred), urgency=need.urgency,  # type: ignore[arg-type] # checked on the way in
            confidence_percent=round(need.confidence * 100),  # type: ignore[arg-type] # the same
        )  # fmt: skip


class Asking(Message):
    """A need, and the site that has it."""

    site: str = Field(max_length=60, description=_("Key of the hospital's site."))
    need: NeedMessage


class StepMessage(Message):
    """One step of a chain, from when until when."""

    step: str
    starts_at: datetime
    ends_at: datetime


class ReasonMessage(Message):
    """What keeps a proposal from being so many hours earlier."""

    kind: str
    resource: str
    hours: int


class ProposalMessage(Message):
    """A whole chain; ``chance`` is that of keeping its dates, ``failing`` that of a batch that fails.

    ``sure_by`` is the time by which the infusion begins with the certainty that was asked for; null where none is.
    """

    number: int
    infusion_at: datetime
    chance: float
    failing: float
    sure_by: datetime | None
    sites: dict[str, str]
    steps: list[StepMessage]
    reasons: list[ReasonMessage]

    @classmethod
    def of(cls, number: int, one: Kept) -> "ProposalMessage":
        """Return a proposal as it goes out; proposals count from 1, as people see them."""
        return cls(
            number=number, infusion_at=one.goal, chance=one.chance, failing=one.failing,
            sure_by=one.sure_by, sites=dict(one.sites),
            steps=[StepMessage(step=key, starts_at=start, ends_at=end) for key, start, end in one.steps],
            reasons=[ReasonMessage(kind=kind, resource=key, hours=hours) for kind, key, hours in one.reasons],
        )  # fmt: skip


class RequestSummary(Message):
    """A request in a list."""

    id: UUID
    site: str
    therapy: str
    version: int
    state: str
    asked_at: datetime
    computed_at: datetime
    held_until: datetime | None
    chosen: int | None
    infusion_at: datetime | None


class RequestMessage(RequestSummary):
    """A request with what was stated and what was proposed; ``chosen`` is the number of a proposal."""

    need: NeedMessage
    proposals: list[ProposalMessage]


class RequestsPage(Message):
    """Some requests, the newest first, and the address of those that follow."""

    items: list[RequestSummary]
    next: str | None


class RequestsAsked(Message):
    """Which requests are asked for."""

    after: UUID | None = Field(None, description=_("Where the last page ended."))
    limit: int = Field(50, ge=1, le=200, description=_("How many at most."))


def summary_of(view: RequestView, now: datetime) -> RequestSummary:
    """Return a request as a list shows it; its infusion is that of what was chosen, else the earliest proposed."""
    shown = view.shown
    return RequestSummary(
        id=view.uuid, site=view.site, therapy=view.therapy, version=view.version, state=view.state_at(now),
        asked_at=view.asked_at, computed_at=view.computed_at, held_until=view.held_until,
        chosen=None if view.chosen is None else view.chosen + 1, infusion_at=shown.goal if shown else None,
    )  # fmt: skip


def message_of(view: RequestView, now: datetime) -> RequestMessage:
    """Return a request with its need and its proposals."""
    return RequestMessage(
        **summary_of(view, now).model_dump(),
        need=NeedMessage.of(view.need),
        proposals=[ProposalMessage.of(number, one) for number, one in enumerate(view.proposals, 1)],
    )
