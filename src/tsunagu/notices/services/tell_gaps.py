"""Tell a member, and the coordinator, that nobody is on duty in a week ahead; take it back once somebody is.

The gaps of one duty in one week are one notice: seven nights without anybody are one thing to mend.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID, uuid5

from tsunagu.foundation.text import Text
from tsunagu.members.queries.directory import coordinator, member_ids, member_names
from tsunagu.notices.domain.roster import DUTIES, TOKYO
from tsunagu.notices.queries.roster import members_with_roster, rosters_of
from tsunagu.notices.services.mark_done import settle_others
from tsunagu.notices.services.notify import notify

KIND = "duty_gap"
WEEKS = 2
"""This week and the next are looked at."""


@dataclass(frozen=True, slots=True)
class WeekOfGaps:
    """That a duty of a member has gaps in a week: the first of them, and how many there are."""

    member: UUID
    duty: str
    monday: datetime
    first: datetime
    count: int

    @property
    def subject(self) -> UUID:
        """What the notice is about: the same duty and week, whoever looks and whenever."""
        return uuid5(self.member, f"{KIND}/{self.duty}/{self.monday.astimezone(TOKYO).date()}")


def tell_gaps(now: datetime) -> int:
    """Write the notices of gaps that stand, each once, and close those of gaps that are filled; return how many stand.

    Only duties that a member has begun to write down count: who has no roster is called by role. Run as a worker.
    """
    found = list(gaps_ahead(now))
    rows, names, hub = (
        member_ids({one.member for one in found}),
        member_names({one.member for one in found}),
        coordinator(),
    )
    for one in found:
        text = _text(one, names[one.member])
        addressed = {rows[one.member]: ""} | ({hub.id: "coordinator"} if hub is not None else {})
        for member, role in addressed.items():
            notify(
                member, role, KIND, text, subject=one.subject, now=now, link=f"/roster/{one.member}/", due_at=one.first
            )  # fmt: skip
    settle_others(KIND, [one.subject for one in found], now)
    return len(found)


def gaps_ahead(now: datetime) -> Iterator[WeekOfGaps]:
    """Yield each week of a duty in which nobody is on duty for a while that is still to come."""
    today = now.astimezone(TOKYO).date()
    monday = datetime.combine(today - timedelta(days=today.weekday()), time(0), TOKYO)
    for member, roster in rosters_of(members_with_roster()).items():
        for week in range(WEEKS):
            start, end = monday + timedelta(days=7 * week), monday + timedelta(days=7 * week + 7)
            for duty in roster.duties:
                gaps = roster.gaps(duty, max(start, now), end)
                if gaps:
                    yield WeekOfGaps(member, duty, start, gaps[0][0], len(gaps))


def _text(one: WeekOfGaps, name: Text) -> Text:
    duty, at = DUTIES[one.duty], one.first.astimezone(TOKYO)
    more = one.count - 1
    return Text(
        f"{name.ja}：「{duty.ja}」の当番が{at.month}/{at.day} {at:%H:%M}から空いています"
        + (f"（この週はほか{more}か所）。" if more else "。")
        + "当番表に担当者を入れてください。",
        f"{name.en}: nobody is on duty for “{duty.en}” from {at:%Y-%m-%d %H:%M}"
        + (f" (and {more} more gaps in that week)." if more else ".")
        + " Write somebody into the roster.",
    )
