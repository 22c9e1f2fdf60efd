"""The gaps named are the fewest that open a chain: closing them does, closing fewer doesn't."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.coordination.composing.brute_force import all_chains
from tsunagu.coordination.domain.composing.gaps import Gap, assumed_hours, closed, may_be_asked
from tsunagu.coordination.domain.composing.generated import small_problem
from tsunagu.coordination.domain.composing.problem import Problem
from tsunagu.coordination.domain.composing.shape import Shape, shape_of
from tsunagu.coordination.domain.composing.solving.closing import closings_of


def holds(problem: Problem, shape: Shape) -> bool:
    return any(True for _ in all_chains(problem, shape))


def every_gap(problem: Problem, shape: Shape) -> Iterator[Gap]:
    """Every gap of the declared kinds."""
    areas = sorted({site.area for site in problem.network.sites})
    for part in shape.parts:
        yield from (Gap("site", part.key, area=area) for area in areas)
        for site in problem.network.sites:
            for key in part.capabilities:
                if may_be_asked(site, part, key):
                    yield Gap("capability", site=site.uuid, capability=key)
    yield from (Gap("licence", site=site.uuid) for site in problem.network.sites)
    for band in {move.band for move in shape.moves}:
        for area in areas:
            for target in areas:
                hours = assumed_hours(problem.network, area, target)
                yield Gap("lane", area=area, target=target, band=band, hours=hours)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 5000), lanes=st.integers(0, 20))
def test_the_gaps_are_the_fewest(seed: int, lanes: int) -> None:
    problem = small_problem(seed, members=6, capabilities=11)
    network = replace(problem.network, lanes=problem.network.lanes[::19][:lanes])
    problem = replace(problem, network=network)
    shape = shape_of(problem.request)
    assume(not holds(problem, shape))
    found = closings_of(problem, shape, most=6)
    assert found.sets
    assert found.is_proven
    for one in found.sets:
        assert holds(closed(problem, shape, one.gaps), shape)
        assert one.opens > 0
    size = len(found.sets[0].gaps)
    assert all(len(one.gaps) == size for one in found.sets)
    for fewer in range(1, min(size, 3)):
        for gaps in combinations(every_gap(problem, shape), fewer):
            assert not holds(closed(problem, shape, gaps), shape)


def test_where_a_chain_exists_nothing_is_missing() -> None:
    problem = small_problem(9)
    assert closings_of(problem, shape_of(problem.request)).sets[0].gaps == ()
