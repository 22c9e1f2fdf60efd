"""The checker refuses what doesn't hold, whoever proposes it; and what is kept reads back as it was."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from tsunagu.coordination.domain.composing.generated import ENDED, small_problem
from tsunagu.coordination.domain.composing.problem import Chain, Network, Problem
from tsunagu.coordination.domain.composing.record import chain_data, chain_from, request_data, request_from
from tsunagu.coordination.domain.composing.shape import shape_of
from tsunagu.coordination.domain.composing.sketch import Changes, changed, sketches_from
from tsunagu.coordination.domain.composing.solving.best import best_of
from tsunagu.coordination.domain.composing.solving.prepared import prepare
from tsunagu.coordination.domain.composing.verify import Verifier
from tsunagu.coordination.queries.composing.network import presets, sketches
from tsunagu.foundation.refusals import BadInput
from tsunagu.members.domain.lanes import Ends, LaneFacts, check_lane

WEIGHTS = (2, 1, 60, 1, 3, 40)


@pytest.fixture
def found() -> tuple[Problem, Chain]:
    problem = small_problem(9)
    best = best_of(prepare(problem, shape_of(problem.request)), WEIGHTS).found
    assert best is not None
    return problem, best.chain


def faults(problem: Problem, chain: Chain) -> list[str]:
    shape = shape_of(problem.request)
    return [fault.en for fault in Verifier(problem, shape).check(chain).faults]


def test_a_chain_that_holds_has_no_fault(found: tuple[Problem, Chain]) -> None:
    assert faults(*found) == []


def test_nobody_or_somebody_unknown_is_a_fault(found: tuple[Problem, Chain]) -> None:
    problem, chain = found
    part = next(iter(chain.sites))
    assert faults(problem, replace(chain, sites={**chain.sites, part: UUID(int=3)}))
    assert faults(
        problem, replace(chain, sites={key: one for key, one in chain.sites.items() if key != part})
    )
    assert faults(problem, replace(chain, lanes={}))


def test_a_site_that_lost_licence_capability_or_capacity_is_a_fault(found: tuple[Problem, Chain]) -> None:
    problem, chain = found
    site = problem.network.by_uuid[chain.sites["manufacturer"]]
    lapsed = replace(site, licences=tuple(replace(one, validity=ENDED) for one in site.licences))
    without = replace(site, capabilities=())
    small = replace(
        site,
        capabilities=tuple(
            replace(one, terms=replace(one.terms, capacity_per_month=1)) for one in site.capabilities
        ),
    )
    gone = replace(site, member=replace(site.member, left_on=date(2026, 1, 1)))
    for changed_site in (lapsed, without, small, gone):
        sites = tuple(changed_site if one.uuid == site.uuid else one for one in problem.network.sites)
        network = Network(sites, problem.network.lanes, problem.network.agreements)
        assert any("can't take" in one for one in faults(Problem(problem.request, network), chain))


def test_a_lane_between_other_places_in_another_band_or_ended_is_a_fault(
    found: tuple[Problem, Chain],
) -> None:
    problem, chain = found
    move, lane_uuid = next((move, lane) for move, lane in chain.lanes.items() if lane is not None)
    lane = problem.network.lanes_by_uuid[lane_uuid]
    for wrong in (
        replace(lane, origin=Ends("nowhere")),
        replace(lane, band="room"),
        replace(lane, validity=ENDED),
        replace(lane, courier=replace(lane.courier, uuid=UUID(int=8))),
    ):
        lanes = tuple(wrong if one.uuid == lane.uuid else one for one in problem.network.lanes)
        network = Network(problem.network.sites, lanes, problem.network.agreements)
        assert any("no lane" in one for one in faults(Problem(problem.request, network), chain))
    assert faults(problem, replace(chain, lanes={**chain.lanes, move: None}))


def test_a_window_that_is_too_short_is_a_fault_with_its_hours(found: tuple[Problem, Chain]) -> None:
    problem, chain = found
    steps = tuple(
        replace(step, windows=tuple(replace(one, max_hours=0) for one in step.windows))
        for step in problem.request.steps
    )
    tight = Problem(replace(problem.request, steps=steps), problem.network)
    assert any("allows 0" in one for one in faults(tight, chain))


def test_what_is_kept_reads_back_as_it_was(found: tuple[Problem, Chain]) -> None:
    problem, chain = found
    assert request_from(request_data(problem.request)) == problem.request
    criteria = Verifier(problem, shape_of(problem.request)).check(chain).criteria
    assert criteria is not None
    assert chain_from(chain_data(chain, criteria, 3, ["x"])) == (chain, criteria)


def test_leaving_a_step_out_joins_what_stood_around_it() -> None:
    steps = next(one for one in sketches() if one.key == "fresh-msc").for_cells("bm_msc")
    assert steps[0].capability == "bone_marrow_collection"
    left = {step.key: step for step in changed(steps, Changes(frozenset({"culture", "collect"})))}
    assert left["release_test"].after == ("isolate", "tissue_sterility")
    assert left["isolate"].windows == (), "its window counted from the step left out"
    frozen = changed(steps, Changes(bands={"transport_out": "vapour"}))
    assert next(step for step in frozen if step.key == "transport_out").capability == "cryo_transport"


def test_every_shipped_sketch_makes_a_chain_and_every_wish_counts_everything() -> None:
    for sketch in sketches():
        for cell in sketch.cells:
            steps = sketch.for_cells(cell)
            assert all(step.capability for step in steps)
            request = replace(small_problem(1).request, steps=steps, pins={})
            assert shape_of(request).moves
    assert set(presets().wishes) == {"balanced", "quick", "cheap", "lasting", "near"}
    assert sketches_from({"sketches": []}) == ()


def test_steps_that_wait_for_each_other_make_no_chain() -> None:
    request = small_problem(1).request
    first, *others = request.steps
    for steps in (
        (replace(first, after=(others[-1].key,)), *others),
        (first, *others, first),
        (replace(first, after=("nothing",)), *others),
    ):
        with pytest.raises(BadInput):
            shape_of(replace(request, steps=steps))


def test_a_lane_that_leaves_three_days_a_week_is_waited_for() -> None:
    lane: LaneFacts = replace(small_problem(1).network.lanes[0], weekdays="1010100")
    assert lane.longest_wait_hours == 48
    assert lane.mean_wait_hours == round(24 * (0 + 1 + 0 + 1 + 0 + 2 + 1) / 7)
    assert replace(lane, weekdays="1111111").mean_wait_hours == 0


@pytest.mark.parametrize(
    ("hours", "weekdays", "price", "field"),
    [(0, "1111111", None, "hours"), (241, "1111111", None, "hours"), (4, "0000000", None, "weekdays"),
     (4, "11", None, "weekdays"), (4, "1111112", None, "weekdays"), (4, "1111111", -1, "price_thousand_yen")],
)  # fmt: skip
def test_a_lane_that_cannot_be_is_refused_at_its_field(
    hours: int, weekdays: str, price: int | None, field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        check_lane(hours, weekdays, price)
    assert refused.value.field == field
