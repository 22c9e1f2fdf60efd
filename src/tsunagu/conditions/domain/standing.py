"""Which of several verdicts on the same leg stands: a breach is not undone by another file."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID


class Judged(Protocol):
    """What is asked of a judged leg."""

    @property
    def journey(self) -> UUID:
        """The journey that the leg belongs to."""

    @property
    def step(self) -> str:
        """The step whose time the leg is."""

    @property
    def attempt(self) -> int:
        """The attempt of the step."""

    @property
    def state(self) -> str:
        """The verdict."""

    @property
    def minutes_over(self) -> float:
        """All time outside the band."""

    @property
    def replaced_by(self) -> UUID | None:
        """The verdict that took its place, because its file was found not to be of this leg."""

    @property
    def replaces_because(self) -> str:
        """Why the verdicts before it don't count."""

    @property
    def judged_at(self) -> datetime:
        """When it was judged."""


LegRow = TypeVar("LegRow", bound=Judged)


def standing(legs: Iterable[LegRow]) -> list[LegRow]:
    """Return the worst verdict of each leg among those not replaced; missing readings yield to a whole record.

    A file without gaps fills one with gaps only where it shows no less time outside the band.
    """
    worst: dict[tuple[UUID, str, int], LegRow] = {}
    for leg in sorted((leg for leg in legs if leg.replaced_by is None), key=_severity):
        worst[leg.journey, leg.step, leg.attempt] = leg
    return list(worst.values())


def _severity(leg: Judged) -> tuple[bool, float, bool, bool, datetime]:
    is_whole = leg.state != "missing_readings"
    return leg.state == "breach", leg.minutes_over, is_whole, bool(leg.replaces_because), leg.judged_at
