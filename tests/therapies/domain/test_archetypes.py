"""The twelve archetypes are complete: what care, law and the facts demand of each stands in its file."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

import tsunagu.therapies
from tsunagu.members.domain.capabilities import CAPABILITIES
from tsunagu.therapies.domain import Route, as_data, load_route, parse_route
from tsunagu.therapies.domain.vocabulary import EXPECTED

FILES = sorted((Path(tsunagu.therapies.__file__).parent / "data" / "routes").glob("*.yaml"))
ROUTES = {path.stem: load_route(path.read_text(encoding="utf-8")) for path in FILES}
AUTOLOGOUS = {
    "auto-bm-msc-sci", "auto-car-t-frozen", "auto-car-t-fresh-trial", "auto-cartilage", "auto-epidermis",
    "auto-oral-epithelium-amnion", "auto-adipose-msc-knee",
}  # fmt: skip
ALLOGENEIC = {
    "allo-bm-msc-gvhd", "allo-ips-cardio-sheet", "allo-ips-dopaminergic", "allo-msc-comparability",
    "allo-cord-msc-research",
}  # fmt: skip
PRODUCT_NAMES = re.compile(
    r"stemirac|kymriah|yescarta|breyanzi|\bjacc\b|\bjace\b|sakracy|temcell|reheart|amchepry|akuugo", re.I
)


def windows(route: Route) -> dict[tuple[str, str], float]:
    return {(step.key, one.after_step): one.max_hours for step in route.steps for one in step.windows}


def test_all_twelve_are_there_and_allogeneic_ones_have_their_production() -> None:
    wanted = AUTOLOGOUS | ALLOGENEIC | {f"{key}-production" for key in ALLOGENEIC}
    assert set(ROUTES) == wanted | {"donor-amnion-production"}
    for stem, route in ROUTES.items():
        assert route.key == stem
        assert route.kind == ("production" if stem.endswith("-production") else "treatment")
        assert route.source == ("autologous" if stem in AUTOLOGOUS else "allogeneic")


@pytest.mark.parametrize("key", ROUTES)
def test_each_is_complete(key: str) -> None:
    route = ROUTES[key]
    assert parse_route(as_data(route)) == route
    assert 7 <= len(route.steps) <= 18
    assert {step.party for step in route.steps} == set(route.parties)
    assert route.facts or key.startswith("allo-msc-comparability")
    assert "limits" in route.assumed
    for step in route.steps:
        assert step.capability in CAPABILITIES
        assert len(step.name.ja) <= 10
    for panel in route.panels:
        assert any(step.panel == panel.key for step in route.steps), panel.key
        for one in panel.characteristics:
            assert one.expected is None or one.expected in EXPECTED


@pytest.mark.parametrize("key", ROUTES)
def test_a_test_takes_as_long_as_its_slowest_method(key: str) -> None:
    for step in ROUTES[key].steps:
        if step.panel is not None:
            slowest = max(one.turnaround_hours for one in ROUTES[key].panel(step.panel).characteristics)
            assert slowest <= step.duration_hours, step.key


@pytest.mark.parametrize("key", ROUTES)
def test_no_product_name_is_shown(key: str) -> None:
    assert not PRODUCT_NAMES.search(json.dumps(as_data(ROUTES[key]), ensure_ascii=False))


@pytest.mark.parametrize("key", sorted(AUTOLOGOUS | ALLOGENEIC))
def test_a_treatment_begins_with_consent_and_ends_with_the_outcome(key: str) -> None:
    route = ROUTES[key]
    assert route.order[0].action == "register"
    assert route.order[-1].action == "follow_up"
    gifts = [step for step in route.steps if step.action == "administer"]
    assert gifts
    assert all(step.needs_release and step.signatures == 2 for step in gifts)


@pytest.mark.parametrize("key", sorted(key for key, route in ROUTES.items() if route.kind == "production"))
def test_a_production_lets_donor_results_wait_only_so_far(key: str) -> None:
    route = ROUTES[key]
    assert sum(step.at_risk_until for step in route.steps) == 1
    assert route.makes is not None
    release = next(step for step in route.steps if step.releases in ("site", "provision"))
    assert "release" in release.requires_panels


@pytest.mark.parametrize("key", sorted(key for key, route in ROUTES.items() if route.panels))
def test_what_is_released_was_tested_for_germs(key: str) -> None:
    panel = ROUTES[key].panel("release")
    kinds = {one.key for one in panel.characteristics if one.weight == "release"}
    assert {"mycoplasma", "endotoxin"} <= kinds
    assert {"sterility_rapid", "sterility_14d"} & kinds
    assert panel.characteristic("endotoxin").unit == "[iU]/mL"


@pytest.mark.parametrize("key", ["auto-car-t-frozen", "auto-car-t-fresh-trial"])
def test_gene_modified_cells_are_tested_for_the_vector(key: str) -> None:
    kinds = {one.key for one in ROUTES[key].panel("release").characteristics}
    assert {"vector_copy_number", "car_positive", "replication_competent_virus"} <= kinds


@pytest.mark.parametrize("key", ["allo-ips-cardio-sheet-production", "allo-ips-dopaminergic-production"])
def test_ips_cells_are_tested_for_tumours(key: str) -> None:
    kinds = {one.key for one in ROUTES[key].panel("release").characteristics}
    assert {"karyotype", "soft_agar", "residual_undifferentiated"} <= kinds


def test_fresh_car_t_keeps_its_windows_and_releases_before_the_last_result() -> None:
    route = ROUTES["auto-car-t-fresh-trial"]
    found = windows(route)
    assert found[("transduce", "collect")] == 48
    assert found[("administer", "harvest")] == 36
    assert route.product("car_t_bag").shelf_life_hours == 36
    assert route.panel("sterility_14d").characteristics[0].weight == "after_release"
    assert "sterility_14d" not in route.ancestors("administer")
    assert "sterility_14d" in route.ancestors("follow_up")
    assert route.shortest_lag("harvest", "administer") < 36


def test_frozen_car_t_begins_lymphodepletion_after_release_and_acceptance() -> None:
    route = ROUTES["auto-car-t-frozen"]
    assert {"site_release", "market_release", "accept_out"} <= route.ancestors("lymphodepletion")
    assert route.step("lymphodepletion").needs_release
    assert "lymphodepletion" in route.ancestors("administer")


def test_gvhd_is_dosed_by_dated_weight_eight_times() -> None:
    route = ROUTES["allo-bm-msc-gvhd"]
    gifts = [step for step in route.order if step.action == "administer"]
    assert len(gifts) == 8
    offsets = route.planned_offsets()
    assert {offsets[b.key] - offsets[a.key] for a, b in pairwise(gifts)} == {84}
    assert route.dose is not None
    assert (route.dose.per_kg_cells, route.dose.weight_valid_days) == (2e6, 7)
    allocated = route.step("allocate").inputs[0]
    assert (allocated.source, allocated.count) == (
        "lot",
        sum(flow.count for one in gifts for flow in one.inputs),
    )


def test_the_two_source_route_draws_amnion_from_a_released_lot() -> None:
    route, amnion = ROUTES["auto-oral-epithelium-amnion"], ROUTES["donor-amnion-production"]
    drawn = [
        flow
        for step in route.steps
        if step.action == "process"
        for flow in step.inputs
        if flow.source == "lot"
    ]
    assert [flow.product for flow in drawn] == [amnion.makes] == ["amnion_sheet"]
    assert amnion.releases_needed == ("site",)


@pytest.mark.parametrize("key", sorted(ALLOGENEIC))
def test_a_treatment_draws_what_its_production_makes(key: str) -> None:
    drawn = {flow.product for flow in ROUTES[key].step("allocate").inputs}
    assert drawn == {ROUTES[f"{key}-production"].makes}


def test_shipment_is_barred_until_comparability_is_shown() -> None:
    barred = {key for key, route in ROUTES.items() if route.legal.barred_until == "comparability"}
    assert barred == {"allo-msc-comparability", "allo-msc-comparability-production"}


def test_settings_and_plan_classes_are_those_of_the_facts() -> None:
    assert ROUTES["auto-car-t-fresh-trial"].setting == "trial"
    assert (ROUTES["auto-adipose-msc-knee"].setting, ROUTES["auto-adipose-msc-knee"].legal.plan_class) == (
        "treatment",
        "II",
    )
    research = ROUTES["allo-cord-msc-research"]
    assert (research.setting, research.legal.plan_class) == ("research", "I")
    assert {
        key for key, route in ROUTES.items() if route.legal.conditional and route.kind == "treatment"
    } >= {
        "allo-ips-cardio-sheet",
        "allo-ips-dopaminergic",
        "allo-msc-comparability",
    }
