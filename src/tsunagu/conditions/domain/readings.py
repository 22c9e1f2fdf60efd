"""Readings of a logger, the gaps between them, and how to thin them for a picture."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple


class Reading(NamedTuple):
    """A temperature at a moment (aware)."""

    at: datetime
    celsius: float


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without readings."""

    start: datetime
    end: datetime

    @property
    def minutes(self) -> float:
        """Length of the gap."""
        return (self.end - self.start) / timedelta(minutes=1)

    def as_dict(self) -> dict[str, str | float]:
        """Return it for a ledger row."""
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "minutes": round(self.minutes, 1),
        }


def within_leg(readings: Sequence[Reading], start: datetime, end: datetime) -> list[Reading]:
    """Return the readings of a leg, with its edges interpolated where readings lie on both sides of them."""
    inside = [reading for reading in readings if start <= reading.at <= end]
    before = next((reading for reading in reversed(readings) if reading.at < start), None)
    after = next((reading for reading in readings if reading.at > end), None)
    first = inside[0] if inside else after
    last = inside[-1] if inside else before
    if before is not None and first is not None and first.at > start:
        inside.insert(0, between(before, first, start))
        last = inside[-1]
    if after is not None and last is not None and last.at < end:
        inside.append(between(inside[-1], after, end))
    return inside


def between(left: Reading, right: Reading, moment: datetime) -> Reading:
    """Return the reading interpolated on the straight line from ``left`` to ``right``."""
    share = (moment - left.at) / (right.at - left.at)
    return Reading(moment, left.celsius + share * (right.celsius - left.celsius))


def gaps_in(readings: Sequence[Reading], start: datetime, end: datetime, limit_minutes: float) -> list[Gap]:
    """Return the stretches of the leg from ``start`` to ``end`` longer than the limit without a reading.

    The distance counts between readings as they were taken, also where one of them lies outside the leg.
    """
    limit = timedelta(minutes=limit_minutes)
    found = []
    times = [reading.at for reading in readings]
    earlier = [time for time in times if time <= start]
    later = [time for time in times if time >= end]
    edges = [
        earlier[-1] if earlier else start,
        *(time for time in times if start < time < end),
        later[0] if later else end,
    ]
    for left, right in itertools.pairwise(edges):
        if right - left > limit and right > start and left < end:
            found.append(Gap(max(left, start), min(right, end)))
    return found


def thinned(readings: Sequence[Reading], limit: int = 400) -> list[Reading]:
    """Return at most about ``limit`` readings, keeping the lowest and the highest of every stretch."""
    if len(readings) <= limit:
        return list(readings)
    size = -(-len(readings) // max(limit // 2, 1))
    kept: list[Reading] = []
    for place in range(0, len(readings), size):
        stretch = readings[place : place + size]
        low = min(stretch, key=lambda reading: reading.celsius)
        high = max(stretch, key=lambda reading: reading.celsius)
        kept += sorted({low, high})
    return sorted({readings[0], *kept, readings[-1]})
