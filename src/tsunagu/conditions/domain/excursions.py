"""Excursions: when a temperature left its band, how far and for how long, on straight lines between readings."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tsunagu.conditions.domain.bands import Band
from tsunagu.conditions.domain.readings import Reading


@dataclass(frozen=True, slots=True)
class Excursion:
    """One stay outside the band; ``extreme_celsius`` is the farthest reading, ``is_above`` the side."""

    start: datetime
    end: datetime
    extreme_celsius: float
    is_above: bool

    @property
    def minutes(self) -> float:
        """How long it lasted."""
        return (self.end - self.start) / timedelta(minutes=1)

    def as_dict(self) -> dict[str, str | float | bool]:
        """Return it for a ledger row."""
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "minutes": round(self.minutes, 1),
            "extreme_celsius": round(self.extreme_celsius, 2),
            "is_above": self.is_above,
        }


def excursions(readings: Sequence[Reading], band: Band) -> list[Excursion]:
    """Return every stay outside the band; a gap beside a reading outside counts as outside.

    Between two readings the temperature is taken to run straight, so the crossing of a limit is interpolated.
    """
    found: list[Excursion] = []
    if len(readings) == 1 and not band.holds(readings[0].celsius):
        only = readings[0]
        return [Excursion(only.at, only.at, only.celsius, _is_above(only, band))]
    for left, right in itertools.pairwise(readings):
        if band.maximum_celsius is not None:
            found += _beyond(left, right, band.maximum_celsius, above=True)
        if band.minimum_celsius is not None:
            found += _beyond(left, right, band.minimum_celsius, above=False)
    return joined(found)


def _is_above(reading: Reading, band: Band) -> bool:
    return band.maximum_celsius is not None and reading.celsius > band.maximum_celsius


def _beyond(left: Reading, right: Reading, limit: float, above: bool) -> list[Excursion]:
    sign = 1.0 if above else -1.0
    left_over, right_over = sign * (left.celsius - limit), sign * (right.celsius - limit)
    if left_over <= 0 and right_over <= 0:
        return []
    span = right.at - left.at
    start, end = left.at, right.at
    if left_over <= 0:
        start = left.at + span * (-left_over / (right_over - left_over))
    if right_over <= 0:
        end = left.at + span * (left_over / (left_over - right_over))
    extreme = left.celsius if left_over >= right_over else right.celsius
    return [Excursion(start, end, extreme, above)]


def joined(pieces: Sequence[Excursion]) -> list[Excursion]:
    """Return the pieces with those on one side that touch made into one, in order of time."""
    whole: list[Excursion] = []
    for is_above in (True, False):
        last: Excursion | None = None
        for piece in pieces:
            if piece.is_above is not is_above:
                continue
            if last is not None and piece.start <= last.end:
                farthest = max if is_above else min
                extreme = farthest(last.extreme_celsius, piece.extreme_celsius)
                last = replace(last, end=max(last.end, piece.end), extreme_celsius=extreme)
                whole[-1] = last
            else:
                last = piece
                whole.append(piece)
    return sorted(whole, key=lambda excursion: excursion.start)
