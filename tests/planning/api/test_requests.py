"""Requests for dates for programs of a hospital: they ask and read their own, once however often it is sent."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.planning.api.conftest import Program
from tests.planning.asking.conftest import FROZEN, Hospital, hospital, other, set_the_stage, stage, world
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotAllowed
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.services import issue_key
from tsunagu.planning.models import Booking, PlanRequest, RequestAct
from tsunagu.planning.queries.requests import acts_of

__all__ = ["hospital", "other", "set_the_stage", "stage", "world"]
pytestmark = pytest.mark.slow
AT = "/api/v1/planning/requests"
ONCE = {"idempotency_key": "once-and-once-only"}


def key_of(hospital: Hospital, *grants: str) -> Program:
    """A program of the hospital, issued by its physician, at the world's time."""
    clock.forget()
    now = hospital.world.now
    with acting(Scope("worker")):
        clock.set_clock(max(now, clock.now()), 1e-6)
    with hospital.world.acting(hospital.actor):
        issued = issue_key(
            hospital.actor, hospital.actor.member_uuid, name="電子カルテ", request_key=str(uuid4()), now=now,
            grants=grants or ("requests.read", "requests.write"), valid_until=tokyo_date(now) + timedelta(days=9),
        )  # fmt: skip
    return Program(issued.text)


def asking(hospital: Hospital, **need: Any) -> dict[str, Any]:
    ready = tokyo_date(hospital.world.now) + timedelta(days=7)
    return {"site": "haneda-clinic-main", "need": {"therapy": FROZEN, "ready_from": f"{ready}"} | need}


def kept() -> tuple[int, int, int]:
    with acting(Scope("auditor")):
        return PlanRequest.objects.count(), RequestAct.objects.count(), Booking.objects.count()


def test_a_program_asks_once_and_gets_whole_chains(hospital: Hospital, other: Hospital) -> None:
    program, body = key_of(hospital), asking(hospital, weekdays_off=["sun"], urgency=2, confidence_percent=80)
    made = program.send("post", AT, body, **ONCE)
    assert made.status_code == 201
    told = made.json()
    assert told["proposals"]
    assert told["state"] == "open"
    first = told["proposals"][0]
    assert (first["number"], first["steps"][-1]["step"]) == (1, "administer")
    assert first["infusion_at"] == told["infusion_at"]
    assert first["sure_by"] is None or first["sure_by"] >= first["infusion_at"]
    assert told["need"] == body["need"] | {
        "collect_by": None, "latest": None, "absent": [], "preferred": [],
    }  # fmt: skip
    assert program.send("post", AT, body, **ONCE).json()["id"] == told["id"]
    assert kept() == (1, 1, 0)
    assert program.send("get", made["Location"]).json() == told
    assert [one["id"] for one in program.send("get", AT).json()["items"]] == [told["id"]]
    with hospital.world.acting(hospital.actor):
        (act,) = acts_of(told["id"])
    assert act.person.ja == "電子カルテ（プログラム）"
    stranger = key_of(other)
    assert stranger.send("get", AT).json()["items"] == []
    assert stranger.send("get", made["Location"]).status_code == 404
    taken = program.send("post", AT, asking(hospital), **ONCE)
    assert (taken.status_code, taken.json()["code"]) == (422, "resend_key")


def test_requests_come_in_pages(hospital: Hospital) -> None:
    program = key_of(hospital)
    made = [
        program.send("post", AT, asking(hospital), idempotency_key=f"number-{n}").json()["id"] for n in (1, 2)
    ]
    page = program.send("get", f"{AT}?limit=1").json()
    rest = program.send("get", page["next"]).json()
    assert [one["id"] for one in page["items"] + rest["items"]] == made[::-1]
    assert rest["next"] is None
    assert program.send("get", f"{AT}?after={uuid4()}").status_code == 404


def test_who_only_reads_asks_nothing_and_only_who_may_ask_lets_a_program(hospital: Hospital) -> None:
    refused = key_of(hospital, "requests.read").send("post", AT, asking(hospital), **ONCE)
    assert (refused.status_code, refused.json()["code"]) == (403, "grant")
    maker = hospital.world.actor("tonomachi-cells", "supervisor")
    with pytest.raises(NotAllowed):
        key_of(Hospital(hospital.world, maker, hospital.site))
    assert kept() == (0, 0, 0)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"site": "yokohama-hospital-main"}, 409),
        ({"site": "nowhere"}, 404),
        ({"need": {"therapy": "no-such"}}, 422),
        ({"need": {"therapy": "donor-amnion-production"}}, 422),
        ({"need": {"ready_from": "0001-01-01"}}, 422),
        ({"need": {"ready_from": "9999-12-31"}}, 422),
        ({"need": {"latest": "9999-12-31"}}, 422),
        ({"need": {"latest": "2000-01-01"}}, 422),
        ({"need": {"absent": [{"first": "2027-01-02", "last": "2027-01-01"}]}}, 422),
        ({"need": {"absent": [{"first": "2027-01-01", "last": "9998-01-01"}]}}, 422),
        ({"need": {"weekdays_off": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}}, 422),
        ({"need": {"urgency": 3}}, 422),
        ({"need": {"confidence_percent": 100}}, 422),
        ({"need": {"urgency": 10**30}}, 422),
        ({"need": {"preferred": ["x" * 9000]}}, 201),
        ({"need": {"patient": "山田太郎"}}, 422),
    ],
)
def test_what_cannot_be_asked(hospital: Hospital, changes: dict[str, Any], status: int) -> None:
    program, body, before = key_of(hospital), asking(hospital), kept()
    body = body | changes | {"need": body["need"] | changes.get("need", {})}
    answer = program.send("post", AT, json.dumps(body), **ONCE)
    assert answer.status_code == status, answer.content.decode()
    assert status == 201 or kept() == before


@pytest.mark.parametrize("key", ["", "short", "x" * 61])
def test_asking_needs_a_key_of_its_own(hospital: Hospital, key: str) -> None:
    headers = {"idempotency_key": key} if key else {}
    answer = key_of(hospital).send("post", AT, asking(hospital), **headers)
    assert (answer.status_code, kept()) == (422, (0, 0, 0))
