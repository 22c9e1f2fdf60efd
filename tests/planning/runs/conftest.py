"""The network for tests of plans, and a problem small enough to be solved in a moment."""

import pytest

from tests.support.pages import stage, world
from tsunagu.planning.domain.generated import Size, network
from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.domain.solution import Plan
from tsunagu.planning.domain.solvers.pattern import Effort
from tsunagu.planning.domain.solvers.whole_chain import plan_chain

__all__ = ["stage", "world"]


@pytest.fixture(scope="session")
def small() -> Problem:
    """Six patients, two sites with a suite each, more work than the suites can do at once."""
    return network(Size(6, 2, 2, 2.5), seed=1)


@pytest.fixture(scope="session")
def planned(small: Problem) -> Plan:
    """The plan of the small problem."""
    return plan_chain(small, Effort(rounds=20, polish=0))
