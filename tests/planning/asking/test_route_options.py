"""A route as options: what its steps need, its windows and order, alternatives, and what no site publishes."""

from pathlib import Path

import pytest

from tsunagu import therapies
from tsunagu.planning.domain.asking.route_options import Limits, Offered, chain_of, planned_steps
from tsunagu.planning.domain.estimates.figures import Figures
from tsunagu.planning.domain.problem import Lag, Use
from tsunagu.planning.queries.estimates import assumptions
from tsunagu.therapies.domain.parsing import load_route
from tsunagu.therapies.domain.route import Route

ROUTES = Path(therapies.__file__).parent / "data" / "routes"
FIGURES = Figures(assumptions())
KEYS = sorted(path.stem for path in ROUTES.glob("*.yaml"))


def route(key: str) -> Route:
    return load_route((ROUTES / f"{key}.yaml").read_text())


def sites(found: Route) -> dict[str, list[str]]:
    return {party: [party] for party in found.parties}


def everything(found: Route) -> list[Offered]:
    kinds = (
        "collection_chair", "clean_room", "operator", "test_run", "reviewer", "courier", "lymphodepletion_place",
        "infusion_bed",
    )  # fmt: skip
    return [
        Offered(f"{party}/{kind}", party, kind, "", 14 if kind == "clean_room" else 0)
        for party in found.parties
        for kind in kinds
    ]


@pytest.mark.parametrize("key", KEYS)
def test_every_route_becomes_options_with_its_order_and_windows(key: str) -> None:
    found = route(key)
    chain = chain_of(found, sites(found), everything(found), Limits(), FIGURES)
    steps = planned_steps(found)
    (option,) = chain.options
    assert [task.key for task in option.tasks] == [step.key for step in steps]
    assert not chain.unpublished
    lags = {(lag.first, lag.second): lag for lag in option.lags}
    for step in steps:
        for before in step.after:
            assert lags[before, step.key].at_least >= step.min_hours_after
        for window in step.windows:
            assert lags[window.after_step, step.key].at_most == window.max_hours
    assert all(option.index[lag.first] < option.index[lag.second] for lag in option.lags)


def test_the_clean_room_is_held_from_the_first_step_in_it_to_the_last_and_cleaned() -> None:
    found = route("auto-car-t-frozen")
    (option,) = chain_of(found, sites(found), everything(found), Limits(), FIGURES).options
    rooms = [use for use in option.uses if use.resource == "manufacturer/clean_room"]
    assert rooms == [Use("manufacturer/clean_room", "transduce", "freeze", 1, 14)]
    assert Lag("transduce", "expand", 0, 24) in option.lags


def test_a_courier_is_taken_for_the_first_hour_of_a_transport_only() -> None:
    found = route("auto-car-t-frozen")
    (option,) = chain_of(found, sites(found), everything(found), Limits(), FIGURES).options
    (use,) = (use for use in option.uses if use.resource == "courier_in/courier")
    assert (use.first, use.last, use.after) == ("transport_in", "transport_in", 1 - 12)


def test_what_few_publish_is_held_where_it_is_published_and_not_missed_elsewhere() -> None:
    found = route("auto-bm-msc-sci")
    without = chain_of(found, sites(found), everything(found), Limits(), FIGURES)
    assert not without.unpublished
    more = [
        Offered("makers/incubator", found.step("culture").party, "incubator"),
        Offered("couriers/shipper", found.step("transport_out").party, "dewar", "cryo_transport", 24),
        Offered("makers/tank", found.step("store").party, "storage_position"),
    ]
    (option,) = chain_of(found, sites(found), [*everything(found), *more], Limits(), FIGURES).options
    uses = [use for use in option.uses if use.resource in {one.resource for one in more}]
    assert uses == [
        Use("makers/incubator", "culture", "culture", 1, 0),
        Use("makers/tank", "store", "transport_out", 1, 0),  # until the transport has taken the product out
        Use("couriers/shipper", "transport_out", "transport_out", 1, 24),  # comes back and is filled again
    ]


def test_what_follows_the_last_administration_is_not_planned() -> None:
    found = route("auto-car-t-fresh-trial")
    keys = [step.key for step in planned_steps(found)]
    assert "administer" in keys
    assert not {"follow_up", "sterility_14d"} & set(keys)


def test_two_shifts_and_two_laboratories_are_alternatives() -> None:
    found = route("auto-car-t-frozen")
    offered = [*everything(found), Offered("manufacturer/late", "manufacturer", "operator")]
    chain = chain_of(found, sites(found) | {"laboratory": ["one", "two"]}, offered, Limits(), FIGURES)
    assert len(chain.options) == 4
    assert {use.resource for option in chain.options for use in option.uses} >= {
        "manufacturer/operator", "manufacturer/late",
    }  # fmt: skip


def test_what_is_made_for_a_capability_goes_before_what_serves_all() -> None:
    found = route("auto-car-t-frozen")
    special = Offered("hospital/apheresis", "hospital", "collection_chair", "apheresis")
    (option,) = chain_of(found, sites(found), [*everything(found), special], Limits(), FIGURES).options
    assert "hospital/apheresis" in {use.resource for use in option.uses}
    assert "hospital/collection_chair" not in {use.resource for use in option.uses}


def test_a_kind_that_a_site_does_not_publish_is_named_and_planned_without() -> None:
    found = route("auto-car-t-frozen")
    offered = [one for one in everything(found) if one.resource != "laboratory/test_run"]
    chain = chain_of(found, sites(found), offered, Limits(), FIGURES)
    assert chain.unpublished == {("laboratory", "test_run")}


def test_the_patients_limits_bind_what_the_patient_comes_for() -> None:
    found = route("auto-car-t-frozen")
    limits = Limits(ready=100, collect_by=300, latest=900, closed=((120, 144),))
    (option,) = chain_of(found, sites(found), everything(found), limits, FIGURES).options
    task = {each.key: each for each in option.tasks}
    assert (task["collect"].earliest, task["collect"].latest) == (100, 300)
    assert task["administer"].latest == 900
    assert task["collect"].closed == task["administer"].closed == ((120, 144),)
    assert task["expand"].closed == ()
