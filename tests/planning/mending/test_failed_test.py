"""A result out of specification: the dates that wait for the test are mended, until somebody has judged the result."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.planning.asking.conftest import Hospital, set_the_stage
from tests.planning.mending.promising import (
    ON_TIME,
    answer_all,
    bookings_of,
    dates_of,
    look,
    order,
    parts_of,
    promise,
)
from tests.support.world import World
from tsunagu.evaluation.domain.investigation import LaboratoryCheck
from tsunagu.evaluation.queries import investigations_of
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.services.investigate import check_laboratory, conclude_investigation
from tsunagu.notices.models import Notice
from tsunagu.planning.domain.mending.facts import StepNow, repeated_tests
from tsunagu.planning.models import Mending
from tsunagu.planning.queries.promises import promises

__all__ = ["set_the_stage"]
pytestmark = pytest.mark.slow
TEST = "release_test"


def fails_a_test(world: World, chain: UUID) -> None:
    """Run a case by its dates to the release test, of which one value is out of specification."""
    ready = world.run_until(chain, TEST, "perform", ON_TIME)
    work = ready.work()
    ready.perform(replace(work, values={**work.values, "viability": "40"}))


def judged(world: World, chain: UUID) -> None:
    """The laboratory looks at itself, and the quality unit lets the result stand."""
    with acting(Scope("auditor")):
        (one,) = investigations_of([chain], only_open=True)
    laboratory = world.actor(one.member, "qc", "quality", "supervisor")
    with world.acting(laboratory):
        check = LaboratoryCheck(frozenset(), "検体・機器・試薬・計算に問題なし")
        check_laboratory(laboratory, chain, one.uuid, check, world.later(minutes=5))
    quality = world.actor(world.row(chain, "site_release").member, "quality")
    with world.acting(quality):
        conclude_investigation(
            quality, chain, one.uuid, "confirmed", "調査の記録を確認した", world.later(minutes=5)
        )


@pytest.fixture
def case(hospital: Hospital, other: Hospital) -> tuple[UUID, UUID]:
    """Return a promised case whose test has failed, and another hospital's promise that has nothing to do with it."""
    promise(other)
    uuid = promise(hospital)
    chain = order(hospital, uuid, 1)
    assert look(hospital.world.now) is None
    fails_a_test(hospital.world, chain)
    return uuid, chain


def test_dates_are_mended_as_if_the_test_were_done_again(hospital: Hospital, case: tuple[UUID, UUID]) -> None:
    (uuid, chain), world = case, hospital.world
    before, held = dates_of(uuid), bookings_of(uuid)
    known_at = world.now
    with acting(Scope("worker")):
        assert ProcrastinateJob.objects.filter(
            task_name="planning.case_changed", args__chain=str(chain)
        ).exists()
    made = look(known_at)
    assert made is not None
    assert made.cause == "out_of_specification"
    assert "規格外の結果" in made.cause_ja
    assert "をやり直す見込みです" in made.cause_ja
    assert made.facts["disturbed"] == [str(uuid)]
    (part,) = parts_of(made, "hospital")
    assert part.cause_ja == made.cause_ja
    length = next(end - start for key, start, end in before.steps if key == TEST)
    after = {key: datetime.fromisoformat(start) for key, _, _, start, _ in part.data["steps"]}
    assert after["site_release"] > known_at + length - timedelta(hours=1)
    assert part.data["goal"][1] > part.data["goal"][0]
    assert (dates_of(uuid), bookings_of(uuid)) == (before, held)  # a proposal: nothing has happened
    for owner in parts_of(made, "owner"):
        assert "をやり直す見込みのため" in owner.cause_ja
        assert "規格外" not in owner.cause_ja
    assert look(world.later(hours=5)) == made  # it doesn't change while nobody has answered
    assert answer_all(world, made) == "accepted"
    assert world.running(chain).journey.promised_at == dates_of(uuid).goal > before.goal
    assert look(world.later(hours=2)) is None


def test_those_concerned_are_told_and_nobody_else(
    hospital: Hospital, other: Hospital, case: tuple[UUID, UUID]
) -> None:
    made = look(hospital.world.now)
    assert made is not None
    with acting(Scope("auditor")):
        told = set(Notice.objects.filter(kind__startswith="mending").values_list("member__uuid", flat=True))
    owners = {part.member.uuid for part in parts_of(made, "owner")}
    assert told == {hospital.actor.member_uuid, hospital.world.member("rink"), *owners}
    assert other.actor.member_uuid not in told


def test_nothing_waits_for_a_test_once_people_have_gone_on_beside_it(
    hospital: Hospital, case: tuple[UUID, UUID]
) -> None:
    with acting(Scope("worker")):
        found = promises(hospital.world.now)
    assert found is not None
    promise = found.one(str(case[0])).promise
    assert list(repeated_tests(promise)) == [TEST]
    begun = replace(promise, steps={**promise.steps, "site_release": StepNow("started", hospital.world.now)})
    assert repeated_tests(begun) == {}
    beside = replace(promise, steps={**promise.steps, "store": StepNow("started", hospital.world.now)})
    assert list(repeated_tests(beside)) == [TEST], "it doesn't follow the test"


def test_a_judged_result_ends_the_proposal(hospital: Hospital, case: tuple[UUID, UUID]) -> None:
    (uuid, chain), world = case, hospital.world
    made = look(world.now)
    assert made is not None
    before = dates_of(uuid)
    judged(world, chain)
    assert look(world.now) is None
    with acting(Scope("auditor")):
        assert Mending.objects.get().state == "outdated"
        assert not Notice.objects.filter(subject=made.uuid, done_at=None).exists()
    assert dates_of(uuid) == before
