"""Shared use: no training, no booking; then booked; the clash is refused; the charge is in the month's file."""

from datetime import date, datetime, time, timedelta

import pytest

from tests.stories.desk import Desk, Town, minute
from tsunagu.coordination.models import SharedBooking, SharedTime
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import TOKYO, tokyo_date
from tsunagu.members.services.record_training import record_training
from tsunagu.planning.domain.capacity.holidays import public_holidays

pytestmark = pytest.mark.story
OWNER, MAKER, HOSPITAL = "kawasaki-evaluation", "tonomachi-cells", "haneda-clinic"
SUBJECT = "shared-cytometer"


def test_trained_then_booked_once_used_and_charged(town: Town) -> None:
    town.show(minutes=1)
    starts = datetime.combine(working_day(tokyo_date(town.sync())), time(10), TOKYO)
    owner, maker, hospital = (
        town.desk(OWNER, "qc"), town.desk(MAKER, "supervisor"), town.desk(HOSPITAL, "physician")
    )  # fmt: skip
    offered(owner)
    asked_for(maker, starts)
    maker.told_why("教育訓練の記録がない", "第1火曜の講習")
    assert not booked()
    for desk in (maker, hospital):
        with acting(Scope("worker")):
            record_training(
                desk.who.person_uuid, desk.who.member_uuid, SUBJECT, valid_from=tokyo_date(town.world.now)
            )
    asked_for(maker, starts)
    maker.done("予約しました")
    week = hospital.open("network/shared/").press(".rows a")
    week.open(f"{week.page.url.removeprefix(town.served.url).lstrip('/')}?week={starts.date()}")
    assert "MSCの確認" not in week.text
    assert week.page.locator("td.taken").count() == 2
    asked_for(hospital, starts + timedelta(hours=1))
    hospital.told_why("ほかの予約", "重なります")
    assert booked() == [("booked", 2)]
    charged(town, owner, starts)


def working_day(today: date) -> date:
    holidays = public_holidays(today, today + timedelta(days=20))
    days = (today + timedelta(days=number) for number in range(1, 20))
    return next(day for day in days if day.weekday() < 5 and day not in holidays)


def offered(desk: Desk) -> None:
    """The owner offers an instrument; hours that can't be read are said at their field."""
    desk.open("network/shared/").press("a[href$='/new/']")
    desk.fill(
        kind="equipment", name_ja="フローサイトメーター", member_yen=1005, guest_yen=2000, subject=SUBJECT,
        how_ja="第1火曜の講習を受講", day5="10時から",
    ).sign()  # fmt: skip
    desk.told_why("09:00-18:00 の形")
    assert desk.page.locator("[name='name_ja']").input_value() == "フローサイトメーター"
    desk.fill(day5="").sign().done("公開しました")


def asked_for(desk: Desk, starts: datetime) -> None:
    desk.open("network/shared/").press(".rows a").press("a.primary")
    desk.fill(starts_at=minute(starts), units="2", purpose="MSCの確認").sign()


def charged(town: Town, desk: Desk, starts: datetime) -> None:
    """Afterwards the owner notes a longer use, and the month's file says what is owed."""
    town.show(at=starts + timedelta(hours=4))
    desk.open(f"network/shared/desk/?day={starts.date()}").press(".rows a")
    assert "MSCの確認" in desk.text
    desk.fill(used_from=minute(starts), used_until=minute(starts + timedelta(minutes=130))).sign().done()
    assert booked() == [("used", 2)]
    desk.open(f"network/shared/charges/?month={starts:%Y-%m}")
    assert "3,015" in desk.text, "three begun hours"
    assert "3,316" in desk.text, "and the tax, rounded down"
    address = desk.page.locator("main a[href*='charges.csv']").get_attribute("href")
    text = desk.page.request.get(f"{town.served.url}{address}").body().decode("utf-8-sig")
    assert text.splitlines()[1].endswith(",3,1005,3015,10")


def booked() -> list[tuple[str, int]]:
    """The bookings there are, each with its time kept."""
    with acting(Scope("auditor")):
        found = list(SharedBooking.objects.values_list("state", "units"))
        assert SharedTime.objects.count() == len(found)
        return found
