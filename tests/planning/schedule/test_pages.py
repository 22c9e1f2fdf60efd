"""The page of the schedule: everybody sees what is theirs to see, the coordinator all; anything asked is answered."""

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.planning.asking.conftest import FROZEN, Hospital, set_the_stage
from tests.planning.mending.promising import bookings_of, dates_of, order, promise
from tests.support.pages import text_of
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Agreement
from tsunagu.planning.queries.schedule import schedule
from tsunagu.planning.services.reserve import reserve

__all__ = ["set_the_stage"]
SignIn = Callable[[Actor], Client]
PAGE = "/plan/schedule/"


def held(hospital: Hospital) -> UUID:
    uuid = hospital.ask()
    with hospital.world.acting(hospital.actor):
        reserve(hospital.actor, uuid, 0, hospital.world.now)
    return uuid


def rows_of(client: Client) -> list[dict[str, str]]:
    text = client.get(f"{PAGE}bars/").content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def test_before_anybody_asks_the_page_says_so(hospital: Hospital, browser: SignIn) -> None:
    for actor in (hospital.actor, hospital.world.actor("rink", "coordinator")):
        assert "まだ日程がありません" in text_of(browser(actor).get(PAGE))


def test_promises_holds_and_wishes_stand_together(
    hospital: Hospital, other: Hospital, browser: SignIn
) -> None:
    world = hospital.world
    promised, kept, asked = promise(hospital), held(other), other.ask()
    hub = world.actor("rink", "coordinator")
    with world.acting(hub):
        found = schedule(tokyo_date(world.now), world.now)
    states = {line.uuid: line.state for line in found.lines.values()}
    assert states == {promised: "confirmed", kept: "reserved", asked: "open"}
    assert {one.entry for one in found.booked if one.is_firm} == {
        number for number, line in found.lines.items() if line.uuid == promised
    }
    assert len(found.booked) == len(bookings_of(promised)) + len(bookings_of(kept))
    day = dates_of(promised).steps[0][1].date().isoformat()
    page = text_of(browser(hub).get(f"{PAGE}?rows=journey&from={day}&scale=quarter"))
    assert page.count("相談") >= 3
    assert "未確定" in page  # the key of the pale bars
    assert "空きの少ない資源" in page
    assert browser(hub).get("/plan/").headers["Location"] == PAGE


def test_a_hospital_sees_its_own_and_an_owner_only_what_is_booked(
    hospital: Hospital, other: Hospital, browser: SignIn
) -> None:
    uuid = promise(hospital)
    mine = rows_of(browser(hospital.actor))
    assert len(mine) == len(bookings_of(uuid))
    assert rows_of(browser(other.actor)) == []
    maker = hospital.world.actor("tonomachi-cells", "supervisor")
    theirs = rows_of(browser(maker))
    assert 0 < len(theirs) < len(mine)
    assert {row["症例・相談"] for row in theirs} == {"予約 1"}
    page = text_of(browser(maker).get(f"{PAGE}?rows=journey&scale=quarter"))
    assert "予約 1" in page
    assert hospital.actor.member_name.ja not in page
    for heading in ("空きの少ない資源", "遅れ・余裕の少ない症例", "card fig"):
        assert heading not in page


def test_a_case_stands_under_its_number_and_what_is_late_is_told(hospital: Hospital, browser: SignIn) -> None:
    world, uuid = hospital.world, promise(hospital)
    order(hospital, uuid, 1)
    with world.acting(hospital.actor):
        (line,) = schedule(tokyo_date(world.now), world.now).lines.values()
    assert line.number
    assert (line.uuid, line.state) == (uuid, "ordered")
    page = text_of(browser(hospital.actor).get(PAGE))
    assert (
        "遅れている工程、期限が近い仮押さえ、限度に近い待ち時間はありません" in page or "余裕が少ない" in page
    )
    world.now = next(end for key, _, end in line.entry.steps if key == "collect") + timedelta(hours=5)
    late = text_of(browser(hospital.actor).get(PAGE))
    assert "予定より遅れ" in late
    assert f"/journeys/{line.number}/" in late


def test_what_a_case_without_a_request_will_use_is_drawn_where_it_may_be_seen(
    hospital: Hospital, browser: SignIn
) -> None:
    world = hospital.world
    chain = world.order(FROZEN)
    number = world.running(chain).journey.number
    hub, maker, stranger = (
        world.actor("rink", "coordinator"),
        world.actor("tonomachi-cells", "supervisor"),
        world.actor("sapporo-hospital", "physician"),
    )
    rows = {one.member_name.ja: rows_of(browser(one)) for one in (hub, maker, stranger)}
    assert {row["症例・相談"] for row in rows[maker.member_name.ja]} == {f"{number}（見込み）"}
    assert {row["資源"] for row in rows[hub.member_name.ja]} > {
        row["資源"] for row in rows[maker.member_name.ja]
    }
    assert rows[stranger.member_name.ja] == []
    page = text_of(browser(maker).get(f"{PAGE}?rows=journey&scale=quarter"))
    assert "（見込み）" in page
    assert "未確定" in page


@pytest.mark.parametrize(
    "query",
    [
        "from=0001-01-01", "from=9999-12-31&scale=quarter", "from=x&scale=x&rows=x&page=-1", "page=99999",
        "rows=journey&only=%FF", "only=" + "x" * 10_000,
    ],
)  # fmt: skip
def test_anything_asked_is_answered(hospital: Hospital, browser: SignIn, query: str) -> None:
    hospital.ask()
    assert browser(hospital.actor).get(f"{PAGE}?{query}").status_code == 200


def test_questions_don_t_grow_with_the_requests(hospital: Hospital, other: Hospital, browser: SignIn) -> None:
    client = browser(hospital.world.actor("rink", "coordinator"))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{PAGE}?rows=journey&scale=quarter").status_code == 200
        return len(queries)

    for one in (hospital, other):
        promise(one)
    asked()
    few = asked()
    for one in (hospital, other, hospital):
        promise(one)
    assert asked() == few


def test_nothing_is_told_of_a_case_that_may_not_be_seen(hospital: Hospital) -> None:
    world = hospital.world
    with acting(Scope("worker")):
        Agreement.objects.update(grants_coordinator_view=False)
    uuid = promise(hospital)
    order(hospital, uuid, 1)
    hub = world.actor("rink", "coordinator")
    ended = world.now + timedelta(days=200)
    with world.acting(hub):
        (line,) = schedule(tokyo_date(world.now), ended).lines.values()
    assert not line.number
    assert line.entry.over == {key for key, _, _ in line.entry.steps}
