"""A reference has no limit, yet the release waits for its verified result; and what a result carries with it."""

import re
from datetime import timedelta
from uuid import UUID

import pytest

from tests.stories.acts import refuses
from tests.support.pages import signed_in
from tests.support.world import Ready, World
from tsunagu.evaluation.domain.bench import Bench
from tsunagu.evaluation.queries import ResultDetail, ResultView, details_of
from tsunagu.evaluation.queries.catalogue import catalogue
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.services.correct_result import correct_result
from tsunagu.journeys.services.enter_result import enter_result
from tsunagu.journeys.services.issue_certificate import issue_certificate
from tsunagu.journeys.services.verify_results import verify_results
from tsunagu.journeys.services.work.testing import results_at

ROUTE, STEP, RELEASE, LABORATORY = (
    "allo-cord-msc-research-production", "release_test", "provision", "kawasaki-evaluation",
)  # fmt: skip
REFERENCE = "doubling_time"


def set_the_stage(world: World) -> None:
    """A lot whose release test is completed and verified but for its reference, which nobody has entered."""
    chain = world.order(ROUTE, name="lot")
    ready = world.run_until(chain, STEP, "perform")
    values = ready.work().values
    ready.perform(ready.work(values={key: text for key, text in values.items() if key != REFERENCE}))
    world.later(minutes=5)
    verify(world)


@pytest.fixture
def chain(world: World) -> UUID:
    return world.chains["lot"]


def in_force(world: World) -> dict[str, ResultView]:
    chain = world.chains["lot"]
    with acting(Scope("auditor")):
        found = results_at(chain, STEP, world.row(chain, STEP).attempt)
    return {one.characteristic: one for one in found}


def detail(world: World, result: ResultView) -> ResultDetail:
    with acting(Scope("auditor")):
        return details_of([result.uuid])[result.uuid]


def enter(world: World, *readings: str, version: str = "", key: str = REFERENCE) -> ResultView:
    person, bench = world.actor(LABORATORY, "qc"), Bench(readings, method_version=version)
    with world.acting(person):
        enter_result(person, world.chains["lot"], STEP, key, bench, world.now)
    world.later(minutes=1)
    return in_force(world)[key]


def verify(world: World) -> None:
    waiting = [one for one in in_force(world).values() if one.awaits_verification]
    testers = frozenset(one.tested_by for one in waiting)
    person = world.actor(LABORATORY, "qc", "quality", "supervisor", besides=testers)
    with world.acting(person):
        verify_results(person, world.chains["lot"], [one.uuid for one in waiting], world.now)
    world.later(minutes=1)


def at_release(world: World) -> Ready:
    return world.run_until(world.chains["lot"], RELEASE, "perform")


def test_the_release_waits_for_a_reference_result_and_passes_whatever_its_value(world: World) -> None:
    with refuses(world, f"quality.missing.release.{REFERENCE}"):
        at_release(world).perform()
    assert enter(world, "試験中").state == "pending"
    with refuses(world, f"quality.pending.release.{REFERENCE}"):
        at_release(world).perform()
    found = enter(world, "900", "4000", "12000")  # nothing that anybody would like to see
    assert (found.weight, found.state, found.counts_as) == ("reference", "passed", "unverified")
    with refuses(world, f"quality.unverified.release.{REFERENCE}"):
        at_release(world).perform()
    verify(world)
    at_release(world).perform()
    assert world.row(world.chains["lot"], RELEASE).state == "done"


def test_a_certificate_waits_for_it_too_and_does_not_judge_it(world: World, chain: UUID) -> None:
    testers = frozenset(one.tested_by for one in in_force(world).values())
    person = world.actor(LABORATORY, "qc", "quality", "supervisor", besides=testers)
    with world.acting(person), refuses(world, "result_missing"):
        issue_certificate(person, chain, STEP, world.now)
    enter(world, "31.5")
    verify(world)
    with world.acting(person):
        issue_certificate(person, chain, STEP, world.now)


def test_the_version_of_the_method_is_one_in_force_on_the_day(world: World, chain: UUID) -> None:
    method = catalogue().methods["automated_count"]
    newest = method.in_force(world.now.date())[0]
    with world.unchanged(), pytest.raises(BadInput) as caught:
        enter(world, "31.5", version="99")
    assert (caught.value.code, caught.value.field) == ("method_version", "method_version")
    assert f"使えるのは第{newest}版" in caught.value.reason.ja
    assert detail(world, enter(world, "31.5")).method_version == newest


def test_what_is_typed_as_the_test_is_completed_carries_specimen_and_version(
    world: World, chain: UUID
) -> None:
    found = in_force(world)["endotoxin"]
    known = detail(world, found)
    assert known.specimen == found.item is not None
    assert known.sampled_at is not None
    assert known.sampled_at <= found.tested_at
    assert known.method_version in catalogue().methods["kinetic_chromogenic"].in_force(world.now.date())


def test_a_correction_keeps_what_it_does_not_correct(world: World, chain: UUID) -> None:
    first = enter(world, "31.5", "30.9")
    person = world.actor(LABORATORY, "qc")
    with world.acting(person):
        correct_result(person, chain, first.uuid, "33.1", "転記の誤り", world.now + timedelta(minutes=1))
    corrected = in_force(world)[REFERENCE]
    before, after = detail(world, first), detail(world, corrected)
    assert (corrected.text, corrected.counts_as) == ("33.1 時間", "unverified")
    assert (after.specimen, after.sampled_at, after.method_version) == (
        before.specimen, before.sampled_at, before.method_version,
    )  # fmt: skip
    assert before.method_version
    assert before.specimen


def test_the_bench_offers_the_versions_in_force_and_says_what_a_test_takes(world: World, chain: UUID) -> None:
    client, number = signed_in(world, world.actor(LABORATORY, "qc")), world.running(chain).journey.number
    address = f"/journeys/{number}/result/?step={STEP}&subject={REFERENCE}"
    shown = client.get(address).content.decode()
    offered = re.findall(r'<option value="(\w+)"', shown)
    assert offered == list(catalogue().methods["automated_count"].in_force(world.now.date()))
    assert "検体の必要量：0.1 mL　測定回数：3" in shown
    typed = {"step": STEP, "subject": REFERENCE, "readings": "31.5", "method_version": "99", "key": "k"}
    with world.unchanged():
        assert client.post(address, typed).status_code == 422
    assert client.post(address, typed | {"method_version": offered[-1]}).status_code == 302
    assert detail(world, in_force(world)[REFERENCE]).method_version == offered[-1]
