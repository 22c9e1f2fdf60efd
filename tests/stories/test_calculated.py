"""A result that is calculated at the bench: looked at, signed with all it rests on, certified; or a failed run."""

import json
from dataclasses import replace
from uuid import UUID

import pytest

from tests.stories import certifying, test_laboratory
from tests.stories.acts import refuses
from tests.stories.posts_laboratory import counting
from tests.stories.test_laboratory import LABORATORY, MAKER, STEP, analyst, other, stands, verify
from tests.support.world import World
from tsunagu.custody.models import LedgerRow
from tsunagu.custody.services.append import Receipt
from tsunagu.custody.services.replay import rebuild
from tsunagu.evaluation.domain.assays.calculating import calculated_again, hash_of
from tsunagu.evaluation.domain.assays.typed import TypedAssay
from tsunagu.evaluation.domain.bench import Bench
from tsunagu.evaluation.queries import details_of, sources_of
from tsunagu.evaluation.queries.calculations import (
    CalculationView,
    calculation_by_uuid,
    calculations_of,
    setups_of,
)
from tsunagu.evaluation.services.keep_setup import keep_setup
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.services.calculate_result import (
    enter_calculated,
    look_at_calculation,
    record_invalid_run,
)
from tsunagu.members.domain.actor import Actor

set_the_stage = test_laboratory.set_the_stage
KEY = "viable_count"
BENT = "0.25 A 240000 251000 246000\n0.5 A 300000 310000 305000\n1 A 330000 320000 325000"
"""Counts that don't follow the dilution at all."""


@pytest.fixture
def chain(world: World) -> UUID:
    return world.chains["hers"]


def enter(world: World, typed: TypedAssay, who: Actor | None = None, **given: str) -> Receipt:
    person, bench = who or analyst(world), Bench(("",), instrument="計数装置1号")
    with world.acting(person):
        return enter_calculated(
            person, world.chains["hers"], STEP, given.pop("subject", KEY), typed, bench, world.now,
            shown=given.get("shown", ""), request_key=given.get("key"),
        )  # fmt: skip


def fail(world: World, typed: TypedAssay, reason: str, key: str | None = None) -> Receipt:
    person = analyst(world)
    with world.acting(person):
        return record_invalid_run(
            person, world.chains["hers"], STEP, KEY, typed, reason, world.now, request_key=key
        )


def kept(chain: UUID) -> list[CalculationView]:
    with acting(Scope("auditor")):
        found = [calculation_by_uuid(chain, one.uuid) for one in calculations_of(chain)]
    return [one for one in found if one is not None]


def test_a_calculated_result_is_judged_waits_and_keeps_what_it_rests_on(world: World, chain: UUID) -> None:
    with world.unchanged(), world.acting(analyst(world)) as person:
        made = look_at_calculation(person, world.running(chain), STEP, KEY, counting())
    enter(world, counting(), shown=made.content_hash)
    found, (calculation,) = stands(world, KEY), kept(chain)
    assert (found.state, found.counts_as, calculation.result) == ("passed", "unverified", found.uuid)
    assert found.number == pytest.approx(0.98e6 * 180, rel=0.01)
    assert calculation.content_hash == made.content_hash == hash_of(calculation.content)
    with acting(Scope("auditor")):
        row = LedgerRow.objects.get(chain=chain, name="result_entered")
        facts = json.loads(bytes(row.body))["act"]["facts"]
    assert (row.signature_shown, facts["content_hash"]) == (made.content_hash, made.content_hash)
    panel = world.running(chain).route.panel("release")
    again = calculated_again(calculation.data, panel.characteristic(KEY))
    assert again.content == calculation.content
    rebuild()


def test_a_run_that_is_not_suitable_gives_no_result_and_is_kept_with_its_reason(
    world: World, chain: UUID
) -> None:
    with refuses(world, "run_not_suitable"):
        enter(world, counting(readings=BENT))
    with refuses(world, "reason_needed"):
        fail(world, counting(readings=BENT), " ")
    with refuses(world, "run_is_suitable"):
        fail(world, counting(), "結果が気に入らない")
    fail(world, counting(readings=BENT), "希釈の誤り")
    (calculation,) = kept(chain)
    assert (calculation.result, calculation.reason) == (None, "希釈の誤り")
    assert world.row(chain, STEP).state == "planned"
    world.later(minutes=5)
    enter(world, counting())
    assert [one.result is None for one in kept(chain)] == [True, False]
    rebuild()


def test_only_what_was_shown_is_signed_and_only_once(world: World, chain: UUID) -> None:
    with refuses(world, "shown_changed"):
        enter(world, counting(volume="181"), shown="0" * 64)
    first = enter(world, counting(), key="one-tap")
    with world.unchanged():
        assert enter(world, counting(), key="one-tap").uuid == first.uuid
    with refuses(world, "request_key_reused"):
        enter(world, counting(volume="190"), key="one-tap")
    with refuses(world, "entered_already"):
        enter(world, counting(volume="190"), key="another")
    assert len(kept(chain)) == 1


def test_a_failed_run_sent_again_is_one_act(world: World, chain: UUID) -> None:
    first = fail(world, counting(readings=BENT), "希釈の誤り", "one-tap")
    with world.unchanged():
        assert fail(world, counting(readings=BENT), "希釈の誤り", "one-tap").uuid == first.uuid
    assert len(kept(chain)) == 1


@pytest.mark.parametrize("role", ["operator", "quality"])
def test_nobody_of_another_organisation_calculates(world: World, role: str) -> None:
    stranger = world.actor(MAKER, role)
    with world.unchanged(), pytest.raises(NotAllowed):
        enter(world, counting(), who=stranger)


def test_what_is_not_calculated_is_typed(world: World) -> None:
    for subject in ("viability", "mycoplasma", "no_such"):
        with world.unchanged(), pytest.raises(NotFound):
            enter(world, counting(), subject=subject)
    with world.unchanged(), pytest.raises(BadInput):
        enter(world, replace(counting(), readings="0.5 A NaN"))


def test_a_result_out_of_specification_stays_one(world: World, chain: UUID) -> None:
    enter(world, counting(volume="0.01"))
    assert stands(world, KEY).state == "failed"
    with refuses(world, "entered_already"):
        fail(world, counting(readings=BENT), "やり直し")


def test_the_file_that_the_readings_came_from_is_kept(world: World, chain: UUID) -> None:
    person, content = analyst(world), counting().readings.replace(" ", "\t").encode()
    typed = replace(counting(), file="計数.txt", sha256="0" * 64)
    with world.acting(person):
        enter_calculated(
            person, chain, STEP, KEY, typed, Bench(("",)), world.now, content=content, request_key=None
        )
    with acting(Scope("auditor")):
        (source,) = sources_of(chain)
    assert (source.name, source.size) == ("計数.txt", len(content))


def test_the_certificate_says_how_it_was_calculated(world: World, chain: UUID) -> None:
    enter(world, counting())
    for key, readings in certifying.READINGS.items():
        if key != KEY:
            certifying.enter(world, key, *readings)
    ready = world.run_until(chain, STEP, "perform")
    ready.perform(ready.work(values={}))
    world.later(minutes=1)
    certifying.verify_all(world)
    certifying.issue(world)
    (certificate,) = certifying.certificates(world)
    (line,) = [one for one in json.loads(certificate.content)["results"] if one["key"] == KEY]
    (calculation,) = kept(chain)
    assert line["calculation"]["content_hash"] == calculation.content_hash
    assert [one["is_met"] for one in line["calculation"]["criteria"]] == [True]
    others = [one for one in json.loads(certificate.content)["results"] if one["key"] != KEY]
    assert not any("calculation" in one for one in others)


def test_a_second_person_verifies_it(world: World, chain: UUID) -> None:
    enter(world, counting())
    with world.unchanged(), pytest.raises(Refused):
        verify(world, stands(world, KEY), who=analyst(world))
    verify(world, stands(world, KEY))
    assert stands(world, KEY).counts_as == "passed"
    with acting(Scope("auditor")):
        assert details_of([stands(world, KEY).uuid])[stands(world, KEY).uuid].lower is None


def test_a_laboratory_keeps_its_layouts_for_itself(world: World) -> None:
    typed = counting()
    with world.acting(analyst(world)) as person:
        keep_setup(person, "細胞数（希釈系列）", typed, world.now)
        keep_setup(person, "細胞数（希釈系列）", replace(typed, factor="200"), world.now)
        keep_setup(person, "  ", typed, world.now)
    with world.acting(other(world)) as colleague:
        (found,) = setups_of(colleague.member_uuid, ["dilution_count"])
        assert found.data["factor"] == "200"
    with world.acting(world.actor(MAKER, "quality")) as stranger:
        assert setups_of(stranger.member_uuid, ["dilution_count"]) == []
        assert setups_of(world.actor(LABORATORY, "qc").member_uuid, ["dilution_count"]) == []
