"""Hours of a problem as local time: ``2026-12-01T09:00``. Japan keeps one time all year, so hours and times agree."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from tsunagu.foundation.written.cursor import Cursor, quoted

SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:00\Z")
MOST = 1_000_000
"""Hours that any number in a file lies within."""


@dataclass(frozen=True, slots=True)
class Moments:
    """The hours of a problem that starts at midnight of ``start``."""

    start: date
    _known: dict[str, int] = field(default_factory=dict)

    @property
    def midnight(self) -> datetime:
        """The moment of hour 0."""
        return datetime.combine(self.start, time())

    def text(self, hour: int) -> str | int:
        """Return the hour as local time; as a number where no calendar reaches."""
        try:
            moment = self.midnight + timedelta(hours=hour)
        except OverflowError:
            return hour
        return f"{moment:%Y-%m-%dT%H:%M}" if moment.year >= 1000 else hour

    def maybe_read(self, cursor: Cursor) -> int | None:
        """Read a moment, written as local time or as whole hours since midnight of the start; or nothing."""
        value = cursor.value
        if not isinstance(value, str):
            return cursor.maybe_integer(-MOST, MOST)
        if value not in self._known:
            hour = self._hour(value)
            if hour is None:
                cursor.refuse(
                    f"「{quoted(value)}」は日時として読めません。「2026-12-01T09:00」のように正時で書いてください。",
                    f"{quoted(value)!r} isn't a time; write a full hour as in 2026-12-01T09:00.",
                )
                return None
            self._known[value] = hour
        return self._known[value]

    def read(self, cursor: Cursor) -> int:
        """Read a moment; 0 where none could be read, which is a fault noted already or a key that is missing."""
        found = self.maybe_read(cursor)
        return 0 if found is None else found

    def _hour(self, value: str) -> int | None:
        if not SHAPE.match(value):
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return None
        return int((moment - self.midnight) // timedelta(hours=1))


def read_day(cursor: Cursor) -> date:
    """Read a day as in ``2026-12-01``."""
    value = cursor.value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if not cursor.is_absent:
        cursor.refuse(
            f"「{quoted(value)}」は日付として読めません。「2026-12-01」のように書いてください。",
            f"{quoted(value)!r} isn't a day; write it as in 2026-12-01.",
        )
    return date(2000, 1, 1)
