"""How many members there were at the end of each month, of which kind, and who joined and left in it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tsunagu.foundation.text import Text


@dataclass(frozen=True, slots=True)
class Stay:
    """From when until when a member belongs to the network, both days included, and its kind."""

    kind: str
    joined_on: date
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """A month by its first day: the members at its end (this month: today), who joined and who left in it."""

    first: date
    total: int
    by_kind: dict[str, int]
    joined: int
    left: int


@dataclass(frozen=True, slots=True)
class Published:
    """A number of members that was made public, from elsewhere than this register."""

    month: date
    members: int
    source: Text


PUBLISHED = (
    Published(date(2016, 10, 1), 46, Text("RINK公表（2016年10月）", "Published by RINK (October 2016)")),
    Published(date(2023, 5, 1), 169, Text("RINK公表（2023年5月）", "Published by RINK (May 2023)")),
)


def months(stays: Iterable[Stay], today: date) -> list[Month]:
    """Return each month from that of the first joining until this one; none without members."""
    every = [stay for stay in stays if stay.joined_on <= today]
    if not every:
        return []
    found, first = [], min(stay.joined_on for stay in every).replace(day=1)
    while first <= today:
        end = _next(first) - timedelta(days=1)
        on = min(end, today)
        there = Counter(
            one.kind for one in every if one.joined_on <= on and not (one.left_on and one.left_on <= on)
        )
        joined = sum(first <= one.joined_on <= on for one in every)
        left = sum(one.left_on is not None and first <= one.left_on <= on for one in every)
        found.append(Month(first, there.total(), dict(there), joined, left))
        first = _next(first)
    return found


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
