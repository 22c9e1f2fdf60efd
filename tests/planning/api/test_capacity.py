"""Capacity for programs: what they read, publish and withdraw, all or nothing, and what is kept of who did it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.members.conftest import NOW, TODAY
from tests.planning.api.conftest import AT, Program
from tests.planning.capacity.conftest import ALWAYS, SUITE, Works
from tests.planning.capacity.test_services import rows
from tsunagu.foundation.scope import acting
from tsunagu.planning.domain.capacity import CalendarException
from tsunagu.planning.queries.capacity import resource_at
from tsunagu.planning.queries.changes import changes_of
from tsunagu.planning.services import add_exceptions, withdraw_resource

Programs = Callable[..., Program]
NEW_YEAR = {"first": "2026-12-29", "last": "2027-01-03", "reason": "holiday", "note": "年末年始"}
WEEK = [
    {"weekdays": ["mon", "fri"], "from_hour": 9, "until_hour": 17, "capacity": 2, "valid_from": "2026-04-01"}
]
OFFER: dict[str, Any] = {
    "kind": "collection_chair", "name": {"ja": "採取チェア", "en": "Chairs"}, "week": WEEK, "exceptions": [NEW_YEAR],
}  # fmt: skip


def placed(key: str, **offer: Any) -> dict[str, Any]:
    return {"site": "works", "key": key, "offer": OFFER | offer}


def test_every_members_program_reads_what_is_published(works: Works, program: Programs) -> None:
    stranger = program("capacity.read", actor=works.cast.stranger)
    for each in (program(), stranger):
        found = each.send("get", AT).json()
        assert [(one["site"], one["key"], one["member"]) for one in found["items"]] == [
            ("works", "operators", "maker"), ("works", "suite", "maker"),
        ]  # fmt: skip
        assert found["next"] is None
    assert [one["key"] for one in stranger.send("get", f"{AT}?kind=clean_room").json()["items"]] == ["suite"]
    assert stranger.send("get", f"{AT}?member=partner").json()["items"] == []


def test_pages_follow_each_other(works: Works, program: Programs) -> None:
    reader = program()
    first = reader.send("get", f"{AT}?limit=1&site=works").json()
    second = reader.send("get", first["next"]).json()
    assert [one["key"] for one in first["items"] + second["items"]] == ["operators", "suite"]
    assert second["next"] is None


def test_a_resource_is_published_and_the_same_again_changes_nothing(works: Works, program: Programs) -> None:
    mes, before = program(), rows()
    made = mes.send("put", f"{AT}/works/chairs", OFFER)
    assert made.status_code == 201
    told = made.json()
    assert told["offer"]["week"][0]["weekdays"] == ["mon", "fri"]
    assert told["offer"]["exceptions"][0]["note"] == "年末年始"
    assert rows() == (before[0] + 1, before[1] + 1, before[2] + 1, before[3] + 1)
    now = rows()
    again = mes.send("put", f"{AT}/works/chairs", OFFER)
    assert (again.status_code, again.json(), rows()) == (200, told, now)
    read = mes.send("get", f"{AT}/works/chairs")
    assert read.json() == told
    assert mes.send("put", f"{AT}/works/chairs", read.json()["offer"]).json() == told
    assert rows() == now


def test_it_is_recorded_that_the_program_did_it(works: Works, program: Programs) -> None:
    told = program(name="加工室システム").send("put", f"{AT}/works/chairs", OFFER).json()
    with acting(works.cast.scope(works.cast.operator)):
        view = resource_at("works", "chairs")
        assert str(view.uuid) == told["id"]
        (change,) = changes_of(view.uuid)
    assert (change.verb, change.person.ja) == ("sent", "加工室システム（プログラム）")


def test_what_is_left_out_of_exceptions_stays_and_what_is_given_replaces(
    works: Works, program: Programs
) -> None:
    mes = program()
    mes.send("put", f"{AT}/works/chairs", OFFER)
    short = {name: value for name, value in OFFER.items() if name != "exceptions"}
    assert len(mes.send("put", f"{AT}/works/chairs", short).json()["offer"]["exceptions"]) == 1
    assert (
        mes.send("put", f"{AT}/works/chairs", short | {"exceptions": []}).json()["offer"]["exceptions"] == []
    )


def test_other_members_programs_change_nothing(works: Works, program: Programs) -> None:
    stranger, before = program(actor=works.cast.stranger), rows()
    for method, path, body in (
        ("put", f"{AT}/works/suite", OFFER),
        ("put", f"{AT}/works/new", OFFER),
        ("post", AT, {"resources": [placed("suite")]}),
        ("put", f"{AT}/works/suite/withdrawal", {"on": "2027-01-01"}),
        ("delete", f"{AT}/works/suite/withdrawal", None),
        ("post", "/api/v1/capacity/exceptions", {"resources": [str(works.suite)], "exception": NEW_YEAR}),
    ):
        answer = stranger.send(method, path, body)
        assert (answer.status_code, answer.json()["code"]) == (403, "directory"), path
    assert rows() == before


def test_a_key_does_only_what_it_allows(works: Works, program: Programs) -> None:
    reader, writer, before = program("capacity.read"), program("capacity.write"), rows()
    refused = reader.send("put", f"{AT}/works/suite", OFFER)
    assert (refused.status_code, refused.json()["code"]) == (403, "grant")
    assert "capacity.write" in refused.json()["detail"]
    assert rows() == before
    assert writer.send("get", AT).status_code == 403
    assert writer.send("put", f"{AT}/works/suite", OFFER).status_code == 200


def test_many_are_published_at_once(works: Works, program: Programs) -> None:
    mes = program()
    body = {"resources": [placed("b"), placed("a", kind="courier"), placed("suite", kind="clean_room")]}
    told = mes.send("post", AT, body).json()
    assert [(one["key"], one["state"]) for one in told["items"]] == [
        ("b", "new"), ("a", "new"), ("suite", "changed"),
    ]  # fmt: skip
    assert told["changed"] == 3
    before = rows()
    again = mes.send("post", AT, body).json()
    assert (again["changed"], {one["state"] for one in again["items"]}) == (0, {"same"})
    assert rows() == before


def test_many_with_faults_publish_nothing_and_every_fault_has_its_place(
    works: Works, program: Programs
) -> None:
    mes, before = program(), rows()
    bad_week = [WEEK[0] | {"until_hour": 3}]
    clash = [NEW_YEAR, NEW_YEAR, NEW_YEAR | {"capacity": 1}]
    body = {
        "resources": [
            placed("good"), placed("week", week=WEEK + bad_week), placed("x", kind="spaceship"),
            placed("BAD KEY"), placed("good"), placed("e", exceptions=clash),
            placed("n", name={"ja": "", "en": "x"}), {"site": "nowhere", "key": "k", "offer": OFFER},
        ]
    }  # fmt: skip
    answer = mes.send("post", AT, body)
    assert (answer.status_code, answer.json()["code"]) == (422, "faults")
    assert {one["pointer"] for one in answer.json()["errors"]} == {
        "#/resources/1/offer/week/1/until_hour", "#/resources/2/offer/kind", "#/resources/3/key", "#/resources/4/key",
        "#/resources/5/offer/exceptions/2", "#/resources/6/offer/name/ja", "#/resources/7/site",
    }  # fmt: skip
    for one in answer.json()["errors"]:
        assert one["detail"]
        told: Any = body
        for part in one["pointer"].split("/")[1:]:
            told = told[int(part)] if isinstance(told, list) else told[part]
    assert rows() == before


def test_faults_of_one_are_told_in_the_readers_language(works: Works, program: Programs) -> None:
    bad = OFFER | {"week": [WEEK[0] | {"capacity": 0, "from_hour": "9"}]}
    answer = program().send("put", f"{AT}/works/chairs", bad, accept_language="ja").json()
    assert answer["errors"] == [
        {"pointer": "#/week/0/from_hour", "code": "form", "detail": "整数にしてください。"}
    ]
    bad = OFFER | {"week": [WEEK[0] | {"capacity": 0}]}
    answer = program().send("put", f"{AT}/works/chairs", bad, accept_language="ja").json()
    assert answer["errors"][0]["detail"] == "1〜100,000の整数で入力してください。"
    assert answer["detail"] == "直すところが1か所あります。何も変更していません。"


def test_nobody_writes_over_what_someone_else_changed(works: Works, program: Programs) -> None:
    mes = program()
    seen = mes.send("get", f"{AT}/works/suite")
    with acting(works.cast.scope(works.cast.operator)):
        add_exceptions([works.suite], CalendarException(date(2026, 12, 1), date(2026, 12, 1)), NOW)
    before = rows()
    refused = mes.send("put", f"{AT}/works/suite", OFFER, if_match=seen["ETag"])
    assert (refused.status_code, refused.json()["code"], rows()) == (412, "changed_meanwhile", before)
    newer = mes.send("get", f"{AT}/works/suite")["ETag"]
    assert newer != seen["ETag"]
    done = mes.send("put", f"{AT}/works/suite", OFFER, if_match=f"{seen['ETag']}, {newer}")
    assert (done.status_code, done["ETag"]) == (200, mes.send("get", f"{AT}/works/suite")["ETag"])


def test_where_there_is_no_such_site_nothing_is_published(works: Works, program: Programs) -> None:
    before = rows()
    assert program().send("put", f"{AT}/nowhere/suite", OFFER).status_code == 404
    assert rows() == before


def test_what_is_there_is_not_made_again(works: Works, program: Programs) -> None:
    mes, before = program(), rows()
    assert mes.send("put", f"{AT}/works/suite", OFFER, if_none_match="*").status_code == 412
    assert mes.send("put", f"{AT}/works/none", OFFER, if_match='"x"').status_code == 412
    assert rows() == before
    assert mes.send("put", f"{AT}/works/chairs", OFFER, if_none_match="*").status_code == 201


def test_what_a_program_has_is_not_sent_again(works: Works, program: Programs) -> None:
    mes = program()
    tag = mes.send("get", f"{AT}/works/suite")["ETag"]
    answer = mes.send("get", f"{AT}/works/suite", if_none_match=tag)
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer["Cache-Control"] == "private, no-cache"


def test_what_was_withdrawn_stays_so_until_that_is_lifted(works: Works, program: Programs) -> None:
    mes = program()
    gone = mes.send("put", f"{AT}/works/suite/withdrawal", {"on": f"{TODAY}"})
    assert gone.json()["withdrawn_on"] == f"{TODAY}"
    before = rows()
    refused = mes.send("put", f"{AT}/works/suite", OFFER)
    assert [one["code"] for one in refused.json()["errors"]] == ["withdrawn"]
    assert rows() == before
    for _ in range(2):
        assert mes.send("delete", f"{AT}/works/suite/withdrawal").json()["withdrawn_on"] is None
    assert rows() == (*before[:3], before[3] + 1)
    with acting(works.cast.scope(works.cast.operator)):
        withdraw_resource(works.suite, date(2027, 1, 1), NOW)
    assert mes.send("put", f"{AT}/works/suite", OFFER).json()["withdrawn_on"] == "2027-01-01"


def test_exceptions_are_entered_in_bulk_and_taken_back(works: Works, program: Programs) -> None:
    mes, body = program(), {"resources": [str(works.suite), str(works.shift)], "exception": NEW_YEAR}
    assert mes.send("post", "/api/v1/capacity/exceptions", body).json() == {"changed": 2}
    before = rows()
    assert mes.send("post", "/api/v1/capacity/exceptions", body).json() == {"changed": 0}
    assert rows() == before
    (kept,) = mes.send("get", f"{AT}/works/suite").json()["offer"]["exceptions"]
    stranger = program(actor=works.cast.stranger)
    assert stranger.send("delete", f"/api/v1/capacity/exceptions/{kept['id']}").status_code == 403
    assert rows() == before
    assert mes.send("delete", f"/api/v1/capacity/exceptions/{kept['id']}").status_code == 204
    assert mes.send("delete", f"/api/v1/capacity/exceptions/{kept['id']}").status_code == 404
    assert mes.send("get", f"{AT}/works/suite").json()["offer"]["exceptions"] == []


def test_the_days_of_a_resource_with_their_load(works: Works, program: Programs) -> None:
    stranger = program("capacity.read", actor=works.cast.stranger)
    found = stranger.send("get", f"{AT}/works/operators/days?first=2026-11-23&days=2").json()
    assert [(day["day"], day["total"], day["booked"], day["reason"]) for day in found["days"]] == [
        ("2026-11-23", 0, 0.0, "public_holiday"), ("2026-11-24", 24, 0.0, ""),
    ]  # fmt: skip
    assert found["days"][1]["hours"] == [0] * 9 + [3] * 8 + [0] * 7
    for bad in ("first=0001-01-01", "first=9999-12-31", "first=x", "days=0", "days=99999999999999999999"):
        assert stranger.send("get", f"{AT}/works/operators/days?{bad}").status_code == 422, bad
    assert stranger.send("get", f"{AT}/works/none/days").status_code == 404


def test_a_file_and_a_program_publish_the_same(works: Works, program: Programs) -> None:
    mes = program()
    offer = mes.send("get", f"{AT}/works/suite").json()["offer"]
    with acting(works.cast.scope(works.cast.operator)):
        own = resource_at("works", "suite").published
    assert (own.card, own.patterns) == (SUITE, (ALWAYS,))
    assert offer["changeover_hours"] == 14
    assert offer["week"][0]["on_holidays"] is True


@pytest.mark.parametrize("key", ["", "wrong", "tsunagu_aaaaaaaa_" + "A" * 43])
def test_without_a_key_nothing_is_told(works: Works, key: str) -> None:
    before = rows()
    for method, path, body in (("get", AT, None), ("put", f"{AT}/works/suite", OFFER)):
        answer = Program(key).send(method, path, body)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert "suite" not in answer.content.decode()
    assert rows() == before
