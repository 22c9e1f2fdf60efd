"""The coming hours: what is planned to begin, the weightiest things first where there are too many."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import DateTimeField, ExpressionWrapper, F, QuerySet, Value
from django.db.models.functions import Greatest

from tsunagu.foundation.text import Text
from tsunagu.journeys.models import StandingStep
from tsunagu.journeys.queries.standing_of import HOURS_AHEAD

HOURS = HOURS_AHEAD
MOST = 26


@dataclass(frozen=True, slots=True)
class Planned:
    """Something that is planned to begin at a time."""

    at: datetime
    hours: float
    label: Text
    sub: Text
    stage: str
    number: str
    is_in_danger: bool


def coming(now: datetime) -> list[StandingStep]:
    """Return the steps that begin within the coming hours: as planned, or later where those before them are late.

    ``at`` of each is when.
    """
    until = now + timedelta(hours=HOURS)
    rows = _timed(now).filter(fixed_at__lte=until, at__gt=now, at__lte=until)  # type: ignore[misc]
    found = list(rows.order_by("weight", "at", "uuid")[:MOST])  # type: ignore[misc]
    return sorted(found, key=lambda one: (one.at, one.number))  # type: ignore[attr-defined]


def _timed(now: datetime) -> QuerySet[StandingStep]:
    waited = ExpressionWrapper(Value(now) + F("waits"), output_field=DateTimeField())
    return StandingStep.objects.annotate(at=Greatest(F("fixed_at"), waited))


def sites_in(found: Collection[StandingStep]) -> set[UUID]:
    """Return the sites that these steps name."""
    return {site for row in found for site in (row.site, row.leaves, row.reaches) if site}


def timeline(
    found: Collection[StandingStep],
    sites: Mapping[UUID, Text],
    places: Mapping[UUID, Text],
    in_danger: Collection[UUID] = (),
) -> list[Planned]:
    """Return the coming steps as they are shown.

    Parameters
    ----------
    sites, places : names and short names of sites. in_danger : chains with an urgent concern.
    """
    return [
        Planned(
            at=_full_minute(row.at),  # type: ignore[attr-defined]
            hours=row.hours,
            label=_label(row, places),
            sub=_sub(row, sites),
            stage=row.stage,
            number=row.number,
            is_in_danger=row.chain in in_danger,
        )
        for row in found
    ]


def _full_minute(at: datetime) -> datetime:
    """Return the next full minute: what is late moves with the clock, and nobody reads seconds."""
    return at + timedelta(microseconds=-(at.second * 1_000_000 + at.microsecond) % 60_000_000)


def _label(row: StandingStep, places: Mapping[UUID, Text]) -> Text:
    if row.leaves is None and row.reaches is None:
        return Text(row.label_ja, row.label_en)
    start, end = (places.get(site, NO_PLACE) if site else NO_PLACE for site in (row.leaves, row.reaches))
    return Text(f"{start.ja} → {end.ja}", f"{start.en} → {end.en}")


def _sub(row: StandingStep, sites: Mapping[UUID, Text]) -> Text:
    site = sites.get(row.site, Text("", "")) if row.site else Text("", "")
    return Text(f"{row.number}　{site.ja}", f"{row.number}, {site.en}")


NO_PLACE = Text("―", "–")
