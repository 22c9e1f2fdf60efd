"""A method's qualification at a site 試験法の適格性: from when to when, on what basis, and how it stands on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text

TOKYO = ZoneInfo("Asia/Tokyo")
State = Literal["valid", "ending", "coming", "lapsed", "withdrawn"]
STATES: Mapping[str, Text] = {
    "valid": Text("有効", "Valid"),
    "ending": Text("まもなく期限", "Ends soon"),
    "coming": Text("開始前", "Not begun"),
    "lapsed": Text("期限切れ", "Lapsed"),
    "withdrawn": Text("取消", "Withdrawn"),
}
BASES: Mapping[str, Text] = {
    "verification": Text(
        "検証試験（バリデーション・ベリフィケーション）", "Verification or validation study"
    ),
    "round": Text("試験所間比較", "Round between laboratories"),
    "variation": Text("ばらつきの要因の解析", "Analysis of what varies"),
    "compendial": Text("公定書の試験法", "Method of a pharmacopoeia"),
}
SOON = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class TypedQualification:
    """What the quality unit signs: which method, where, from when to when (both days included), on what basis.

    An empty ``method_version`` stands for every version of the procedure.
    """

    site: UUID
    characteristic: str
    characteristic_name: Text
    method: str
    method_name: Text
    method_version: str
    valid_from: date
    valid_until: date
    basis_kind: str
    basis: str


@dataclass(frozen=True, slots=True)
class Qualification:
    """A qualification as it was signed, and what became of it."""

    chain: UUID
    uuid: UUID
    number: str
    organiser: UUID
    site: UUID
    characteristic: str
    characteristic_ja: str
    characteristic_en: str
    method: str
    method_ja: str
    method_en: str
    method_version: str
    valid_from: date
    valid_until: date
    basis_kind: str
    basis: str
    issued_at: datetime
    withdrawn_at: datetime | None
    withdraw_reason: str

    @property
    def subject(self) -> tuple[UUID, str, str]:
        """What it is about: the site, the characteristic and the method."""
        return self.site, self.characteristic, self.method

    def covers(self, at: datetime) -> bool:
        """Whether a test at that time is covered: within its days, and before it was withdrawn."""
        is_within = self.valid_from <= at.astimezone(TOKYO).date() <= self.valid_until
        return is_within and (self.withdrawn_at is None or at < self.withdrawn_at)

    def state_at(self, now: datetime) -> State:
        """Return its state as people read it."""
        today = now.astimezone(TOKYO).date()
        if self.withdrawn_at is not None and self.withdrawn_at <= now:
            return "withdrawn"
        if today < self.valid_from:
            return "coming"
        if today > self.valid_until:
            return "lapsed"
        return "ending" if self.valid_until - today <= SOON else "valid"


@dataclass(frozen=True, slots=True)
class Gap:
    """Why a method isn't qualified at a time: lapsed or withdrawn (on ``on``), or never qualified."""

    why: Literal["lapsed", "withdrawn", "never"]
    on: date | None = None


def gap_at(records: Iterable[Qualification], version: str, at: datetime, must_be: bool) -> Gap | None:
    """Say why a method isn't qualified at a time; None where it is, or where nobody ever said that it must be.

    Parameters
    ----------
    records : all qualifications of the method for the characteristic at the site.
    version : of the procedure that was used; where it isn't known, every record counts.
    must_be : the route says that the method must be qualified.
    """
    known = [one for one in records if not version or one.method_version in ("", version)]
    if any(one.covers(at) for one in known):
        return None
    ended = [gap for one in known if (gap := _ended(one, at)) is not None]
    if ended:
        return max(ended, key=lambda gap: gap.on or date.min)
    return Gap("never") if must_be else None


def _ended(one: Qualification, at: datetime) -> Gap | None:
    """Return how a qualification that doesn't cover a time ended before it; None where it only began later."""
    if one.withdrawn_at is not None and one.withdrawn_at <= at:
        return Gap("withdrawn", one.withdrawn_at.astimezone(TOKYO).date())
    if one.valid_until < at.astimezone(TOKYO).date():
        return Gap("lapsed", one.valid_until)
    return None


def check_period(typed: TypedQualification, known: Iterable[Qualification], now: datetime) -> None:
    """Refuse an end before the beginning or already past, and a renewal that would reach back before its signature."""
    today = now.astimezone(TOKYO).date()
    if typed.valid_until < typed.valid_from:
        raise BadInput("ends_before", _ENDS_BEFORE, "valid_until")
    if typed.valid_until < today:
        raise BadInput("ended_already", _ENDED, "valid_until")
    if typed.valid_from < today and any(True for _ in known):
        raise BadInput("reaches_back", _REACHES_BACK, "valid_from")


def check_may_withdraw(one: Qualification, now: datetime) -> None:
    """Refuse to withdraw what is withdrawn or over."""
    if one.state_at(now) in ("withdrawn", "lapsed"):
        raise Refused("not_in_force", _NOT_IN_FORCE)


_ENDS_BEFORE = Text("終了日は開始日以後にしてください。", "The end can't lie before the beginning.")
_ENDED = Text("終了日がすでに過ぎています。", "The end lies in the past already.")
_REACHES_BACK = Text(
    "この試験法の適格性はすでに記録があるため、更新の開始日を今日より前にはできません。期限切れの間の試験は、個別に判断します。",
    "This method has a record already, so that a renewal can't begin before today; tests in between are decided one "
    "by one.",
)
_NOT_IN_FORCE = Text(
    "この適格性はすでに期限切れか取消済みです。", "This qualification has lapsed or was withdrawn already."
)
