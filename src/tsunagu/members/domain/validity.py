"""Whether something that has a first and a last day counts on a given day."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from tsunagu.foundation.text import Text

State = Literal["valid", "ends_soon", "not_yet", "expired", "suspended"]

WARNING_DAYS = 60
"""How long before its last day a validity is shown as ending."""

BADGES: dict[State, tuple[str, Text]] = {
    "valid": ("ok", Text("有効", "Valid")),
    "ends_soon": ("warn", Text("まもなく期限", "Ends soon")),
    "not_yet": ("wait", Text("開始前", "Not yet valid")),
    "expired": ("stop", Text("期限切れ", "Expired")),
    "suspended": ("stop", Text("停止中", "Suspended")),
}


@dataclass(frozen=True, slots=True)
class Validity:
    """First and last day (both included; no last day means until further notice), and a suspension."""

    valid_from: date
    valid_until: date | None = None
    suspended_on: date | None = None

    def valid_on(self, on: date) -> bool:
        """Say whether it counts on the day."""
        return self.state_on(on) in ("valid", "ends_soon")

    def state_on(self, on: date) -> State:
        """Return what to show on the day; a suspension counts from its own day."""
        if self.suspended_on is not None and self.suspended_on <= on:
            return "suspended"
        if on < self.valid_from:
            return "not_yet"
        if self.valid_until is None:
            return "valid"
        if self.valid_until < on:
            return "expired"
        return "ends_soon" if self.valid_until < on + timedelta(days=WARNING_DAYS) else "valid"

    def within(self, last_day: date | None) -> "Validity":
        """Return it as it counts at a place that closes after a day: no longer than the place."""
        if last_day is None or (self.valid_until is not None and self.valid_until <= last_day):
            return self
        return replace(self, valid_until=last_day)

    def badge_on(self, on: date) -> tuple[str, Text]:
        """Return the badge class and its words for the day."""
        return BADGES[self.state_on(on)]


def valid_on(on: date, valid_from: date, valid_until: date | None, suspended_on: date | None = None) -> bool:
    """Say whether a period with these days counts on the day."""
    return Validity(valid_from, valid_until, suspended_on).valid_on(on)
