"""What a hospital states: the therapy, from when the patient is ready, when not, how late at most, where rather."""

from dataclasses import dataclass
from datetime import date, timedelta

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

FARTHEST_DAYS = 180
MAX_ABSENCES = 60
CONFIDENCES = (0.8, 0.9, 0.95)
CONFIDENCE = 0.9  # unless the hospital chooses another


@dataclass(frozen=True, slots=True)
class Need:
    """A need as stated; days are days at the hospital (Asia/Tokyo).

    ``weekdays_off`` counts Monday as 0. ``absent`` are first and last days on which the patient can't come.
    ``latest`` is the last day for the infusion, ``collect_by`` that for the collection (such as 31 days after an
    injury). ``preferred`` names sites (keys) to look at first; others are looked at as well.
    """

    therapy: str
    ready_from: date
    latest: date | None = None
    collect_by: date | None = None
    weekdays_off: frozenset[int] = frozenset()
    absent: tuple[tuple[date, date], ...] = ()
    preferred: frozenset[str] = frozenset()
    urgency: int = 1
    confidence: float = CONFIDENCE

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
    last_ready = today + timedelta(days=FARTHEST_DAYS)
    latest, collect_by = need.latest, need.collect_by
    _check_absences(need)
    if need.confidence not in CONFIDENCES:
        _refuse(
            "confidence",
            "約束日の確かさは、80・90・95 %から選んでください。",
            "Choose 80, 90 or 95 % as how sure the promised date shall be.",
        )
    if need.ready_from < today:
        _refuse(
            "ready_from",
            "採取できる日は、今日以降の日を入力してください。",
            "The patient must be ready from today on.",
        )
    if need.ready_from > last_ready:
        _refuse(
            "ready_from",
            f"採取できる日は、{FARTHEST_DAYS}日先までの日を入力してください。",
            f"The patient must be ready within {FARTHEST_DAYS} days.",
        )
    if latest is not None and latest < need.ready_from:
        _refuse(
            "latest",
            "投与の期限が、採取できる日より前です。",
            "The last day for the infusion is before the patient is ready.",
        )
    if collect_by is not None and collect_by < need.ready_from:
        _refuse(
            "collect_by",
            "採取の期限が、採取できる日より前です。",
            "The last day for the collection is before the patient is ready.",
        )


def _check_absences(need: Need) -> None:
    if len(need.weekdays_off) > 6:
        _refuse(
            "weekdays_off",
            "すべての曜日が「来院できない」になっています。",
            "Every day of the week is marked as impossible.",
        )
    if any(last < first for first, last in need.absent):
        _refuse(
            "absent", "来院できない期間の終わりが、始まりより前です。", "An absence ends before it begins."
        )
    if len(need.absent) > MAX_ABSENCES:
        _refuse(
            "absent",
            f"来院できない期間は{MAX_ABSENCES}件までです。",
            f"At most {MAX_ABSENCES} absences can be given.",
        )


def _refuse(field: str, ja: str, en: str) -> None:
    raise BadInput(f"need.{field}", Text(ja, en), field)
