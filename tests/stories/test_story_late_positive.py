"""A sterility test turns positive after the infusion, in the browser: told at once, each hospital its own cases."""

import time

import pytest

from tests.stories.desk import Desk, Town
from tests.stories.test_late_positive import LOT, ROUTE
from tests.support.application import working
from tests.support.world import World
from tsunagu.evaluation.queries import results_of
from tsunagu.foundation.scope import Scope, acting

pytestmark = pytest.mark.story
PATIENCE_SECONDS = 60


def set_the_stage(world: World) -> None:
    """A released lot: one patient was given it, another's doses are on their way; a third hospital has none."""
    world.order(LOT, name="lot")
    world.run_to_end(world.chains["lot"])
    after = world.now
    world.order(ROUTE, hospital=0, name="hers")
    world.run_until(world.chains["hers"], "administer-2")
    world.now = after
    world.order(ROUTE, hospital=1, name="his")
    world.run_until(world.chains["his"], "transport_out", "start")


def test_a_late_positive_reaches_each_hospital_with_its_own_cases_and_stops_what_is_left(town: Town) -> None:
    town.show(minutes=1)
    hers, his, lot = town.number("hers"), town.number("his"), town.number("lot")
    physicians = {
        name: town.at_party(town.world.chains[name], "hospital", "physician") for name in ("hers", "his")
    }
    quiet = {name: desk.open("inbox/").text for name, desk in physicians.items()}
    assert not any(word in text for text in quiet.values() for word in ("陽性", "無菌"))
    with working(town.served.database):
        turns_positive(town, lot)
        told = {name: arrives(desk, "陽性") for name, desk in physicians.items()}
    assert (hers in told["hers"], his in told["hers"]) == (True, False)
    assert (his in told["his"], hers in told["his"]) == (True, False)
    physicians["hers"].press(f"a[href*='/journeys/{hers}/']")
    assert "陽性" in physicians["hers"].text
    courier = town.at_party(town.world.chains["his"], "courier_out", "courier")
    bag = town.world.items(town.world.chains["his"])[0].epc
    courier.scan(bag)
    assert not courier.may_act
    courier.told_why("「無菌（14日）」(陽性)は規格に適合していません")
    assert lot in arrives(town.at_party(town.world.chains["lot"], "manufacturer", "quality"), "陽性")


def turns_positive(town: Town, lot: str) -> None:
    """The analyst corrects the result of the 14-day culture: it turned cloudy on the last day."""
    chain = town.world.chains["lot"]
    with acting(Scope("auditor")):
        (found,) = [
            one
            for one in results_of([chain])
            if one.characteristic == "sterility_14d" and one.replaced_by is None
        ]
    analyst = town.desk(found.member, "qc")
    analyst.act(lot, "correct", step=found.step)
    analyst.fill(result=str(found.uuid), value="陽性", reason="14日目に混濁を確認").sign().done()


def arrives(desk: Desk, word: str) -> str:
    """Look into the inbox until it says so: nobody else does anything meanwhile."""
    until = time.monotonic() + PATIENCE_SECONDS
    while word not in desk.open("inbox/").text:
        assert time.monotonic() < until, f"nothing came; the inbox reads:\n{desk.text[:1500]}"
        time.sleep(0.5)
    return desk.text
