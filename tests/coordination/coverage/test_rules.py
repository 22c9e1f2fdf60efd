"""Needs against sites: gaps, single points, what lapses, what a member's stop takes away. Values alone."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from tests.therapies.domain.building import sound
from tsunagu.coordination.domain.coverage import (
    Asked,
    Need,
    asked_of,
    gaps,
    grid,
    kind_of,
    lapses,
    others_for,
    single_points,
    weakest,
    without,
)
from tsunagu.foundation.text import Text
from tsunagu.members.domain.facts import CapabilityFacts, LicenceFacts, MemberFacts, SiteFacts
from tsunagu.members.domain.validity import Validity
from tsunagu.members.queries.taxonomy import taxonomy
from tsunagu.therapies.domain import Route, parse_route

TODAY, SINCE = date(2026, 11, 22), date(2024, 1, 1)
NEEDED = ("bone_marrow_collection", "msc_manufacturing", "infusion")


def member(number: int) -> MemberFacts:
    return MemberFacts(
        number,
        UUID(int=number),
        f"m{number}",
        Text(f"会員{number}", f"m{number}"),
        "company",
        True,
        False,
        "",
    )


def site(
    of: int, *capabilities: CapabilityFacts, number: int = 0, area: str = "tohoku", on: date = TODAY
) -> SiteFacts:
    name = Text(f"拠点{of}", f"s{of}")
    return SiteFacts(
        of, UUID(int=100 * of + number), f"s{of}-{number}", name, name, "宮城県", area, 38.0, 140.0, "9" * 13,
        member(of), on, capabilities=capabilities,
    )  # fmt: skip


def able(
    key: str, cell: str = "", setting: str = "", until: date | None = None, stage: str = "manufacturing"
) -> CapabilityFacts:
    return CapabilityFacts(stage, key, cell, setting, "", Validity(SINCE, until))


def route(key: str = "a", cell: str | None = "bm_msc", setting: str = "trial") -> Route:
    """A sound route of one's own key, cell and setting, whose steps ask for three capabilities in turn."""
    found = parse_route(sound())
    steps = tuple(replace(step, capability=NEEDED[at % 3]) for at, step in enumerate(found.steps))
    return replace(found, key=key, cell_type=cell, setting=setting, steps=steps)  # type: ignore[arg-type]


def keys(found: list[Asked]) -> list[str]:
    return [one.need.capability for one in found]


def test_a_kind_is_whose_cells_and_which_family() -> None:
    assert kind_of(route(cell="bm_msc"), taxonomy()) == kind_of(route(cell="adipose_msc"), taxonomy())
    assert kind_of(route(cell="bm_msc"), taxonomy()).family == "msc"
    assert kind_of(route(cell="bm_msc"), taxonomy()).name.ja.endswith("・間葉系幹細胞")
    assert kind_of(route(cell=None), taxonomy()).family == ""
    assert kind_of(route(cell="t_cell"), taxonomy()).key.endswith(".t_cell")


def test_every_capability_of_a_route_is_asked_for_in_its_setting_and_cells() -> None:
    found = asked_of([route(), route("b")], [])
    assert sorted(keys(found)) == sorted(NEEDED)
    assert {(one.need.setting, one.need.cell_type) for one in found} == {("trial", "bm_msc")}
    assert all([each.key for each in one.routes] == ["a", "b"] for one in found)
    assert gaps(found) == found


def test_who_may_not_in_this_setting_or_with_these_cells_does_not_meet_it() -> None:
    first = NEEDED[0]
    sites = [
        site(1, able(first, cell="t_cell")),
        site(2, able(first, setting="approved")),
        site(3, able(first, until=SINCE)),
    ]
    assert first in keys(gaps(asked_of([route()], sites)))
    sites += [site(4, able(first)), site(5, able(first, cell="bm_msc", setting="trial"))]
    met = next(one for one in asked_of([route()], sites) if one.need.capability == first)
    assert [one.key for one in met.members] == ["m4", "m5"]


def test_a_site_whose_licence_has_lapsed_meets_nothing() -> None:
    first = NEEDED[0]
    ended, valid = (
        LicenceFacts("testing", "1", Validity(SINCE, SINCE)),
        LicenceFacts("testing", "2", Validity(SINCE)),
    )
    lapsed = replace(site(1, able(first)), licences=(ended,))
    renewed = replace(site(2, able(first)), licences=(ended, valid))
    met = next(one for one in asked_of([route()], [lapsed, renewed]) if one.need.capability == first)
    assert [one.key for one in met.members] == ["m2"]


def test_two_sites_of_one_member_are_a_single_point_and_two_members_are_none() -> None:
    first, second, third = NEEDED[:3]
    sites = [
        site(1, able(first), able(second)), site(1, able(first), able(third), number=1),
        site(2, able(second, setting="trial")),
    ]  # fmt: skip
    assert keys(single_points(asked_of([route()], sites))) == [third, first], (
        "one site alone comes before two"
    )


def test_the_grid_counts_sites_and_the_weakest_need_of_a_stage() -> None:
    asked = [
        Asked(Need("msc_manufacturing", "trial", ""), (), (site(1), site(2, area="tokyo"))),
        Asked(Need("car_t_manufacturing", "trial", ""), (), (site(1),)),
    ]
    found = grid(asked, lambda one: one.area)
    assert {key: len(sites) for key, sites in found.items()} == {
        ("tohoku", "manufacturing"): 1,
        ("tokyo", "manufacturing"): 1,
    }
    assert (weakest(asked, "manufacturing"), weakest(asked, "clinical")) == (1, None)


def test_what_is_renewed_has_not_lapsed() -> None:
    soon, later = TODAY + timedelta(days=10), TODAY + timedelta(days=11)
    renewed = able("apheresis"), able("apheresis", until=soon)
    ending = able("infusion", until=soon)
    one = replace(
        site(1, *renewed, ending),
        licences=(
            LicenceFacts("hospital", "1", Validity(SINCE, soon)),
            LicenceFacts("testing", "2", Validity(SINCE, soon)), LicenceFacts("testing", "3", Validity(SINCE)),
            LicenceFacts("storage", "4", Validity(SINCE, None, later)),
        ),
    )  # fmt: skip
    assert lapses([one], TODAY, soon) == []
    found = lapses([one], TODAY, later)
    assert [(each.name.en, each.is_licence) for each in found] == [
        ("Infusion or injection", False), ("Hospital establishment permit", True), ("Cell storage registration", True),
    ]  # fmt: skip
    assert lapses([one], TODAY, TODAY) == []


def test_what_a_member_that_leaves_can_and_may_do_lapses_with_it() -> None:
    last = TODAY + timedelta(days=10)
    one = replace(
        site(1, able("apheresis"), able("infusion", until=TODAY)),
        licences=(LicenceFacts("hospital", "1", Validity(SINCE)),), member=replace(member(1), left_on=last),
    )  # fmt: skip
    assert [each.name.en for each in lapses([one], TODAY, last)] == ["Infusion or injection"]
    found = lapses([one], TODAY, last + timedelta(days=1))
    assert [(each.last_day, each.is_licence) for each in found] == [
        (TODAY, False),
        (last, False),
        (last, True),
    ]


def test_a_member_that_stops_takes_what_nobody_else_meets() -> None:
    first, second, third = NEEDED[:3]
    sites = [site(1, able(first), able(second)), site(2, able(second), able(third)), site(3, able(third))]
    asked = [one for one in asked_of([route()], sites) if one.need.capability in (first, second, third)]
    stopped = without(asked, UUID(int=1))
    assert keys(list(stopped.lost)) == [first]
    assert [(one.need.capability, other.key) for one, other in stopped.hanging] == [(second, "m2")]
    assert [one.key for one in stopped.routes] == ["a"]
    nothing = without(asked, UUID(int=9))
    assert (nothing.lost, nothing.hanging, nothing.routes) == ((), (), ())


def test_others_are_sites_of_other_members() -> None:
    need = Need("infusion", "trial", "")
    sites = [site(1, able("infusion")), site(2, able("infusion")), site(3)]
    assert [one.member.key for one in others_for(need, sites, UUID(int=1))] == ["m2"]


def test_who_is_not_named_in_the_papers_of_a_route_does_not_count_for_it() -> None:
    sites = [site(1, able("infusion")), site(2, able("infusion"))]
    named = {"a": frozenset({sites[0].uuid})}
    by_route = {
        one.routes[0].key: one
        for one in asked_of([route(), route("b")], sites, named)
        if one.need.capability == "infusion"
    }
    assert by_route["a"].sites == (sites[0],)
    assert by_route["a"].unnamed == (sites[1],)
    assert by_route["b"].sites == tuple(sites), "a route whose papers name nobody may use any"
    assert [one.routes[0].key for one in single_points(by_route.values())] == ["a"]
    need = by_route["a"].need
    assert others_for(need, sites, sites[0].member.uuid) == (sites[1],)
    assert others_for(need, sites, sites[0].member.uuid, named["a"]) == ()


def test_who_carries_is_named_in_no_paper_and_may_be_anybody() -> None:
    carried = replace(
        route(), steps=tuple(replace(one, capability="cell_transport") for one in route().steps)
    )
    need = Need("cell_transport", "trial", "bm_msc")
    assert need.stage == "transport"
    sites = [site(1, able(need.capability)), site(2, able(need.capability))]
    (asked,) = asked_of([carried], sites, {"a": frozenset({sites[0].uuid})})
    assert asked.sites == tuple(sites)
