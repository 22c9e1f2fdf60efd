"""Taking turns, spreading work over processes, and over Ray where it is installed."""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from tests.planning.runs.test_services import ask
from tests.support.world import World
from tsunagu.foundation.scope import Scope, acting
from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.models import PlanRun
from tsunagu.planning.services.spreading import spread
from tsunagu.planning.services.taking_turns import is_our_turn
from tsunagu.planning.tasks import solve_plan


def test_work_is_spread_over_processes_and_comes_back_by_its_place() -> None:
    assert dict(spread(abs, [-1, -2, 3])) == {0: 1, 1: 2, 2: 3}


class _Remote:
    def __init__(self, work: Callable[[Any], Any]) -> None:
        self.remote = lambda item: (work, item)


def test_where_ray_is_installed_it_gets_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    ray = ModuleType("ray")
    begun: list[str] = []
    found: dict[str, Any] = {
        "is_initialized": lambda: bool(begun),
        "init": lambda: begun.append("ray"),
        "remote": _Remote,
        "wait": lambda waiting: (waiting[:1], waiting[1:]),
        "get": lambda one: one[0](one[1]),
        "__spec__": object(),
    }
    for name, value in found.items():
        setattr(ray, name, value)
    monkeypatch.setitem(sys.modules, "ray", ray)
    assert dict(spread(abs, [-1, -2])) == {0: 1, 1: 2}
    assert begun == ["ray"]


def test_a_job_solves_its_run(world: World, small: Problem) -> None:
    run = ask(world, small)
    solve_plan(str(run))
    with acting(Scope("worker")):
        assert PlanRun.objects.get(uuid=run).state == "done"


def test_what_a_dead_worker_left_half_way_says_so_at_the_next_turn(world: World, small: Problem) -> None:
    run = ask(world, small)
    with acting(Scope("worker")):
        PlanRun.objects.filter(uuid=run).update(state="running", cost=1, plan={})
    with is_our_turn() as is_ours:
        assert is_ours
    with acting(Scope("worker")):
        row = PlanRun.objects.get(uuid=run)
    assert (row.state, row.plan, row.cost) == ("failed", None, None)
    assert "もう一度" in row.reason_ja
