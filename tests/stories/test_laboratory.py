"""The laboratory at its bench: results one by one, a second person, and what neither can do alone."""

from uuid import UUID

import pytest

from tests.stories.acts import refuses
from tests.stories.posting import TRIAL
from tests.support.world import Ready, World
from tsunagu.evaluation.domain.bench import Bench
from tsunagu.evaluation.queries import ResultView, details_of
from tsunagu.foundation.refusals import BadInput, NotAllowed, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.queries.worklist import Sheet, worklist
from tsunagu.journeys.services.correct_result import correct_result
from tsunagu.journeys.services.enter_result import enter_result
from tsunagu.journeys.services.verify_results import return_result, verify_results
from tsunagu.journeys.services.work.testing import results_at
from tsunagu.members.domain.actor import Actor

STEP, LABORATORY, MAKER = "release_test", "kawasaki-evaluation", "tonomachi-cells"


def set_the_stage(world: World) -> None:
    """A trial case whose samples are at the laboratory."""
    world.order(TRIAL, name="hers")
    world.run_until(world.chains["hers"], STEP, "start")


@pytest.fixture
def chain(world: World) -> UUID:
    return world.chains["hers"]


def analyst(world: World) -> Actor:
    return world.actor(LABORATORY, "qc")


def other(world: World) -> Actor:
    return world.actor(
        LABORATORY, "qc", "quality", "supervisor", besides=frozenset({analyst(world).person_uuid})
    )


def enter(world: World, key: str, *readings: str, step: str = STEP, who: Actor | None = None) -> ResultView:
    person, chain = who or analyst(world), world.chains["hers"]
    with world.acting(person):
        enter_result(person, chain, step, key, Bench(readings, instrument="計数装置1号"), world.now)
    world.later(minutes=1)
    return stands(world, key, step)


def stands(world: World, key: str, step: str = STEP) -> ResultView:
    chain = world.chains["hers"]
    with acting(Scope("auditor")):
        found = results_at(chain, step, world.row(chain, step).attempt)
    return next(one for one in found if one.characteristic == key)


def verify(world: World, *results: ResultView, who: Actor | None = None) -> None:
    person = who or other(world)
    with world.acting(person):
        verify_results(person, world.chains["hers"], [one.uuid for one in results], world.now)
    world.later(minutes=1)


def sheet(world: World) -> Sheet:
    with world.acting(analyst(world)) as actor:
        return next(one for one in worklist(actor, world.now) if one.step.key == STEP)


def test_the_first_result_begins_the_test_and_keeps_its_readings(world: World, chain: UUID) -> None:
    assert world.row(chain, STEP).state == "planned"
    found = enter(world, "viability", "91.5", "92.0", "90.8")
    assert world.row(chain, STEP).state == "started"
    assert (found.text, found.state, found.counts_as) == ("91.43 %", "passed", "unverified")
    with acting(Scope("auditor")):
        detail = details_of([found.uuid])[found.uuid]
    assert detail.replicates == ["91.5 %", "92.0 %", "90.8 %"]
    assert detail.instrument == "計数装置1号"
    assert detail.specimen in {one.uuid for one in world.items(chain)}
    assert detail.lower is not None
    assert detail.upper is not None
    assert detail.lower < 91.43 < detail.upper


def test_the_worklist_follows(world: World) -> None:
    assert sheet(world).kind == "enter"
    found = enter(world, "viability", "91.5")
    assert (sheet(world).kind, sheet(world).done) == ("verify", 0)
    assert sheet(world).to_verify(analyst(world)) == []
    verify(world, found)
    assert (sheet(world).kind, sheet(world).done) == ("enter", 1)


def test_nobody_verifies_his_own_result(world: World) -> None:
    found = enter(world, "viability", "91.5")
    with world.unchanged(), pytest.raises(NotAllowed) as caught:
        verify(world, found, who=analyst(world))
    assert caught.value.code == "second_person"


@pytest.mark.parametrize("role", ["operator", "quality"])
def test_nobody_of_another_organisation_verifies_or_enters(world: World, role: str) -> None:
    found = enter(world, "viability", "91.5")
    stranger = world.actor(MAKER, role)
    with world.unchanged(), pytest.raises(NotAllowed):
        verify(world, found, who=stranger)
    with world.unchanged(), pytest.raises(Refused):
        enter(world, "endotoxin", "0.1", who=stranger)


def test_a_result_is_not_entered_twice_nor_typed_again_at_the_end(world: World, chain: UUID) -> None:
    enter(world, "viability", "91.5")
    with world.unchanged(), pytest.raises(BadInput) as caught:
        enter(world, "viability", "95.0")
    assert caught.value.code == "entered_already"
    ready = world.run_until(chain, STEP, "perform")
    with world.unchanged(), pytest.raises(BadInput):
        ready.perform(ready.work(values={"viability": "95.0"}))


def all_entered(world: World, chain: UUID, failing: str = "") -> Ready:
    ready = world.run_until(chain, STEP, "start")
    values = ready.work().values
    for key, value in values.items():
        enter(world, key, "50" if key == failing else value)
    return world.run_until(chain, STEP, "perform")


def test_a_test_entered_at_the_bench_is_completed_without_typing(world: World, chain: UUID) -> None:
    ready = all_entered(world, chain)
    ready.perform(ready.work(values={}))
    assert world.row(chain, STEP).state == "done"


def test_what_nobody_verified_is_not_released(world: World, chain: UUID) -> None:
    ready = all_entered(world, chain)
    ready.perform(ready.work(values={}))
    release = world.run_until(chain, "release")
    causes = {f"quality.unverified.release.{key}" for key in release_keys(world, chain)}
    with refuses(world, *causes):
        release.perform()
    verify(world, *(stands(world, key) for key in release_keys(world, chain)))
    world.run_until(chain, "release").perform()
    assert world.row(chain, "release").state == "done"


def release_keys(world: World, chain: UUID) -> list[str]:
    with acting(Scope("auditor")):
        found = results_at(chain, STEP, world.row(chain, STEP).attempt)
    return [one.characteristic for one in found if one.awaits_verification]


def test_what_failed_counts_before_anyone_verifies_it(world: World, chain: UUID) -> None:
    assert enter(world, "endotoxin", "50").counts_as == "failed"


def test_a_verifier_gives_back_what_passed_and_never_what_failed(world: World, chain: UUID) -> None:
    passed, failed = enter(world, "viability", "91.5"), enter(world, "endotoxin", "50")
    person = other(world)
    with world.acting(person):
        return_result(person, chain, passed.uuid, "記録用紙と合わない", world.now)
        with world.unchanged(), pytest.raises(Refused) as caught:
            return_result(person, chain, failed.uuid, "もう一度測る", world.now)
    assert caught.value.code == "failed_stays"
    world.later(minutes=1)
    again = enter(world, "viability", "88.0")
    assert again.text == "88.0 %"


def test_a_correction_given_back_leaves_the_value_before_it(world: World, chain: UUID) -> None:
    first = enter(world, "viability", "91.5")
    verify(world, first)
    with world.acting(analyst(world)) as person:
        correct_result(person, chain, first.uuid, "93.5", "転記の誤り", world.now)
    world.later(minutes=1)
    corrected = stands(world, "viability")
    assert (corrected.text, corrected.counts_as) == ("93.5 %", "unverified")
    person = other(world)
    with world.acting(person):
        return_result(person, chain, corrected.uuid, "記録用紙は91.5", world.now)
    assert stands(world, "viability").uuid == first.uuid


def test_a_running_test_gets_its_result_after_the_step_is_completed(world: World, chain: UUID) -> None:
    ready = world.run_until(chain, STEP, "perform")
    values = {**ready.work().values, "sterility_rapid": "試験中"}
    ready.perform(ready.work(values=values))
    world.later(hours=30)
    assert stands(world, "sterility_rapid").state == "pending"
    found = enter(world, "sterility_rapid", "陰性")
    assert found.counts_as == "unverified"
    with world.unchanged(), pytest.raises(BadInput):
        enter(world, "viability", "95.0")


@pytest.mark.parametrize(
    ("readings", "code"),
    [
        (("abc",), "value_not_a_number"),
        (("91.5 mg",), "value_unit"),
        (("915",), "value_percent"),
        (("1" * 10_000,), "value_long"),
        ((), "readings"),
    ],
)
def test_what_can_not_be_read_is_refused_and_nothing_begins(
    world: World, chain: UUID, readings: tuple[str, ...], code: str
) -> None:
    with world.unchanged(), pytest.raises(BadInput) as caught:
        enter(world, "viability", *readings)
    assert (caught.value.code, caught.value.field) == (code, "readings")
