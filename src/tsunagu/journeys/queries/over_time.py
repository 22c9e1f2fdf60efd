"""Figures over months or quarters, each with how many cases it rests on, over the journeys that the reader sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from tsunagu.journeys.models import Standing
from tsunagu.journeys.queries.figures import is_as_replanned, is_on_time
from tsunagu.journeys.queries.measuring import Bucket, Quantile, days_between

TOKYO = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True, slots=True)
class Period:
    """A month or a quarter in Japan: from its first moment until the first of the next."""

    starts_at: datetime
    ends_at: datetime
    label: str


@dataclass(frozen=True, slots=True)
class Spread:
    """Days in one period: the middle one, the quarters, and how many cases they are of."""

    period: int
    group: str
    count: int
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Part:
    """How many of so many in one period."""

    period: int
    good: int
    count: int

    @property
    def percent(self) -> float:
        """The share in per cent."""
        return 100 * self.good / self.count


def periods(now: datetime, months: int, count: int) -> list[Period]:
    """Return the last periods of so many months each, the present one as the last, which isn't over."""
    local = now.astimezone(TOKYO)
    first = local.year * 12 + local.month - 1
    first -= first % months
    starts = [_month(first + months * place) for place in range(1 - count, 2)]
    return [Period(start, end, _label(start, months)) for start, end in pairwise(starts)]


def _label(start: datetime, months: int) -> str:
    return f"{start.year}/{start.month:02d}" if months == 1 else f"{start.year} Q{start.month // 3 + 1}"


def _month(number: int) -> datetime:
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=TOKYO)


def edges(found: Sequence[Period]) -> list[datetime]:
    """Return the moments between the periods, from the first to the last."""
    return [*(one.starts_at for one in found), found[-1].ends_at]


def vein_to_vein(found: Sequence[Period], group: str = "therapy") -> list[Spread]:
    """Return the days from the last collection to the first administration, by the period of the latter and a group."""
    days = days_between("collected_at", "given_at")
    rows = (
        _treated(found)
        .filter(collected_at__isnull=False)
        .values_list(Bucket("given_at", edges(found)), group)
        .annotate(
            count=Count("pk"), low=Quantile(days, 0.25), middle=Quantile(days, 0.5), high=Quantile(days, 0.75)
        )
    )
    return sorted((Spread(at - 1, *rest) for at, *rest in rows), key=lambda one: (one.group, one.period))


def on_time(found: Sequence[Period], *, as_replanned: bool = False) -> list[Part]:
    """Return how many were treated on the promised day or the day after, of those treated with a promised day.

    The promise is the first that was given; ``as_replanned``: the last.
    """
    is_good = is_as_replanned() if as_replanned else is_on_time()
    rows = _treated(found).filter(promised_at__isnull=False).values_list(Bucket("given_at", edges(found)))
    return _parts(rows.annotate(good=Count("pk", filter=Q(is_good)), every=Count("pk")))


def first_pass(found: Sequence[Period]) -> list[Part]:
    """Return how many journeys passed at the first attempt, of those first released, rejected or failed then."""
    moments = edges(found)
    judged = Standing.objects.filter(judged_at__gte=moments[0], judged_at__lt=moments[-1])
    rows = judged.values_list(Bucket("judged_at", moments))
    return _parts(rows.annotate(good=Count("pk", filter=Q(is_first_pass=True)), every=Count("pk")))


def treated(found: Sequence[Period], group: str = "setting") -> dict[tuple[int, str], int]:
    """Return how many cases were treated for the first time, by period and group."""
    rows = _treated(found).values_list(Bucket("given_at", edges(found)), group).annotate(count=Count("pk"))
    return {(at - 1, key): count for at, key, count in rows}


def waiting_by_reason() -> dict[str, int]:
    """Return how many patients wait now, by what they wait for."""
    waiting = Standing.objects.filter(is_live=True, kind="treatment").exclude(waits_for="")
    return dict(waiting.values_list("waits_for").annotate(count=Count("pk")))


def _treated(found: Sequence[Period]) -> QuerySet[Standing]:
    moments = edges(found)
    return Standing.objects.filter(kind="treatment", given_at__gte=moments[0], given_at__lt=moments[-1])


def _parts(rows: Any) -> list[Part]:
    return sorted((Part(at - 1, good, every) for at, good, every in rows), key=lambda one: one.period)
