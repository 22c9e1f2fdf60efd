"""An agreement says which data its parties see of each other: the rest is left out, and that is told."""

from uuid import UUID

import pytest

from tests.support.pages import signed_in, text_of
from tests.support.world import World
from tsunagu.custody.queries.ledger import history_of
from tsunagu.evaluation.queries import results_of
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.journeys.models import DonorTest, Weight
from tsunagu.journeys.queries.page import journey_page
from tsunagu.members.models import Agreement
from tsunagu.members.services import add_agreement

TRIAL, CLINIC, MAKER = "auto-car-t-fresh-trial", "haneda-clinic", "tonomachi-cells"
HIDDEN = "契約の対象になっていない"


def set_the_stage(world: World) -> None:
    """A patient's product is made and tested in part; the ward has weighed her."""
    world.order(TRIAL, name="hers")
    world.run_until(world.chains["hers"], "in_process", "perform")
    world.run_until(world.chains["hers"], "harvest")


@pytest.fixture
def chain(world: World) -> UUID:
    return world.chains["hers"]


def bind(world: World, *fields: str) -> None:
    """The clinic and the maker agree on what they see of each other."""
    with acting(Scope("worker")):
        pair = [world.actor(one).member_uuid for one in (CLINIC, MAKER)]
        add_agreement(
            "data", pair, valid_from=tokyo_date(world.now), fields=fields, reference="-".join(fields)
        )


def page(world: World, member: str, *roles: str, part: str = "") -> str:
    number = world.running(world.chains["hers"]).journey.number
    return text_of(signed_in(world, world.actor(member, *roles)).get(f"/journeys/{number}/{part}"))


def status(world: World, member: str, part: str) -> int:
    number = world.running(world.chains["hers"]).journey.number
    client = signed_in(world, world.actor(member))
    return client.get(f"/journeys/{number}/{part}").status_code


def a_result(chain: UUID) -> tuple[UUID, str]:
    with acting(Scope("auditor")):
        result = next(one for one in results_of([chain]) if one.number is not None)
        return result.uuid, result.text


def test_without_a_word_on_data_the_parties_see_everything(world: World, chain: UUID) -> None:
    uuid, value = a_result(chain)
    shown = page(world, CLINIC)
    assert HIDDEN not in shown
    assert value in shown
    assert status(world, CLINIC, f"results/{uuid}/") == 200


def test_values_are_left_out_and_judgements_stay(world: World, chain: UUID) -> None:
    uuid, value = a_result(chain)
    bind(world, "conditions")
    shown = page(world, CLINIC)
    assert HIDDEN in shown
    assert f">{value}<" not in shown
    assert "適合" in shown
    assert status(world, CLINIC, f"results/{uuid}/") == 403


def test_who_recorded_it_sees_it(world: World, chain: UUID) -> None:
    uuid, value = a_result(chain)
    bind(world, "conditions")
    assert value in page(world, MAKER)
    assert status(world, MAKER, f"results/{uuid}/") == 200


def test_what_another_agreement_opens_is_seen(world: World, chain: UUID) -> None:
    uuid, value = a_result(chain)
    bind(world, "conditions")
    bind(world, "results", "clinical")
    assert value in page(world, CLINIC)
    assert status(world, CLINIC, f"results/{uuid}/") == 200


def test_the_patients_weight_stays_at_the_hospital(world: World, chain: UUID) -> None:
    with acting(Scope("auditor")):
        weight = Weight.objects.filter(chain=chain).first()
        assert weight is not None
    said = f"{weight.kilograms:g}"
    assert said in page(world, MAKER)
    bind(world, "results")
    assert f"{said} kg" not in page(world, MAKER)
    assert "体重・投与前確認" in page(world, MAKER)
    assert said in page(world, CLINIC)


def test_of_the_donors_tests_what_was_found_stays(world: World, chain: UUID) -> None:
    with acting(Scope("worker")):
        tests = DonorTest.objects.filter(chain=chain).order_by("marker")
        first, *others = tests
        tests.filter(uuid=first.uuid).update(result="positive")
    bind(world, "results")
    assert others, "another test found nothing"
    theirs, own = (page(world, one).partition("ドナー検査</h3>")[2] for one in (MAKER, CLINIC))
    assert "陽性" in theirs.partition("</ul>")[0]
    assert "陰性" not in theirs.partition("</ul>")[0]
    assert "陰性" in own.partition("</ul>")[0]


def test_history_and_its_rows_are_left_out(world: World, chain: UUID) -> None:
    bind(world, "results")
    with acting(Scope("auditor")):
        rows = history_of(chain, 250)
    own = next(one for one in rows if one.organisation == world.actor(CLINIC).member_uuid)
    theirs = next(one for one in rows if one.organisation == world.actor(MAKER).member_uuid)
    assert status(world, CLINIC, f"ledger/{own.uuid}.json") == 200
    assert status(world, CLINIC, f"ledger/{theirs.uuid}.json") == 403


def test_an_agreement_that_is_over_opens_and_limits_nothing(world: World, chain: UUID) -> None:
    _, value = a_result(chain)
    bind(world, "conditions")
    with acting(Scope("worker")):
        Agreement.objects.filter(kind="data").update(valid_from="2020-01-01", valid_until="2020-12-31")
    assert value in page(world, CLINIC)


def test_an_auditor_sees_all(world: World, chain: UUID) -> None:
    _, value = a_result(chain)
    bind(world, "conditions")
    number = world.running(chain).journey.number
    with acting(Scope("auditor")):
        found = journey_page(number, world.now)
    assert found.withheld == []
    assert value in {one.text for one in found.results}
