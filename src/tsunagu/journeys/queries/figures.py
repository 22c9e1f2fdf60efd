"""The figures that matter, each with its course over the last months, counted by the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Min,
    Q,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual

from tsunagu.journeys.models import Standing
from tsunagu.journeys.queries.measuring import NEVER, Bucket, DayInJapan, Quantile, days_between, or_never

TOKYO = ZoneInfo("Asia/Tokyo")
MONTHS = 8
ON_TIME_WITHIN_DAYS = 1
"""A treatment on the promised day or the day after counts as on time: an assumption, told on the page."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; ``value`` is None while there is nothing to count.

    ``more`` is a second figure told beside it: lots under way, how many it rests on, the longest wait in days.
    """

    key: str
    value: float | None
    trend: list[float]
    more: float = 0


@dataclass(frozen=True, slots=True)
class _Alike:
    """So many journeys that lie alike among the months: in which bucket of time each thing about them happened."""

    kind: str
    began: int
    over: int
    given: int
    judged: int
    is_on_time: bool | None
    is_first_pass: bool
    count: int
    first: datetime

    @property
    def waited(self) -> int:
        """In which month the patient no longer waited."""
        return min(self.over, self.given)


def figures(now: datetime) -> list[Figure]:
    """Return the five figures over all journeys that the reader takes part in, in two queries."""
    ends = month_ends(now)
    last, alike = len(ends) - 1, _alike(ends)
    cases = [one for one in alike if one.kind == "treatment"]
    lots = sum(one.count for one in alike if one.kind == "production" and one.began <= last < one.over)
    since = [one.first for one in cases if one.began <= last < one.waited]
    longest = (now - min(since)) / timedelta(days=1) if since else 0.0
    on_time = [(one.given, one.is_on_time, one.count) for one in cases if one.is_on_time is not None]
    first = [(one.judged, one.is_first_pass, one.count) for one in alike if one.judged <= last]
    return [
        _counted("under_way", cases, [[one.began <= i < one.over for one in cases] for i in range(last + 1)], lots),
        _vein_to_vein(ends),
        _share("on_time", on_time, last),
        _share("first_pass", first, last),
        _counted(
            "waiting", cases, [[one.began <= i < one.waited for one in cases] for i in range(last + 1)], longest
        ),
    ]  # fmt: skip


def month_ends(now: datetime, count: int = MONTHS) -> list[datetime]:
    """Return the ends of the last months in Tokyo, the present moment as the last."""
    local = now.astimezone(TOKYO)
    first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    found = [now]
    for _ in range(count - 1):
        found.append(first)
        first = (first - timedelta(days=1)).replace(day=1)
    return sorted(found)


def _alike(ends: Sequence[datetime]) -> list[_Alike]:
    """Count the journeys by all that the figures ask, in one pass over what is kept."""
    on_time = Case(
        When(Q(given_at=None) | Q(promised_at=None), then=None),
        When(is_on_time(), then=True),
        default=False,
        output_field=BooleanField(),
    )
    # a failed attempt has ended, but its patient waits for a word on how to go on: it is live
    over = Case(When(is_live=True, then=Value(NEVER)), default=or_never("ended_at"))
    rows = Standing.objects.values_list(
        "kind", Bucket("started_at", ends), Bucket(over, ends), Bucket(or_never("given_at"), ends),
        Bucket(or_never("judged_at"), ends), on_time, "is_first_pass",
    ).annotate(count=Count("pk"), first=Min("started_at"))  # fmt: skip
    return [_Alike(*row) for row in rows]


def is_on_time() -> LessThanOrEqual:
    """Return whether a treatment began on the day first promised or the day after, by the calendar in Japan.

    A change of plan moves the promise but not this: or else whatever was replanned would be on time.
    """
    first = Coalesce("first_promised_at", "promised_at")
    return LessThanOrEqual(DayInJapan("given_at"), DayInJapan(first, ON_TIME_WITHIN_DAYS))


def is_as_replanned() -> LessThanOrEqual:
    """Return whether a treatment began on the day promised last or the day after."""
    return LessThanOrEqual(DayInJapan("given_at"), DayInJapan("promised_at", ON_TIME_WITHIN_DAYS))


def _counted(key: str, cases: Sequence[_Alike], counts: Iterable[Sequence[bool]], more: float) -> Figure:
    if not cases:
        return Figure(key, None, [])
    trend = [
        float(sum(one.count for one, is_in in zip(cases, each, strict=True) if is_in)) for each in counts
    ]
    return Figure(key, trend[-1], trend, more)


def _vein_to_vein(ends: Sequence[datetime]) -> Figure:
    given = Standing.objects.filter(
        kind="treatment", cell_type="t_cell", given_at__isnull=False, collected_at__isnull=False
    )
    days = days_between("collected_at", "given_at")
    by_end: dict[str, Any] = {
        f"until_{i}": Quantile(days, 0.5, filter=Q(given_at__lte=at)) for i, at in enumerate(ends)
    }
    found = given.aggregate(count=Count("pk"), middle=Quantile(days, 0.5), **by_end)
    if not found["count"]:
        return Figure("vein_to_vein", None, [])
    trend = [value for i in range(len(ends)) if (value := found[f"until_{i}"]) is not None]
    return Figure("vein_to_vein", round(found["middle"], 1), trend, found["count"])


def _share(key: str, found: Sequence[tuple[int, bool, int]], last: int) -> Figure:
    total = sum(count for _, _, count in found)
    if not total:
        return Figure(key, None, [])
    trend = []
    for i in range(last + 1):
        until = [(good, count) for at, good, count in found if at <= i]
        if every := sum(count for _, count in until):
            trend.append(100 * sum(count for good, count in until if good) / every)
    good = sum(count for _, is_good, count in found if is_good)
    return Figure(key, round(100 * good / total, 1), trend, total)
