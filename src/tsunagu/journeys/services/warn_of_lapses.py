"""Qualifications that end are told to who keeps them; journeys that will miss one to who must see to it, in time."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from tsunagu.custody.queries.many import parties_of
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.lapsing import Lapse
from tsunagu.journeys.domain.wording import local_day
from tsunagu.journeys.queries.lapsing import lapses_ahead
from tsunagu.members.queries.directory import coordinator, member_ids
from tsunagu.members.queries.ending import Ending, endings
from tsunagu.notices.services.mark_done import settle_others
from tsunagu.notices.services.notify import notify

TOKYO = ZoneInfo("Asia/Tokyo")
TOLD_DAYS_BEFORE = (60, 14, 0)
"""When a member is told that something ends: two months before, two weeks before, and once it is over."""
ENDING, LAPSING = "licence_ending", "qualification_lapses"


def warn_of_lapses(now: datetime) -> int:
    """Tell what ends and what live journeys will miss; what was renewed is taken out of the inboxes.

    Run in the worker's scope; running it again tells nothing twice. Return how many warnings stand.
    """
    ending = [(one, _threshold(one, now)) for one in endings(local_day(now), TOLD_DAYS_BEFORE[0])]
    for one, days in ending:
        _tell_ending(one, days, now)
    settle_others(ENDING, {_subject(one, days) for one, days in ending}, now)
    found = lapses_ahead(now)
    _tell_lapses(found, now)
    settle_others(LAPSING, {one.subject for one in found}, now)
    return len(ending) + len(found)


def _threshold(one: Ending, now: datetime) -> int:
    left = (one.last_day - local_day(now)).days
    return min((days for days in TOLD_DAYS_BEFORE if left <= days), default=TOLD_DAYS_BEFORE[0])


def _subject(one: Ending, days: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"{one.uuid}/{one.member_id}/{one.last_day}/{days}")


def _tell_ending(one: Ending, days: int, now: datetime) -> None:
    is_over = one.last_day < local_day(now)
    said = Text(
        f"{one.what.ja}（{one.where.ja}）は{one.last_day.isoformat()}で"
        + (
            "期限が切れました。更新を登録するまで、関係する工程には判断が必要です。"
            if is_over
            else "期限が切れます。更新を登録してください。"
        ),
        f"{one.what.en} ({one.where.en}) "
        + (
            f"ended on {one.last_day.isoformat()}. Until a renewal is recorded, steps that rely on it need a decision."
            if is_over
            else f"ends on {one.last_day.isoformat()}. Record its renewal."
        ),
    )
    notify(
        one.member_id, "quality", ENDING, said, subject=_subject(one, days), now=now, link=LINKS[one.kind],
        urgency=2 if is_over else 1 if days <= TOLD_DAYS_BEFORE[1] else 0,
        due_at=datetime.combine(one.last_day + timedelta(days=1), time(), TOKYO),
    )  # fmt: skip


LINKS = {
    "licence": "/members/",
    "calibration": "/members/",
    "agreement": "/members/agreements/",
    "audit": "/members/agreements/audits/",
    "supplier": "/members/agreements/suppliers/",
}


def _tell_lapses(found: Iterable[Lapse], now: datetime) -> None:
    hub, ids = coordinator(), dict[UUID, int]()
    lapses = list(found)
    told = {uuid for one in lapses for uuid in (one.ahead.member, *one.ahead.responsible)}
    ids = member_ids(told)
    for one in lapses:
        for member in {one.ahead.member, *one.ahead.responsible}:
            _tell_lapse(one, ids[member], "" if member == one.ahead.member else "quality", now)
        if hub is not None and hub.uuid in {uuid for uuid, _ in parties_of(one.ahead.chain)}:
            _tell_lapse(one, hub.id, "coordinator", now)


def _tell_lapse(one: Lapse, member_id: int, role: str, now: datetime) -> None:
    ahead, why = one.ahead, one.verdict.reason
    end = ("この工程は実施できません。", "The step can't be done.") if one.stops else (
        "実施には判断が必要になります。",
        "It will need a decision.",
    )  # fmt: skip
    said = Text(
        f"{ahead.number}「{ahead.step_name.ja}」（{ahead.on.isoformat()}の予定）：{why.ja}。{end[0]}",
        f"{ahead.number}, “{ahead.step_name.en}” (planned for {ahead.on.isoformat()}): {why.en}. {end[1]}",
    )
    notify(
        member_id, role, LAPSING, said, subject=one.subject, now=now, chain=ahead.chain,
        link=f"/journeys/{ahead.number}/", urgency=3 if one.stops else 2,
        due_at=datetime.combine(ahead.on, time(), TOKYO),
    )  # fmt: skip
