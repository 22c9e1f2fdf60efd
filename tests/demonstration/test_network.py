"""The demonstration network can carry every route, end to end, with people for every step."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from tsunagu.demonstration.engine.capacity import publish_capacity
from tsunagu.demonstration.network import reading
from tsunagu.demonstration.network.castings import casting, named_sites
from tsunagu.demonstration.network.load import load_network
from tsunagu.demonstration.network.people import people
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members import queries
from tsunagu.members.domain.capabilities import CAPABILITIES
from tsunagu.members.domain.roles import ROLES
from tsunagu.members.models import Agreement, Member, Person, Site
from tsunagu.planning.domain.capacity.vocabulary import RESOURCE_KINDS
from tsunagu.planning.queries.capacity import problem_resources, resources

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
ROUTES = sorted(
    (Path(reading.__file__).parents[2] / "therapies" / "data" / "routes").glob("*.yaml"),
    key=lambda one: one.name,
)
ROLES_AT = {
    site.key: Counter(role for person in member.people for role in person.roles)
    for member in reading.invented_members()
    for site in member.sites
}
SITES = {
    reading.stable_uuid("site", site.key): site
    for member in reading.invented_members()
    for site in member.sites
}


def a_route(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize("path", ROUTES, ids=lambda path: path.stem)
def test_every_part_of_a_route_has_sites_that_can_take_it_whole(path: Path) -> None:
    route = a_route(path)
    cast = casting(route["key"])
    assert set(cast) == {step["party"] for step in route["steps"]}
    for step in route["steps"]:
        for uuid in cast[step["party"]]:
            site = SITES[uuid]
            offered = [one for one in reading.capabilities_of(site) if one.key == step["capability"]]
            cell_type = route.get("cell_type", "")
            assert any(
                one.setting in ("", route["setting"])
                and (not cell_type or one.cell_type in ("", cell_type))
                and one.band in ("", step.get("band", one.band))
                for one in offered
            ), f"{site.key} can't do {step['capability']} of {step['key']}"


@pytest.mark.parametrize("path", ROUTES, ids=lambda path: path.stem)
def test_every_step_has_people_to_sign_it(path: Path) -> None:
    route = a_route(path)
    for step in route["steps"]:
        for uuid in casting(route["key"])[step["party"]]:
            here = ROLES_AT[SITES[uuid].key]
            assert here[step["role"]] >= step.get("signatures", 1), f"{SITES[uuid].key}: {step['key']}"


def test_doses_are_drawn_where_the_lots_are_kept() -> None:
    keys = {path.stem for path in ROUTES}
    for production in (key for key in keys if key.endswith("-production")):
        treatment = casting(production.removesuffix("-production"))
        for party in ("store", "manufacturer"):
            if treatment and party in treatment:
                assert treatment[party] == casting(production)[party], production


@pytest.mark.parametrize("path", ROUTES, ids=lambda path: path.stem)
def test_the_vocabulary_names_every_capability_of_the_routes(path: Path) -> None:
    assert {step["capability"] for step in a_route(path)["steps"]} <= set(CAPABILITIES)


def test_everything_invented_says_so() -> None:
    hub, *others = reading.invented_members()
    assert hub.key == "rink"
    assert hub.is_coordinator
    assert not any(site.licences or site.equipment or site.bundles for site in hub.sites)
    assert all("（デモ）" in member.name.ja and "(demo)" in member.name.en for member in others)
    assert all("（デモ）" in person.name.ja for person in hub.people)
    assert all(person.email.endswith(".example") for member in (hub, *others) for person in member.people)
    assert {site.place for site in SITES.values()} == set(reading.read("places"))


def test_the_people_offered_at_sign_in_cover_every_role() -> None:
    offered = people()
    assert {role for one in offered for role in one["roles"]} == set(ROLES)
    assert len({one["email"] for one in people(everyone=True)}) == len(people(everyone=True))
    assert len(offered) < 25


def test_sites_whose_papers_have_lapsed_are_named_in_no_route() -> None:
    named = {uuid for path in ROUTES for uuid in named_sites(a_route(path)["key"])}
    lapsed = {
        uuid
        for uuid, site in SITES.items()
        if any(
            one.get("until", 99) < 60 or one.get("calibrated", 99) < 60
            for one in (*site.licences, *site.equipment)
        )
    }
    assert lapsed
    assert not lapsed & named


def test_the_network_loads_once_through_the_services(db: None) -> None:
    load_network(NOW)
    before = (Member.objects.count(), Site.objects.count(), Person.objects.count(), Agreement.objects.count())
    load_network(NOW)
    assert before == (
        Member.objects.count(),
        Site.objects.count(),
        Person.objects.count(),
        Agreement.objects.count(),
    )
    assert before[0] > 30
    today = NOW.date()
    with acting(Scope(name="gate")):
        everyone = [member.uuid for member in Member.objects.filter(is_coordinator=False)]
        granting = queries.members_granting_view(everyone, today)
        matsumoto = queries.member_by_key("matsumoto-hospital")
        assert set(everyone) - granting == {matsumoto.uuid}
        assert queries.representation_of(
            queries.member_by_key("shinshu-reagents").uuid, today
        ).agreed_members == {
            queries.member_by_key("rink").uuid,
            queries.member_by_key("shonan-bio").uuid,
        }
    sato = Person.objects.get(email="sato@haneda-care.example")
    actor = queries.actor_of(sato, today)
    assert actor is not None
    assert actor.holds("hospital_coordinator")
    assert actor.member_key == "haneda-clinic"
    assert not sato.has_usable_password()
    _capacity_of_every_kind_is_published_once()


def _capacity_of_every_kind_is_published_once() -> None:
    publish_capacity(NOW)
    with acting(Scope("auditor")):
        first = resources()
    publish_capacity(NOW)
    with acting(Scope("auditor")):
        assert resources() == first
        open_ones = [one for one in problem_resources(NOW.date(), 42) if one.open]
    assert {one.card.kind for one in first} == set(RESOURCE_KINDS) - {"equipment"}
    assert {one.published.site for one in first} == set(reading.read("capacity")["sites"])
    assert len(open_ones) == len(first)
    assert all(one.card.capability in CAPABILITIES or not one.card.capability for one in first)
