"""The use of capacity on the tower's figures, against hours worked out by hand."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from tests.members.conftest import NOW
from tests.planning.capacity.conftest import Works
from tsunagu.foundation import clock
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.capacity import CalendarException
from tsunagu.planning.models import Booking, PlanRequest, Resource
from tsunagu.planning.services import add_exceptions

TOKYO = ZoneInfo("Asia/Tokyo")


def on(month: int, day: int, hour: int) -> datetime:
    """A time on the wall in Japan."""
    return datetime(2026, month, day, hour, tzinfo=TOKYO)


def book(works: Works, uuid: UUID, start: datetime, end: datetime, amount: int) -> None:
    """Hold so much of a resource, for a request of its own member."""
    with acting(Scope("worker")):
        row = Resource.objects.get(uuid=uuid)
        asked = PlanRequest.objects.create(
            member_id=row.member_id, site_id=row.site_id, person=works.cast.operator.person_uuid, therapy="t",
            version=1, need={}, computed_at=NOW, asked_at=NOW,
        )  # fmt: skip
        Booking.objects.create(
            member_id=row.member_id, owner_id=row.member_id, request=asked, resource=row, step="s",
            starts_at=start, ends_at=end, amount=amount,
        )  # fmt: skip


def told(client: Client, line: str) -> dict[str, tuple[str, str, str]]:
    """Return of a kind, by week: its share in per cent, the hours booked and the hours published."""
    answer = client.get("/tower/figures/?format=csv", headers={"accept-language": "ja"})
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    return {
        one["period"]: (one["value"], one["part"], one["of"])
        for one in rows
        if one["figure"] == "capacity" and one["line"] == line
    }


def test_use_is_booked_hours_of_published_hours_week_by_week(
    works: Works, as_person: Callable[[Actor], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    # operators: three from 9 to 17 on five days, 120 hours; 96 where a holiday falls on one of them (23 November)
    book(works, works.shift, on(11, 24, 9), on(11, 24, 17), 2)  # 16 hours
    # suites: two day and night, 336 hours; booked from Sunday noon to Monday noon, 12 hours in each week
    book(works, works.suite, on(11, 29, 12), on(11, 30, 12), 1)
    # the suites are closed for a week in which something is booked all the same
    with acting(works.cast.scope(works.cast.operator)):
        add_exceptions([works.suite], CalendarException(date(2026, 12, 7), date(2026, 12, 13)), NOW)
    book(works, works.suite, on(12, 8, 0), on(12, 9, 0), 1)
    client = as_person(works.cast.operator)
    operators, suites = told(client, "製造担当者（技能・勤務帯）"), told(client, "細胞加工室（患者1名ずつ）")
    assert list(operators) == ["10/26", "11/2", "11/9", "11/16", "11/23", "11/30", "12/7", "12/14"]
    assert operators["11/16"] == ("0", "0", "120")
    assert operators["11/23"] == ("17", "16", "96")
    assert suites["11/23"] == ("4", "12", "336")
    assert suites["11/30"] == ("4", "12", "336")
    assert suites["12/7"] == ("–", "24", "0")
    assert suites["12/14"] == ("0", "0", "336")
