"""Things that come in numbers: vials of a lot are allocated, handed over and received together."""

from tests.journeys.scan.hand import Hand
from tests.support.world import World
from tsunagu.custody.queries.trace import trace_forward
from tsunagu.foundation.scope import Scope, acting

PRODUCTION, TREATMENT = "allo-cord-msc-research-production", "allo-cord-msc-research"


def set_the_stage(world: World) -> None:
    """A released lot on the shelf, and a case that waits for its vials."""
    lot = world.order(PRODUCTION, name="lot")
    world.run_to_end(lot)
    world.run_until(world.order(TREATMENT, name="case"), "allocate")


def test_vials_are_allocated_and_travel_together(world: World) -> None:
    lot, case = world.chains["lot"], world.chains["case"]
    number = world.running(case).journey.number
    vial = world.items(lot, "msc_vial")[0]
    store = world.row(case, "allocate").member
    keeper = Hand(world, world.actor(store, "storage"))
    page = keeper.scan(vial.label)
    text = page.content.decode()
    assert "一致" in text
    assert "を記録する" in text
    others = [one.uuid for one in page.context["found"].together]
    assert len(others) == 1

    with world.unchanged():
        short = keeper.press(page)
    assert short.status_code == 409
    page = keeper.press(page, others=[str(uuid) for uuid in others])
    assert page.status_code == 200
    text = page.content.decode()
    assert number[-6:] in text
    assert "渡して署名する" in text

    given = keeper.press(page, others=[str(uuid) for uuid in others])
    assert "受け手の署名を待っています" in given.content.decode()
    courier = Hand(world, world.actor(world.row(case, "transport_out").member, "courier"))
    page = courier.scan(vial.label)
    page = courier.press(page, others=[str(one.uuid) for one in page.context["found"].together])
    assert page.status_code == 200
    holders = {one.holder for one in world.items(case, "msc_vial")}
    assert holders == {courier.actor.member_uuid}


def test_a_vial_of_another_lot_or_a_forged_one_is_not_taken_along(world: World) -> None:
    lot, case = world.chains["lot"], world.chains["case"]
    vials = world.items(lot, "msc_vial")
    keeper = Hand(world, world.actor(world.row(case, "allocate").member, "storage"))
    page = keeper.scan(vials[0].label)
    with world.unchanged():
        for forged in (str(vials[9].uuid), "nonsense", str(case)):
            answer = keeper.press(page, others=[forged])
            assert answer.status_code in (409, 422)


def test_the_donation_reaches_every_patient_and_nobody_sees_more_than_his_part(world: World) -> None:
    lot, case = world.chains["lot"], world.chains["case"]
    vial = world.items(lot, "msc_vial")[0]
    keeper = Hand(world, world.actor(world.row(case, "allocate").member, "storage"))
    page = keeper.scan(vial.label)
    keeper.press(page, others=[str(one.uuid) for one in page.context["found"].together])
    with acting(Scope("auditor")):
        donations = [one for one in world.items(lot, "", "") if one.kind == "donation"]
        everything = trace_forward([donations[0].uuid])
    numbers = {one.number for one in everything.items}
    assert numbers == {world.running(lot).journey.number, world.running(case).journey.number}

    hospital = world.actor(world.row(case, "administer").member, "physician")
    with world.acting(hospital):
        seen = trace_forward([donations[0].uuid])
    assert {one.item.chain for one in seen.items} <= {case, lot}
    assert len(seen.items) + sum(seen.masked.values()) + (not seen.items or 0) <= len(everything.items) + 1
    desk = Hand(world, hospital)
    answer = desk.get("/trace/", data={"q": world.running(lot).journey.number})
    assert answer.status_code == 200
    assert len(answer.content) < 300_000
    own = desk.get("/trace/recall.csv", data={"q": world.running(lot).journey.number})
    assert world.running(case).journey.number in own.content.decode("utf-8-sig")
