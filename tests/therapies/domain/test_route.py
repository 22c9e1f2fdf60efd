"""What a route answers about its own order, times and content."""

import dataclasses

import pytest

from tests.therapies.domain.building import sound, step
from tsunagu.therapies.domain import as_data, digest, parse_route


def test_repetition_is_written_out_and_followed_by_the_rest() -> None:
    route = parse_route(sound())
    assert [one.key for one in route.order][-3:] == ["give-1", "give-2", "follow"]
    assert route.step("give-2").after == ("give-1",)
    assert route.step("follow").after == ("give-2",)
    assert route.step("give-2").name.ja == "試験2"
    offsets = route.planned_offsets()
    assert offsets["give-2"] - offsets["give-1"] == 48


def test_planned_offsets_count_durations_and_lags() -> None:
    data = sound()
    step(data, "release")["min_hours_after"] = 10
    route = parse_route(data)
    offsets = route.planned_offsets()
    assert (offsets["register"], offsets["collect"], offsets["make"]) == (0, 1, 7)
    assert offsets["release"] == 7 + 24 + 8 + 10


def test_order_ancestors_and_successors() -> None:
    data = sound()
    data["steps"].reverse()
    route = parse_route(data)
    place = {one.key: at for at, one in enumerate(route.order)}
    assert all(place[before] < place[one.key] for one in route.steps for before in one.after)
    assert route.ancestors("make") == {"register", "collect", "transport"}
    assert route.successors("make") == ("test",)
    assert [one.key for one in route.ends] == ["follow"]
    assert [one.key for one in route.starts] == ["register"]
    assert route.shortest_lag("collect", "make") == 4


def test_a_published_route_keeps_the_markers_of_its_donor() -> None:
    assert as_data(parse_route(sound()))["donor_markers"] == ["HIV", "HBV", "HCV", "HTLV-1", "parvovirus B19"]
    named = parse_route(sound() | {"donor_markers": ["HIV", "CMV"]})
    assert named.donor_markers == ("HIV", "CMV")
    assert parse_route(as_data(named)) == named


def test_products_and_panels_by_key() -> None:
    route = parse_route(sound())
    assert route.product("bag").cells == 100_000_000
    assert route.panel("release").characteristic("viability").minimum == 70
    assert [one.key for one in route.producers("bag")] == ["make"]
    assert [one.key for one in route.consumers("bag")] == ["give-1", "give-2"]
    with pytest.raises(KeyError):
        route.product("tea")
    first = route.first("administer")
    assert first is not None
    assert first.key == "give-1"


def test_canonical_data_reads_back_as_the_same_route() -> None:
    route = parse_route(sound())
    again = parse_route(as_data(route))
    assert again == route
    assert digest(again) == digest(route)
    assert as_data(again) == as_data(route)


def test_the_digest_tells_any_difference_and_ignores_the_order_of_keys() -> None:
    data = sound()
    turned = {key: data[key] for key in reversed(list(data))}
    assert digest(parse_route(turned)) == digest(parse_route(data))
    data["panels"]["release"]["characteristics"][0]["minimum"] = 71
    assert digest(parse_route(data)) != digest(parse_route(sound()))


def test_a_route_cannot_be_changed() -> None:
    route = parse_route(sound())
    with pytest.raises(dataclasses.FrozenInstanceError):
        route.version = 2  # type: ignore[misc]
    assert isinstance(hash(route), int)
