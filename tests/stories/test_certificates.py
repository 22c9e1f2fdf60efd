"""The certificate of analysis: who issues it and when, what is frozen on it, and how it stands later."""

import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.stories import certifying
from tests.stories.certifying import (
    CLINIC,
    MAKER,
    READINGS,
    STEP,
    analyst,
    certificates,
    correct,
    enter,
    issue,
    other,
    outsider,
    seen,
    verify_all,
)
from tests.stories.posting import TRIAL
from tests.support.world import World
from tsunagu.custody.services.replay import rebuild
from tsunagu.foundation.refusals import NotAllowed, NotFound, Refused
from tsunagu.journeys.queries.certificates import content_of, own_certificate, verification
from tsunagu.journeys.services.identity import patient_of
from tsunagu.members.domain.actor import Actor

set_the_stage = certifying.set_the_stage
CULTURE = "sterility_14d"
GOLDEN = Path(__file__).parents[1] / "data" / "certificates" / "release_test.json"


@pytest.fixture
def chain(world: World) -> UUID:
    return world.chains["hers"]


def refused(world: World, code: str, who: Actor | None = None, step: str = STEP) -> None:
    with world.unchanged(), pytest.raises(Refused) as caught:
        issue(world, who, step)
    assert caught.value.code == code
    assert len(caught.value.reason.ja) > 10
    assert len(caught.value.reason.en) > 10


def test_it_is_issued_and_says_what_was_measured(world: World, chain: UUID) -> None:
    verify_all(world)
    issue(world)
    (one,) = certificates(world)
    content = content_of(one)
    assert hashlib.sha256(one.content.encode()).hexdigest() == one.content_hash
    assert content["code"] == one.code
    assert [line["key"] for line in content["results"]] == list(READINGS)
    assert content["conclusion"] == "passed"
    lines = {line["key"]: line for line in content["results"]}
    endotoxin = lines["endotoxin"]["value"]
    assert (endotoxin["number"], endotoxin["comparator"]) == (0.05, "<")
    assert endotoxin["text"] == {"ja": "<0.05 EU/mL", "en": "<0.05 EU/mL"}
    assert lines["endotoxin"]["unit"]["ucum"] == "[iU]/mL"
    assert lines["viable_count"]["value"]["text"]["en"].endswith(" cells")
    assert lines["mycoplasma"]["value"]["word"] == "negative"
    assert lines["viability"]["interval"]["lower"] < 91.43 < lines["viability"]["interval"]["upper"]
    assert lines["viability"]["verified_by"] == other(world).person_name.as_dict()


def test_no_name_of_the_patient_stands_on_it(world: World, chain: UUID) -> None:
    verify_all(world)
    issue(world)
    case = world.running(chain).case
    assert case is not None
    with world.acting(world.actor(case.hospital)):
        patient = patient_of(chain, case.hospital)
    assert patient is not None
    content = certificates(world)[0].content
    for said in (patient.name, patient.kana, patient.record_number, patient.born_on.isoformat()):
        assert said not in content


def steady(content: dict[str, Any]) -> dict[str, Any]:
    """The twin without what is drawn by lot: the code, labels and uuids."""
    content["code"] = "CODE"
    for place, sample in enumerate(content["subject"]["samples"]):
        sample["label"] = f"LABEL-{place}"
    for line in content["results"]:
        line["result"] = "RESULT"
    return content


def test_the_machine_readable_twin_is_as_it_was_agreed(world: World, chain: UUID) -> None:
    verify_all(world)
    issue(world)
    found = steady(content_of(certificates(world)[0]))
    written = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    assert written == GOLDEN.read_text(encoding="utf-8")


def test_nothing_unverified_is_certified(world: World, chain: UUID) -> None:
    refused(world, "result_unverified")


def test_a_correction_is_verified_before_it_is_certified(world: World, chain: UUID) -> None:
    verify_all(world)
    correct(world, "viability", "93.5")
    refused(world, "result_unverified")


def test_a_test_that_is_not_completed_is_not_certified(world: World) -> None:
    world.chains["hers"] = world.order(TRIAL, name="his")
    refused(world, "test_not_done")


def test_a_step_that_is_no_test_has_none(world: World, chain: UUID) -> None:
    made = next(step for step in world.running(chain).route.order if step.action == "process")
    member = world.row(chain, made.key).member
    refused(world, "not_a_test", world.actor(member, "quality", "supervisor"), made.key)


def test_who_tested_does_not_certify(world: World, chain: UUID) -> None:
    verify_all(world)
    refused(world, "second_person", analyst(world))


@pytest.mark.parametrize(("member", "role"), [(MAKER, "quality"), (CLINIC, "physician"), (MAKER, "operator")])
def test_only_the_laboratory_that_tested_certifies(world: World, chain: UUID, member: str, role: str) -> None:
    verify_all(world)
    refused(world, "not_your_test", world.actor(member, role))


def test_an_outsider_is_told_of_nothing(world: World, chain: UUID) -> None:
    verify_all(world)
    issue(world)
    code = certificates(world)[0].code
    stranger = outsider(world)
    with world.unchanged(), pytest.raises(NotFound):
        issue(world, stranger)
    with world.acting(stranger), pytest.raises(NotFound):
        own_certificate(code)


def test_a_failed_result_stands_on_it_as_failed(world: World, chain: UUID) -> None:
    correct(world, "endotoxin", "50")
    verify_all(world)
    issue(world)
    content = content_of(certificates(world)[0])
    states = {line["key"]: line["judgement"] for line in content["results"]}
    assert (states["endotoxin"], content["conclusion"]) == ("failed", "failed")


def test_the_correction_of_a_failed_result_is_confirmed_first(world: World, chain: UUID) -> None:
    correct(world, "endotoxin", "50")
    verify_all(world)
    correct(world, "endotoxin", "0.5")
    refused(world, "correction_awaited")


def test_a_running_test_stops_it_unless_it_may_follow_the_release(world: World, chain: UUID) -> None:
    verify_all(world)
    correct(world, "sterility_rapid", "試験中")
    refused(world, "result_pending")


def test_a_test_that_still_runs_is_certified_once_it_has_its_result(world: World, chain: UUID) -> None:
    verify_all(world)
    ready = world.run_until(chain, CULTURE, "perform")
    ready.perform(ready.work(values={"sterility_14d": "試験中"}))
    world.later(minutes=1)
    refused(world, "nothing_to_certify", step=CULTURE)
    enter(world, "sterility_14d", "陰性", step=CULTURE)
    verify_all(world, step=CULTURE)
    issue(world, step=CULTURE)
    (one,) = [each for each in certificates(world) if each.step == CULTURE]
    assert content_of(one)["conclusion"] == "passed"


def test_the_same_results_are_not_certified_twice(world: World, chain: UUID) -> None:
    verify_all(world)
    issue(world)
    refused(world, "certificate_in_force")


def test_the_same_request_is_one_certificate(world: World, chain: UUID) -> None:
    verify_all(world)
    issue(world, key="one-tap")
    with world.unchanged():
        assert issue(world, key="one-tap").was_there


def test_a_correction_shows_at_once_and_a_new_certificate_supersedes_the_old(
    world: World, chain: UUID
) -> None:
    verify_all(world)
    issue(world)
    (first,) = certificates(world)
    assert seen(world, MAKER, first.code).standing == "valid"
    correct(world, "viability", "93.5")
    assert seen(world, MAKER, first.code).standing == "corrected"
    verify_all(world)
    issue(world)
    newer, older = certificates(world)
    assert (older.superseded_by, older.content) == (newer.uuid, first.content)
    assert seen(world, MAKER, first.code).standing == "superseded"
    assert seen(world, MAKER, first.code).newer == newer.code
    assert seen(world, MAKER, newer.code).standing == "valid"


def test_who_holds_the_paper_sees_that_it_is_valid_and_no_more(world: World, chain: UUID) -> None:
    verify_all(world)
    issue(world)
    (one,) = certificates(world)
    number = world.running(chain).journey.number
    person = outsider(world)
    with world.acting(person):
        found = verification(one.code)
    assert found is not None
    assert (found.standing, found.is_party, found.number, found.last) == ("valid", False, "", number[-4:])
    assert found.content_hash == one.content_hash
    assert number not in repr(found)


def test_certificates_follow_from_the_ledger(world: World, chain: UUID) -> None:
    verify_all(world)
    issue(world)
    before = certificates(world)
    rebuild()
    assert certificates(world) == before


def test_a_coordinator_does_not_certify(world: World, chain: UUID) -> None:
    verify_all(world)
    with world.unchanged(), pytest.raises((NotAllowed, NotFound)):
        issue(world, world.actor("rink", "coordinator"))
