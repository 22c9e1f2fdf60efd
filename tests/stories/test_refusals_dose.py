"""Too much, in the wrong order, or into an infection: the patient is not treated."""

from dataclasses import replace
from datetime import UTC

import pytest

from tests.journeys.scan.hand import Hand
from tests.stories.acts import refuses
from tests.support.world import Ready, World
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.domain.gates import judge
from tsunagu.journeys.models import Readiness
from tsunagu.journeys.services.facts.load import load_facts
from tsunagu.journeys.services.record import state_readiness
from tsunagu.journeys.services.running import Running

ROUTE, MARROW = "allo-bm-msc-gvhd", "allo-bm-msc-gvhd-production"


def set_the_stage(world: World) -> None:
    """A patient of 72 kg at the first infusion: two bags of 7.2e7 cells, 2e6 a kilogram."""
    world.order(MARROW, name="lot")
    world.run_to_end(world.chains["lot"])
    world.order(ROUTE, name="hers")
    world.run_until(world.chains["hers"], "administer-1")


@pytest.fixture
def bedside(world: World) -> Ready:
    return world.run_until(world.chains["hers"], "administer-1")


def states(ready: Ready, has_infection: bool, ordered_cells: float | None = None, hospital: str = "") -> None:
    """The physician says how the patient is, and orders."""
    case = ready.running.case
    assert case is not None
    physician = ready.world.actor(hospital or case.hospital, "physician")
    with ready.world.acting(physician):
        state_readiness(
            physician, ready.chain, has_infection, ready.world.later(minutes=1), ordered_cells=ordered_cells
        )


def test_more_cells_than_the_weight_bears_are_refused(bedside: Ready) -> None:
    bedside.world.later(minutes=5)
    bedside.world.weigh(bedside.chain, 36.0)
    with refuses(bedside.world, "dose.too_high"):
        bedside.check()
    with refuses(bedside.world, "dose.too_high"):
        bedside.perform()
    assert all(bedside.world.item(one).state == "in_use" for one in bedside.work().items)


def test_the_ordered_part_of_the_bags_is_given(bedside: Ready) -> None:
    bedside.world.later(minutes=5)
    bedside.world.weigh(bedside.chain, 60.0)
    with refuses(bedside.world, "dose.too_high"):
        bedside.check()
    states(bedside, False, 2.4e8)
    with refuses(bedside.world, "dose.too_high"):
        bedside.check()
    states(bedside, False, 1.2e8)
    bedside.check()
    bedside.perform()
    assert bedside.world.row(bedside.chain, "administer-1").state == "done"


@pytest.mark.parametrize("cells", [0.0, -1.0, 1e14, float("nan"), float("inf")])
def test_an_impossible_order_is_refused(bedside: Ready, cells: float) -> None:
    with bedside.world.unchanged(), pytest.raises(BadInput) as caught:
        states(bedside, False, cells)
    assert caught.value.code == "ordered_cells"


def test_components_out_of_order_are_refused(bedside: Ready) -> None:
    """The route's order of components reaches the gate, and so do the ones that were given before."""
    world, running = bedside.world, bedside.running

    def causes(order: tuple[str, ...]) -> set[str]:
        route = replace(running.route, dose=replace(running.route.dose, component_order=order))  # type: ignore[type-var]
        with world.acting(bedside.who):
            changed = Running(running.journey, route, running.rows, running.case, running.locked)
            step, row = changed.step("administer-1")
            facts, _ = load_facts(changed, step, row, bedside.who, world.now, bedside.work())
        return {one.cause for one in judge(facts) if not one.passes}

    assert causes(("other_cells", "msc_bag")) == {"dose.component_order"}
    assert causes(("other_cells",)) == {"dose.component_unknown"}
    assert causes(("msc_bag", "other_cells")) == set()


def test_the_performer_does_not_overrule_the_physicians_infection(bedside: Ready) -> None:
    states(bedside, True)
    for typed in (False, None):
        with refuses(bedside.world, "readiness.infection"):
            bedside.check(bedside.work(has_infection=typed))
    states(bedside, False)
    bedside.check()


def test_nobody_treats_on_last_weeks_statement(bedside: Ready) -> None:
    states(bedside, False)
    bedside.world.later(hours=80)
    bedside.world.weigh(bedside.chain, 72.0)
    with refuses(bedside.world, "readiness.infection_unknown"):
        bedside.check(bedside.work(has_infection=None))
    bedside.check()


def test_what_was_not_looked_for_is_not_recorded(world: World) -> None:
    """A patient is prepared on the physician's statement; the record doesn't say it was looked for again."""
    chain = world.order("auto-car-t-frozen", name="prepared")
    ready = world.run_until(chain, "lymphodepletion", "perform")
    states(ready, False)
    with acting(Scope("auditor")):
        before = Readiness.objects.filter(chain=chain).count()
    ready.check(ready.work(has_infection=None))
    ready.perform(ready.work(has_infection=None))
    with acting(Scope("auditor")):
        assert Readiness.objects.filter(chain=chain).count() == before


def test_the_physician_orders_the_amount_on_the_page(bedside: Ready) -> None:
    """A number that can't be is refused on the form; what was ordered stands on the journey's page."""
    case = bedside.running.case
    assert case is not None
    bedside.world.later(minutes=5)
    hand = Hand(bedside.world, bedside.world.actor(case.hospital, "physician"))
    page = f"/journeys/{bedside.running.journey.number}/"
    for typed in ("0", "-3", "nan", "many", "1e99"):
        with bedside.world.unchanged():
            answer = hand.client.post(
                f"{page}readiness/", {"key": "k", "infection": "no", "ordered_cells": typed}
            )
        assert answer.status_code == 422
    said = {"key": "k", "infection": "no", "ordered_cells": "1.4e8"}
    assert hand.client.post(f"{page}readiness/", said).status_code == 302
    assert "1.4×10⁸" in hand.get(page).content.decode()


def test_a_dose_on_paper_is_entered_after_the_patient_was_weighed_again(bedside: Ready) -> None:
    world, at = bedside.world, bedside.at
    bedside.check()
    world.later(minutes=20)
    world.weigh(bedside.chain, 71.5)
    bedside.perform(bedside.work(happened_at=at, evidence="投与記録 26-31"))
    assert world.row(bedside.chain, "administer-1").ended_at == at


def test_no_dose_is_dated_back_before_a_lower_weight(bedside: Ready) -> None:
    world, at = bedside.world, bedside.at
    world.later(minutes=20)
    world.weigh(bedside.chain, 36.0)
    with refuses(world, f"time.late_entry.{at.astimezone(UTC):%Y%m%dT%H%M}"):
        bedside.check(bedside.work(happened_at=at, evidence="投与記録 26-31"))
