"""The pages of coverage in the invented network: what each person sees, and that looking changes nothing."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.support.pages import signed_in, text_of
from tests.support.world import World
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import Standing
from tsunagu.members import services
from tsunagu.members.models import Capability, Member
from tsunagu.therapies.models import LegalBasis

ROUTE, MAKER, OUTSIDER = "auto-car-t-fresh-trial", "tonomachi-cells", "sapporo-hospital"
ADDRESS = "/network/coverage/"


def set_the_stage(world: World) -> None:
    """One fresh case in front of its first manufacturing step: the maker holds the cells."""
    world.order(ROUTE, name=ROUTE)
    world.run_until(world.chains[ROUTE], "transduce")


def stop(member: object) -> str:
    return reverse("coverage:stop", args=[member])


def number(world: World) -> str:
    with acting(Scope("worker")):
        return str(world.running(world.chains[ROUTE]).journey.number)


def test_nobody_looks_without_signing_in(world: World) -> None:
    from django.test import Client

    for address in (ADDRESS, stop(world.member(MAKER))):
        assert "login" in Client().get(address)["Location"]


def test_areas_kinds_and_single_points(world: World) -> None:
    answer = signed_in(world, world.actor(OUTSIDER, "physician")).get(ADDRESS)
    assert answer.status_code == 200
    points = {(one["name"].en, one["member"].key) for one in answer.context["points"]}
    assert ("CAR-T manufacturing", MAKER) in points
    assert "1会員だけに頼っている機能" in text_of(answer)
    kinds = {
        row["kind"].key: {cell.stage.key: cell for cell in row["cells"]}
        for row in answer.context["kind_rows"]
    }
    assert kinds["autologous.t_cell"]["manufacturing"].state == "warn"
    tonomachi = next(row for row in answer.context["areas"] if row["name"].ja == "殿町")
    making = next(cell for cell in tonomachi["cells"] if cell.stage.key == "manufacturing")
    assert making.sites >= 1
    assert making.address == "/members/?stage=manufacturing&area=tonomachi"


def test_a_kind_narrows_it_and_nonsense_does_not(world: World) -> None:
    client = signed_in(world, world.actor(OUTSIDER, "physician"))
    cells = client.get(ADDRESS, {"kind": "autologous.t_cell"}).context
    everything = client.get(ADDRESS, {"kind": "no.such"}).context
    assert cells["kind"].key == "autologous.t_cell"
    assert everything["kind"] is None
    assert len(cells["points"]) < len(everything["points"])


def test_a_day_ahead_shows_what_ends_until_then(world: World) -> None:
    with acting(Scope("worker")):
        ends = world.now.date() + timedelta(days=30)
        Capability.objects.filter(key="car_t_manufacturing").update(valid_until=ends)
    client = signed_in(world, world.actor(MAKER, "quality"))
    then = client.get(ADDRESS, {"on": str(ends)})
    after = client.get(ADDRESS, {"on": str(ends + timedelta(days=1))})
    assert "CAR-T manufacturing" not in {one["name"].en for one in then.context["gaps"]}
    assert "CAR-T manufacturing" in {one["name"].en for one in after.context["gaps"]}
    assert "CAR-T manufacturing" in {one.name.en for one in after.context["lapses"]}
    assert "&amp;on=" in text_of(after), "links go on with the day"


def test_a_day_after_a_member_has_left_shows_what_went_with_it(world: World) -> None:
    last = world.now.date() + timedelta(days=30)
    with acting(Scope("worker")):
        Member.objects.filter(uuid=world.actor(MAKER, "quality").member_uuid).update(left_on=last)
    client = signed_in(world, world.actor(MAKER, "quality"))
    after = client.get(ADDRESS, {"on": str(last + timedelta(days=1))})
    assert ("CAR-T manufacturing", last) in {(one.name.en, one.last_day) for one in after.context["lapses"]}


@pytest.mark.parametrize("day", ["2027-02-30", "明日", "9" * 50, "0000-01-01"])
def test_a_day_that_is_none_is_told(world: World, day: str) -> None:
    client = signed_in(world, world.actor(MAKER, "quality"))
    for address in (ADDRESS, stop(world.member(MAKER))):
        answer = client.get(address, {"on": day})
        assert answer.status_code == 200
        assert "2027-03-31 の形で" in text_of(answer)


def test_if_the_only_maker_stops(world: World) -> None:
    answer = signed_in(world, world.actor(MAKER, "quality")).get(stop(world.member(MAKER)))
    lost = {one["name"].en for one in answer.context["stopped"]["lost"]}
    assert "CAR-T manufacturing" in lost
    (journey,) = answer.context["journeys"]
    assert journey["number"] == number(world)
    assert journey["held"], "it holds the cells"
    assert journey["has_nobody"]
    making = [step for step in journey["steps"] if not step["others"] and step["needs_site"]]
    assert making
    assert "代われる会員なし" in text_of(answer)


def test_another_that_can_do_it_is_named(world: World) -> None:
    with acting(Scope("worker")):
        other = (
            Member.objects.get(key="koriyama-cells")
            if Member.objects.filter(key="koriyama-cells").exists()
            else None
        )
        other = other or Member.objects.exclude(key=MAKER).filter(sites__isnull=False, kind="company").first()
        assert other is not None
        for cells, setting in (("t_cell", "trial"), ("t_cell", "approved")):
            services.add_capability(
                other.sites.first().uuid, "car_t_manufacturing",  # type: ignore[union-attr]
                cell_type=cells, setting=setting, valid_from=world.now.date() - timedelta(days=9),
            )  # fmt: skip
    before = stopped_without(world)
    lost = [one for one in before["lost"] if one["name"].en == "CAR-T manufacturing"]
    assert any(other.name in one["unnamed"] for one in lost), "it could, but no approval or plan names it"
    with acting(Scope("worker")):
        LegalBasis.objects.exclude(named_sites=[]).update(named_sites=[])
    after = stopped_without(world)
    assert "CAR-T manufacturing" not in {one["name"].en for one in after["lost"]}
    assert other.uuid in {
        one["other"].uuid for one in after["hanging"] if one["name"].en == "CAR-T manufacturing"
    }


def stopped_without(world: World) -> dict[str, Any]:
    answer = signed_in(world, world.actor(MAKER, "quality")).get(stop(world.member(MAKER)))
    found: dict[str, Any] = answer.context["stopped"]
    return found


def test_more_journeys_than_can_be_looked_at_are_told(world: World) -> None:
    maker = world.member(MAKER)
    with acting(Scope("worker")):
        Standing.objects.bulk_create(
            Standing(
                chain=uuid4(), readers=[maker], uuid=uuid4(), kind="treatment", number=f"X{n}", route=ROUTE,
                therapy=ROUTE, setting="trial", state="under_way", is_live=True, started_at=world.now,
                promised_at=world.now + timedelta(days=400), stands_until=world.now + timedelta(days=500),
            )
            for n in range(304)
        )  # fmt: skip
    answer = signed_in(world, world.actor(MAKER, "quality")).get(stop(maker))
    assert answer.context["not_looked_at"] == 5, "305 with the one of the stage, of which 300 are looked at"
    assert [one["number"] for one in answer.context["journeys"]] == [number(world)], "those promised soonest"
    assert "5件" in text_of(answer)


def test_who_takes_no_part_sees_routes_and_no_case(world: World) -> None:
    answer = signed_in(world, world.actor(OUTSIDER, "physician")).get(stop(world.member(MAKER)))
    assert answer.context["journeys"] == []
    assert number(world) not in text_of(answer)
    assert answer.context["stopped"]["lost"], "the directory is open to all"


def test_the_coordinator_sees_what_agreements_open(world: World) -> None:
    answer = signed_in(world, world.actor("rink", "coordinator")).get(stop(world.member(MAKER)))
    assert [one["number"] for one in answer.context["journeys"]] == [number(world)]


def test_steps_before_the_day_do_not_hang_on_it(world: World) -> None:
    client = signed_in(world, world.actor(MAKER, "quality"))
    far = client.get(stop(world.member(MAKER)), {"on": str(world.now.date() + timedelta(days=3000))})
    assert all(not one["steps"] for one in far.context["journeys"])


def test_a_member_that_is_not_there(world: World) -> None:
    assert signed_in(world, world.actor(MAKER, "quality")).get(stop(uuid4())).status_code == 404


def test_the_number_of_queries_is_constant(world: World) -> None:
    client = signed_in(world, world.actor("rink", "coordinator"))
    for address, most in ((ADDRESS, 30), (stop(world.member(MAKER)), 45)):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        assert len(asked) <= most
