"""What a hospital states: the therapy, from when the patient is ready, when not, how late at most, where rather."""

from dataclasses import dataclass
from datetime import date, timedelta

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

FARTHEST_DAYS = 180
MAX_ABSENCES = 60


@dataclass(frozen=True, slots=True)
class Need:
    """A need as stated; days are days at the hospital (Asia/Tokyo).

    ``weekdays_off`` counts Monday as 0. ``absent`` are first and last days on which the patient can't come.
    ``latest`` is the last day for the infusion, ``collect_by`` that for the collection (such as 31 days after an
    injury). ``preferred`` names sites (keys) to look at first; others are looked at as well.
    """

    therapy: str
    hospital: str
    ready_from: date
    latest: date | None = None
    collect_by: date | None = None
    weekdays_off: frozenset[int] = frozenset()
    absent: tuple[tuple[date, date], ...] = ()
    preferred: frozenset[str] = frozenset()
    urgency: int = 1

    def is_away(self, day: date) -> bool:
        """Return whether the patient can't come on that day."""
        return day.weekday() in self.weekdays_off or any(first <= day <= last for first, last in self.absent)

    def closed_days(self, start: date, days: int) -> tuple[tuple[int, int], ...]:
        """Return the patient's absences in hours since midnight of ``start``, joined where they touch."""
        found: list[tuple[int, int]] = []
        for number in range(days):
            if self.is_away(start + timedelta(days=number)):
                if found and found[-1][1] == number * 24:
                    found[-1] = (found[-1][0], number * 24 + 24)
                else:
                    found.append((number * 24, number * 24 + 24))
        return tuple(found)


def check_need(need: Need, today: date) -> None:
    """Refuse a need that contradicts itself or lies outside what can be planned."""
    for code, is_wrong, field, ja, en in (
        ("ready_past", need.ready_from < today, "ready_from", "採取できる日は、今日以降の日を入力してください。",
         "Give a day from today on as the day from which the patient is ready."),
        ("ready_far", need.ready_from > today + timedelta(days=FARTHEST_DAYS), "ready_from",
         f"採取できる日は、{FARTHEST_DAYS}日先までで入力してください。",
         f"Give a day within {FARTHEST_DAYS} days as the day from which the patient is ready."),
        ("latest_before_ready", need.latest is not None and need.latest < need.ready_from, "latest",
         "遅くとも投与する日が、採取できる日より前です。", "The last day for the infusion is before the patient is ready."),
        ("collect_by_before_ready", need.collect_by is not None and need.collect_by < need.ready_from, "collect_by",
         "採取の期限が、採取できる日より前です。", "The last day for the collection is before the patient is ready."),
        ("never_there", len(need.weekdays_off) > 6, "weekdays_off",
         "都合の悪い曜日がすべての曜日になっています。", "Every day of the week is marked as impossible."),
        ("absence_order", any(last < first for first, last in need.absent), "absent",
         "都合の悪い期間の終わりが、始まりより前です。", "An absence ends before it begins."),
        ("absence_count", len(need.absent) > MAX_ABSENCES, "absent",
         f"都合の悪い期間は{MAX_ABSENCES}件までです。", f"At most {MAX_ABSENCES} absences can be given."),
    ):  # fmt: skip
        if is_wrong:
            raise BadInput(code, Text(ja, en), field)
