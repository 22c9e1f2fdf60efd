"""How long a shipper still holds its band, and whether that lasts until it arrives.

It counts with what was *measured* of the very shipper, never with what its maker promises: in service a dry shipper
holds about half of that, and two of one model differ by up to 40 per cent (record 45).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text

LONGEST_HOURS = 1000
MARGIN = timedelta(hours=12)
"""So long a shipper is to hold beyond its arrival: it waits at a dock, a flight is cancelled. An assumption."""
SOON = timedelta(hours=6)
"""From so long before its end a shipper under way is a concern whatever was expected. An assumption."""
State = Literal["over", "short", "soon", "tight", "ample"]


@dataclass(frozen=True, slots=True)
class Hold:
    """A shipper closed at a moment, and for how many hours it holds its band from then on."""

    closed_at: datetime
    hours: float

    @property
    def ends_at(self) -> datetime:
        """When it is no longer known to hold."""
        return self.closed_at + timedelta(hours=self.hours)

    def left_hours(self, now: datetime) -> float:
        """Return the hours left; below zero once they are over."""
        return (self.ends_at - now) / timedelta(hours=1)

    def spare_hours(self, arrival: datetime) -> float:
        """Return the hours left at arrival; below zero where it holds less long than the way lasts."""
        return self.left_hours(arrival)

    def state(self, arrival: datetime, now: datetime) -> State:
        """Say how the hold stands against the expected arrival, the worst word that is true.

        ``over``: it has ended. ``short``: it ends before the arrival. ``soon``: it ends within ``SOON`` although
        the arrival should be over or is near. ``tight``: less than ``MARGIN`` is left at the arrival.
        """
        if self.ends_at < now:
            return "over"
        if self.ends_at < arrival:
            return "short"
        if self.ends_at - now < SOON:
            return "soon"
        return "tight" if self.ends_at - arrival < MARGIN else "ample"

    def turning_points(self) -> tuple[datetime, datetime]:
        """Return the moments after which ``state`` can change though nothing is recorded."""
        return self.ends_at - SOON, self.ends_at


@dataclass(frozen=True, slots=True)
class Qualified:
    """What is known of a shipper on a day: its number and band, what was measured last and until when that counts."""

    code: str
    band: str
    hours: int | None
    valid_until: date | None
    retired_on: date | None = None

    def is_fit(self, on: date) -> bool:
        """Say whether it may be filled on a day."""
        is_retired = self.retired_on is not None and self.retired_on <= on
        return (
            not is_retired
            and self.hours is not None
            and self.valid_until is not None
            and on <= self.valid_until
        )


def check_fit(shipper: Qualified, band: str, on: date) -> None:
    """Refuse a shipper that is out of use, made for another band, never measured, or whose measurement is over."""
    if shipper.retired_on is not None and shipper.retired_on <= on:
        raise Refused("shipper_retired", _told(RETIRED, shipper.code))
    if shipper.band != band:
        raise Refused("shipper_band", _told(OTHER_BAND, shipper.code))
    if shipper.hours is None or shipper.valid_until is None:
        raise Refused("shipper_unmeasured", _told(UNMEASURED, shipper.code))
    if on > shipper.valid_until:
        raise Refused("shipper_lapsed", _told(LAPSED, shipper.code))


def check_hours(hours: int, field: str) -> None:
    """Refuse hours that no shipper holds."""
    if not 1 <= hours <= LONGEST_HOURS:
        raise BadInput("hours", BAD_HOURS, field=field)


def check_period(tested_on: date, valid_until: date, today: date) -> None:
    """Refuse a measurement of the future, or one that counts until before it was made."""
    if tested_on > today:
        raise BadInput("tested_on", NOT_YET, field="tested_on")
    if valid_until < tested_on:
        raise BadInput("valid_until", ENDS_FIRST, field="valid_until")


def _told(text: Text, code: str) -> Text:
    return Text(text.ja.format(code=code), text.en.format(code=code))


RETIRED = Text(
    "輸送容器 {code} は使用終了になっています。別の容器を選んでください。",
    "Shipper {code} is out of use. Choose another one.",
)
OTHER_BAND = Text(
    "輸送容器 {code} はこの輸送の温度帯用ではありません。温度帯の合う容器を選んでください。",
    "Shipper {code} is made for another temperature band. Choose one for the band of this transport.",
)
UNMEASURED = Text(
    "輸送容器 {code} には実測した保持時間の記録がありません。先に試験の結果を登録してください。",
    "No measured hold time of shipper {code} is recorded. Record the result of its test first.",
)
LAPSED = Text(
    "輸送容器 {code} の保持時間の確認は期限切れです。再試験の結果を登録するか、別の容器を選んでください。",
    "The hold time of shipper {code} is no longer qualified. Record a new test, or choose another shipper.",
)
BAD_HOURS = Text(
    f"保持時間は1〜{LONGEST_HOURS}時間の整数で入力してください。",
    f"Give the hold time in whole hours from 1 to {LONGEST_HOURS}.",
)
NOT_YET = Text(
    "試験日がまだ来ていません。日付を確認してください。", "The day of the test lies in the future."
)
ENDS_FIRST = Text(
    "有効期限は試験日以降の日付にしてください。", "It must count until the day of the test or later."
)
