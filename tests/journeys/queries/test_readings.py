"""Legs are read in two forms: with their readings for a picture, without for gates and lists."""

from dataclasses import fields

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.pages import signed_in
from tests.support.world import World
from tsunagu.conditions.queries import LegVerdict, LegView, leg_verdicts, legs_of
from tsunagu.demonstration.engine.readings import logger_file
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.queries.board import load_board
from tsunagu.journeys.queries.page import load_course
from tsunagu.journeys.services.attach_readings import attach_readings

ROUTE = "auto-car-t-fresh-trial"
CLINIC, MAKER = "haneda-clinic", "tonomachi-cells"
HEAVY = {"points", "excursions", "gaps"}


def set_the_stage(world: World) -> None:
    """Cells that travelled with a logger."""
    world.order(ROUTE, name="case")
    world.run_until(world.chains["case"], "transduce", "perform")


def judged_again(world: World) -> None:
    """Attach another file of the same leg: the newest counts."""
    chain, who = world.chains["case"], world.actor(MAKER, "supervisor")
    row = world.row(chain, "transport_in")
    assert row.started_at
    assert row.ended_at
    content = logger_file("cold", row.started_at, row.ended_at, "again", "breach")
    with world.acting(who):
        attach_readings(who, chain, "transport_in", "again.csv", content, world.later(minutes=5))


def test_both_forms_say_the_same_of_the_newest(world: World) -> None:
    judged_again(world)
    with acting(Scope("auditor")):
        light, whole = leg_verdicts([world.chains["case"]]), legs_of([world.chains["case"]])
    names = [one.name for one in fields(LegVerdict)]
    assert [[getattr(leg, name) for name in names] for leg in light] == [
        [getattr(leg, name) for name in names] for leg in whole
    ]
    assert [leg.state for leg in light if leg.step == "transport_in"] == ["breach"]
    assert all(type(leg) is LegVerdict for leg in light)
    assert all(leg.points for leg in whole)
    assert {one.name for one in fields(LegView)} - set(names) == HEAVY


def asked_of_legs(world: World, path: str, member: str, role: str) -> list[str]:
    """The statements about legs that a page makes."""
    client = signed_in(world, world.actor(member, role))
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(path).status_code == 200
    return [one["sql"] for one in seen.captured_queries if '"conditions_leg"' in one["sql"]]


def test_lists_read_no_points_and_the_picture_does(world: World) -> None:
    number = world.running(world.chains["case"]).journey.number
    lists = [
        *asked_of_legs(world, "/journeys/", CLINIC, "physician"),
        *asked_of_legs(world, "/inbox/", MAKER, "supervisor"),
        *asked_of_legs(world, "/", "rink", "coordinator"),
    ]
    assert lists
    assert not any("points" in sql for sql in lists)
    page = asked_of_legs(world, f"/journeys/{number}/", CLINIC, "physician")
    assert any("points" in sql for sql in page)


def test_a_board_has_readings_only_where_they_are_drawn(world: World) -> None:
    with acting(Scope("auditor")):
        board = load_board([world.chains["case"]])
        assert board.courses[0].legs
        assert board.courses[0].readings == []
        assert load_course(world.chains["case"])[1].readings
