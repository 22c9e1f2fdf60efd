"""A release and the withdrawal of the study that it rests on, at once: one waits for the other and sees what it did."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.evaluation.comparability.studies import concluded, now_of, withdraw
from tests.stories.acts import causes_of
from tests.stories.test_comparability_gate import BARRED, at_release, set_the_stage
from tests.stories.test_races import LONG, SOON, _one, paused
from tests.support.world import World
from tsunagu.evaluation.services import conclude_study
from tsunagu.foundation.refusals import Refused
from tsunagu.journeys.services import perform as perform_service

__all__ = ["set_the_stage"]


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as threads:
        yield threads


@pytest.mark.parametrize("first", ["withdrawal", "release"])
def test_a_release_and_a_withdrawal_wait_for_each_other(
    open_world: World, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    world = open_world
    ready = at_release(world)
    study = concluded(world)
    acts: dict[str, Any] = {"withdrawal": lambda: withdraw(world, study), "release": ready.perform}
    second = next(one for one in acts if one != first)
    service = conclude_study if first == "withdrawal" else perform_service
    with paused(monkeypatch, service) as (arrived, go_on):
        early = pool.submit(_one, None, acts[first])
        assert arrived.wait(LONG)
        late = pool.submit(_one, None, acts[second])
        with pytest.raises(TimeoutError):
            late.result(SOON)
        go_on.set()
        assert not isinstance(early.result(LONG), Refused)
        answer = late.result(LONG)
    assert now_of(study).state == "withdrawn"
    if first == "withdrawal":
        assert causes_of(answer) == {BARRED}
        assert world.row(ready.chain, "site_release").state == "planned"
    else:
        assert not isinstance(answer, Refused)
        assert world.row(ready.chain, "site_release").state == "done"
