"""A result out of specification: the laboratory looks at itself first, and nothing is tested or averaged away."""

from dataclasses import replace
from uuid import UUID

import pytest

from tests.stories.acts import refuses
from tests.stories.posting import MAKER, TRIAL
from tests.stories.test_laboratory import LABORATORY, STEP, analyst, enter, other, stands, verify
from tests.support.world import World
from tsunagu.evaluation.domain.investigation import LaboratoryCheck
from tsunagu.evaluation.queries import InvestigationView, investigations_of
from tsunagu.foundation.refusals import BadInput, NotAllowed, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.services.investigate import (
    check_laboratory,
    conclude_investigation,
    plan_retest,
    record_retest,
)
from tsunagu.members.domain.actor import Actor

NOTHING = LaboratoryCheck(frozenset(), "検体・機器・試薬・計算に問題なし")
FOUND = LaboratoryCheck(frozenset({"reagents"}), "標準品の期限切れを確認", "期限切れの標準品を使用した")


def set_the_stage(world: World) -> None:
    """A trial case of which the endotoxin was read too high."""
    world.order(TRIAL, name="hers")
    world.run_until(world.chains["hers"], STEP, "start")
    enter(world, "endotoxin", "50")


@pytest.fixture
def chain(world: World) -> UUID:
    return world.chains["hers"]


def investigation(world: World) -> InvestigationView:
    with acting(Scope("auditor")):
        (found,) = investigations_of([world.chains["hers"]])
    return found


def quality(world: World) -> Actor:
    return world.actor(MAKER, "quality")


def checked(world: World, check: LaboratoryCheck = NOTHING, who: Actor | None = None) -> None:
    person = who or analyst(world)
    with world.acting(person):
        check_laboratory(person, world.chains["hers"], investigation(world).uuid, check, world.now)
    world.later(minutes=1)


def planned(world: World, count: int = 3, who: Actor | None = None) -> None:
    person = who or quality(world)
    with world.acting(person):
        plan_retest(
            person,
            world.chains["hers"],
            investigation(world).uuid,
            count,
            "retest",
            "同じ検体で確かめる",
            world.now,
        )
    world.later(minutes=1)


def retested(world: World, *readings: str) -> None:
    person = analyst(world)
    with world.acting(person):
        record_retest(person, world.chains["hers"], investigation(world).uuid, readings, world.now)
    world.later(minutes=1)


def concluded(world: World, outcome: str, who: Actor | None = None) -> None:
    person = who or quality(world)
    with world.acting(person):
        conclude_investigation(
            person,
            world.chains["hers"],
            investigation(world).uuid,
            outcome,
            "調査の記録を確認した",
            world.now,
        )
    world.later(minutes=1)


def test_a_failure_opens_its_investigation(world: World) -> None:
    found = investigation(world)
    assert (found.state, found.characteristic, found.text) == ("open", "endotoxin", "50 EU/mL")
    assert found.result == stands(world, "endotoxin").uuid


def test_passing_retests_do_not_average_the_failure_away(world: World, chain: UUID) -> None:
    checked(world)
    planned(world, 3)
    retested(world, "0.2", "0.3", "0.2")
    assert (investigation(world).retests_failed, investigation(world).retests) == (
        0,
        ["0.2 EU/mL", "0.3 EU/mL", "0.2 EU/mL"],
    )
    with world.unchanged(), pytest.raises(BadInput) as caught:
        concluded(world, "laboratory_error")
    assert caught.value.code == "no_assignable_cause"
    concluded(world, "confirmed")
    assert stands(world, "endotoxin").counts_as == "failed"
    with world.unchanged(), pytest.raises(BadInput) as refused:
        enter(world, "endotoxin", "0.2")
    assert refused.value.code == "entered_already"


@pytest.mark.parametrize("readings", [("0.2", "0.3"), ("0.2", "0.3", "0.2", "0.2"), ()])
def test_exactly_as_many_are_tested_as_were_planned(world: World, readings: tuple[str, ...]) -> None:
    checked(world)
    planned(world, 3)
    with world.unchanged(), pytest.raises(BadInput) as caught:
        retested(world, *readings)
    assert caught.value.code == "retest_readings"


def test_nothing_is_retested_without_a_plan_nor_planned_without_the_laboratorys_check(world: World) -> None:
    with world.unchanged(), pytest.raises(Refused):
        planned(world)
    with world.unchanged(), pytest.raises(Refused):
        retested(world, "0.2")
    with world.unchanged(), pytest.raises(Refused):
        concluded(world, "confirmed")
    checked(world)
    with world.unchanged(), pytest.raises(Refused):
        retested(world, "0.2")
    with world.unchanged(), pytest.raises(Refused):
        checked(world)


@pytest.mark.parametrize(
    "check",
    [
        LaboratoryCheck(frozenset({"reagents"}), "標準品を確認"),
        LaboratoryCheck(frozenset(), "確認した", "期限切れの標準品"),
        LaboratoryCheck(frozenset({"weather"}), "確認した", "雨"),
        LaboratoryCheck(frozenset(), " "),
    ],
)
def test_a_cause_needs_its_point_and_a_finding_its_words(world: World, check: LaboratoryCheck) -> None:
    with world.unchanged(), pytest.raises(Refused):
        checked(world, check)


def test_a_proven_error_lets_the_test_be_entered_anew_and_the_failure_stands_until_verified(
    world: World, chain: UUID
) -> None:
    checked(world, FOUND)
    concluded(world, "laboratory_error")
    assert stands(world, "endotoxin").counts_as == "failed"
    again = enter(world, "endotoxin", "0.2")
    assert (again.counts_as, again.failed_before) == ("unverified", "50 EU/mL")
    verify(world, again)
    assert stands(world, "endotoxin").counts_as == "passed"


def test_who_tested_or_checked_does_not_conclude(world: World) -> None:
    tester = replace(analyst(world), roles=frozenset({"qc", "quality"}))
    checked(world, FOUND, other(world))
    with world.unchanged(), pytest.raises(NotAllowed) as caught:
        concluded(world, "laboratory_error", tester)
    assert caught.value.code == "second_person"
    with world.unchanged(), pytest.raises(NotAllowed):
        concluded(world, "laboratory_error", replace(other(world), roles=frozenset({"quality"})))


def test_a_stranger_takes_no_part(world: World) -> None:
    stranger = world.actor("minato-logistics", "courier")
    for who in (replace(stranger, roles=frozenset({"quality", "qc"})), world.actor(MAKER, "quality")):
        with world.unchanged(), pytest.raises(NotAllowed):
            checked(world, NOTHING, who)
    checked(world)
    with world.unchanged(), pytest.raises(NotAllowed):
        planned(world, 2, world.actor(LABORATORY, "qc"))


def test_an_open_investigation_stops_the_release_and_a_finished_one_leaves_the_failure(
    world: World, chain: UUID
) -> None:
    ready = world.run_until(chain, STEP, "perform")
    values = {key: value for key, value in ready.work().values.items() if key != "endotoxin"}
    ready.perform(ready.work(values=values))
    ready.verify()
    release = world.run_until(chain, "release")
    with refuses(world, "quality.failed.release.endotoxin", "quality.deviation"):
        release.perform()
    checked(world)
    concluded(world, "confirmed")
    with refuses(world, "quality.failed.release.endotoxin"):
        release.perform()
