"""A hospital in Sapporo asks for dates, compares, chooses; two hospitals race for the last slot: in the browser."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, connections

from tests.planning.asking.conftest import Hospital, set_the_stage
from tests.planning.asking.test_requests import attempt, fill_up
from tests.stories.desk import Desk, Town
from tests.support.world import World
from tsunagu.custody.models import LedgerRow
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.planning.models import Booking, PlanRequest, Resource
from tsunagu.planning.services.give_dates import take_order
from tsunagu.planning.services.reserve import give_back

__all__ = ["set_the_stage"]
pytestmark = pytest.mark.story
WAITING = """
    SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND pid IN (
        SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = database
        WHERE datname = current_database())
"""
SAPPORO, SPINE = "sapporo-hospital", "auto-bm-msc-sci"


def test_a_hospital_in_sapporo_compares_proposals_and_keeps_one(town: Town) -> None:
    town.show(minutes=1)
    today = tokyo_date(town.world.now)
    desk = town.desk(SAPPORO, "hospital_coordinator", "physician")
    desk.open("plan/requests/").press("a.btn.primary")
    desk.fill(therapy=SPINE, ready_from=(today - timedelta(days=1)).isoformat()).press("form button.primary")
    desk.told_why("今日以降")
    ready = today + timedelta(days=3)
    desk.fill(
        therapy=SPINE, ready_from=ready.isoformat(), collect_by=(today + timedelta(days=31)).isoformat(),
        absent=f"{today + timedelta(days=40)} ~ {today + timedelta(days=45)}",
    ).press("form button.primary")  # fmt: skip
    assert "案1" in desk.text
    assert "案2" in desk.text
    assert "これより早くできない理由" in desk.text
    assert "ほかの症例への影響：なし" in desk.text
    desk.press("li.proposal:first-child form button")
    assert "枠を仮押さえしています" in desk.text
    with acting(Scope("auditor")):
        assert set(Booking.objects.values_list("member__key", flat=True)) == {SAPPORO}
    desk.press(".held button.primary")
    assert "日程が確定しています" in desk.text
    order_with_the_dates(town, desk)
    outsider = town.desk("haneda-clinic", "physician")
    outsider.page.goto(desk.page.url)
    assert "登録されていません" in outsider.text


def order_with_the_dates(town: Town, desk: Desk) -> None:
    """From the confirmed request to the case, which goes by its dates; back on the page of the request."""
    request = desk.page.url
    desk.press(".held button.primary")
    assert "確定した日程で登録します" in desk.text
    desk.fill(
        name="試験 花子", kana="シケン ハナコ", born_on="1960-05-01", record_number="0009", kilograms="55",
        consents=["treatment", "network_data", "retained_cells"],
        injured_on=(tokyo_date(town.world.now) - timedelta(days=4)).isoformat(),
    ).press("form button.primary")  # fmt: skip
    assert "ご依頼" in desk.text or "依頼しました" in desk.text
    with acting(Scope("worker")):
        row = LedgerRow.objects.filter(name="order_placed").get()
        take_order(row.chain, row.uuid, town.sync())
    case = desk.page.url.split("/journeys/")[1].split("/")[0]
    desk.page.goto(request)
    assert case in desk.text
    assert "症例に反映済み" in desk.text


def test_two_hospitals_race_for_the_last_slot_and_one_gets_it(open_world: World) -> None:
    site = stable_uuid("site", "haneda-clinic-main")
    one = Hospital(open_world, open_world.actor("haneda-clinic", "physician"), site)
    full = fill_up(one)
    with acting(Scope("worker")):
        ids = list(PlanRequest.objects.order_by("id").values_list("uuid", flat=True))
    with open_world.acting(one.actor):
        give_back(one.actor, ids[full - 1], open_world.now)  # one slot is free again

    def race(uuid: UUID) -> str:
        try:
            return attempt(one, uuid)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        with acting(Scope("worker")):
            list(
                Resource.objects.select_for_update(of=("self",))
            )  # nobody can write a booking until both are near
            both = [pool.submit(race, uuid) for uuid in (ids[full - 1], ids[full])]
            wait_until_both_stand_still()
        assert sorted(one.result() for one in both) == ["held", "slot_taken"]


def wait_until_both_stand_still(seconds: float = 30.0) -> None:
    """Wait until two sessions of the database wait for a lock."""
    until = time.monotonic() + seconds
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(WAITING)
            if cursor.fetchone()[0] == 2:
                return
            time.sleep(0.05)
    raise AssertionError("the two never came to the slot")
