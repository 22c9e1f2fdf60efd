"""A patient is unfit, and a hospital declines; a room closes, and another books the slot meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connections

from tests.planning.asking.conftest import set_the_stage as publish
from tests.planning.asking.test_requests import attempt
from tests.planning.mending.promising import answer_all, close, dates_of, limit, look, promise
from tests.stories.desk import Town
from tests.stories.test_story_friday_night import HANEDA, SUITE, YOKOHAMA, of, the_open_one
from tests.support.world import World
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.planning import tasks
from tsunagu.planning.models import Resource
from tsunagu.planning.queries.left import load_of

pytestmark = pytest.mark.story


def set_the_stage(world: World) -> None:
    """Two patients with promised dates in one clean room."""
    publish(world)
    limit(SUITE, 1, world.now)
    world.chains = {"hers request": promise(of(world, HANEDA)), "his request": promise(of(world, YOKOHAMA))}


def test_a_patient_is_unfit_and_the_hospital_declines_first(town: Town) -> None:
    world = town.world
    town.show(minutes=1)
    request: UUID = world.chains["his request"]
    day = tokyo_date(dates_of(request).goal)
    desk = town.desk(YOKOHAMA, "physician").open(f"plan/requests/{request}/")
    desk.press(f"a[href*='{request}/unfit/']")
    desk.fill(first=day.isoformat(), last=(day - timedelta(days=1)).isoformat()).sign().told_why("前です")
    desk.fill(last=(day + timedelta(days=4)).isoformat()).sign()
    tasks.look_for_disturbances()
    desk.open(f"plan/requests/{request}/").press("a[href*='/plan/mending/']")
    assert "患者さんの都合" in desk.text
    with desk.page.expect_navigation():
        desk.page.locator("main form[action*='/accept/'] button").click()
    desk.told_why("チェック")
    made = the_open_one()
    desk.page.locator("main details summary", has_text="承認しない").first.click()
    desk.fill(reason="この週は手術室が使えない")
    with desk.page.expect_navigation():
        desk.page.locator("main form[action*='/decline/'] button").click()
    tasks.go_on_with_mending(str(made.uuid))
    told = town.desk("rink", "coordinator").open("inbox/").text
    assert "この週は手術室が使えない" in told
    assert dates_of(request).goal.date() == day


def test_who_books_the_slot_while_the_mending_is_accepted_never_gets_it_twice(open_world: World) -> None:
    world, request = open_world, open_world.chains["hers request"]
    room = next(one for one in dates_of(request).held if one.resource == SUITE)
    close(SUITE, tokyo_date(room.start), tokyo_date(room.start) + timedelta(days=1), world.now)
    made, stranger = look(world.now), of(world, YOKOHAMA)
    assert made is not None
    wanted = stranger.ask()

    def accepted() -> str:
        try:
            return answer_all(world, made)
        finally:
            connections.close_all()

    def booked() -> str:
        try:
            return attempt(stranger, wanted)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(accepted), pool.submit(booked)
        ended = (first.result(), second.result())
    assert ended in {("accepted", "slot_taken"), ("outdated", "held")}
    with acting(Scope("worker")):
        suite = Resource.objects.get(site__key=SUITE.split("/")[0], key="suite")
        used = load_of(tokyo_date(world.now), 200, world.now, [suite.uuid])[suite.uuid]
    assert max(used.values()) <= 24  # one room: never two patients at once
