"""A batch fails on Friday night and three patients' dates are mended: in the browser."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.planning.asking.conftest import Hospital
from tests.planning.asking.conftest import set_the_stage as publish
from tests.planning.mending.promising import (
    bookings_of,
    dates_of,
    go_by_the_plan,
    go_on_until,
    limit,
    order,
    parts_of,
    promise,
)
from tests.stories.desk import Town
from tests.support.world import World
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import TOKYO
from tsunagu.planning import tasks
from tsunagu.planning.models import Mending

pytestmark = pytest.mark.story
SUITE, MAKER = "tonomachi-cells-lic/suite", "tonomachi-cells"
HANEDA, YOKOHAMA = "haneda-clinic", "yokohama-hospital"


def set_the_stage(world: World) -> None:
    """Three patients with ordered dates in one clean room; the cells of the first grow on a Friday night."""
    publish(world)
    limit(SUITE, 1, world.now)
    hospitals = [of(world, HANEDA), of(world, YOKOHAMA), of(world, HANEDA)]
    names = ("hers", "his", "theirs")
    for number, (hospital, name) in enumerate(zip(hospitals, names, strict=True)):
        uuid = promise(hospital, replace(hospital.need(), urgency=1 if number else 4))
        world.chains[f"{name} request"] = uuid
        world.chains[name] = order(hospital, uuid, number)
    chains = [world.chains[name] for name in names]
    go_by_the_plan(world, chains, chains[0], "transduce")
    go_on_until(world, chains, friday_night(world.now + timedelta(days=3)))


def friday_night(after: datetime) -> datetime:
    """Return the next Friday, nine in the evening in Tokyo."""
    local = after.astimezone(TOKYO)
    return local.replace(hour=21, minute=0) + timedelta(days=(4 - local.weekday()) % 7)


def of(world: World, member: str) -> Hospital:
    """Return a hospital of the world."""
    return Hospital(world, world.actor(member, "physician"), stable_uuid("site", f"{member}-main"))


def the_open_one() -> Mending:
    with acting(Scope("auditor")):
        return Mending.objects.get(state="proposed")


def test_a_batch_fails_and_three_patients_dates_are_mended(town: Town) -> None:
    world = town.world
    town.show(minutes=1)
    requests = [world.chains[f"{name} request"] for name in ("hers", "his", "theirs")]
    before = [(dates_of(one), bookings_of(one)) for one in requests]
    maker = town.desk(MAKER, "supervisor")
    number = town.number("hers")
    maker.act(number, "fail", step="expand").fill(reason="細胞が増殖しない").sign()
    tasks.case_changed(str(world.chains["hers"]), "")
    town.sync()
    coordinator = town.desk("rink", "coordinator").open("plan/mending/")
    coordinator.press("td a")
    assert "拡大培養" in coordinator.text
    assert "不成立" in coordinator.text
    assert "回答待ち" in coordinator.text
    assert number in coordinator.text
    assert coordinator.page.locator("main svg.gantt").count()
    assert [(dates_of(one), bookings_of(one)) for one in requests] == before
    assert [one["id"] for one in Axe().run(coordinator.page).response["violations"]] == []
    made = the_open_one()
    assert len(parts_of(made, "hospital")) == 3
    for member in (HANEDA, YOKOHAMA):
        desk = town.desk(member, "physician")
        desk.open("inbox/").press("a[href*='/plan/mending/']")
        assert [one["id"] for one in Axe().run(desk.page).response["violations"]] == []
        while desk.page.locator("main form[action*='/accept/']").count():
            form = desk.page.locator("main form[action*='/accept/']").first
            form.locator("[name=confirmed]").check()
            with desk.page.expect_navigation():
                form.locator("button").click()
            desk.checked()
        assert "承認済み" in desk.text
    tasks.go_on_with_mending(str(made.uuid))
    assert "反映済み" in coordinator.open(f"plan/mending/{made.uuid}/").text
    for name, uuid, was in zip(("hers", "his", "theirs"), requests, before, strict=True):
        kept = dates_of(uuid)
        assert (kept.goal == was[0].goal, bookings_of(uuid) == was[1]) == (False, False)
        assert world.running(world.chains[name]).journey.promised_at == kept.goal
    page = town.desk(HANEDA, "physician").open(f"journeys/{number}/").text
    assert "以前の実施" in page  # it begins again, its first attempt stays to be read
