"""A site not for such cells, such a setting or such a temperature; a lapsed agreement; an unfit laboratory."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.stories.acts import causes_of, refuses
from tests.support.world import Ready, World
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.models import Agreement, Capability, Equipment
from tsunagu.members.services import add_agreement

TRIAL = "auto-car-t-fresh-trial"
MAKING = "qualification.capability.car_t_manufacturing"
INCOMING = ("quality.unqualified.incoming.viability", "quality.unqualified.incoming.visual")
"""What the maker itself tested on arrival."""


def set_the_stage(world: World) -> None:
    """Cells before their making, others before their transport, a product before its release."""
    beginning = world.now
    for name, step in (("making", "transduce"), ("leaving", "transport_in"), ("made", "release")):
        world.now = beginning
        world.order(TRIAL, name=name)
        world.run_until(world.chains[name], step)


def before(world: World, name: str, step: str) -> Ready:
    return world.run_until(world.chains[name], step)


def now_said(key: str, **changes: Any) -> None:
    """The members say something else of what their sites can do; ``band`` and ``setting`` choose the lines."""
    chosen = {name: changes.pop(name) for name in ("band", "setting") if name in changes}
    with acting(Scope("worker")):
        assert Capability.objects.filter(key=key, **chosen).update(**changes)


def yesterday(world: World) -> date:
    return (world.now - timedelta(days=2)).date()


def test_a_site_for_other_cells_does_not_make_these(world: World) -> None:
    ready = before(world, "making", "transduce")
    now_said("car_t_manufacturing", cell_type="chondrocyte")
    with refuses(world, MAKING, *INCOMING):
        ready.start()


def test_a_site_for_products_on_the_market_does_not_make_for_a_trial(world: World) -> None:
    ready = before(world, "making", "transduce")
    now_said("car_t_manufacturing", setting="trial", valid_until=yesterday(world))
    with refuses(world, MAKING, *INCOMING):
        ready.start()


def test_a_courier_without_the_temperature_band_does_not_carry(world: World) -> None:
    ready = before(world, "leaving", "transport_in")
    now_said("cell_transport", band="cold", valid_until=yesterday(world))
    with refuses(world, "qualification.capability.cell_transport"):
        ready.start()


def test_a_device_past_its_calibration_needs_a_decision(world: World) -> None:
    ready = before(world, "making", "transduce")
    with acting(Scope("worker")):
        cabinets = Equipment.objects.filter(member__uuid=ready.member, kind="cabinet")
        assert cabinets.update(calibrated_until=yesterday(world)) == 1
    with refuses(world, "qualification.calibration"):
        ready.start()


def test_a_lapsed_quality_agreement_needs_a_decision(world: World) -> None:
    ready = before(world, "making", "transduce")
    with acting(Scope("worker")):
        Agreement.objects.filter(kind="quality").update(valid_until=yesterday(world))
    with refuses(world, "qualification.agreement.quality"):
        ready.start()


def test_a_renewed_agreement_stands_in_for_the_lapsed_one(world: World) -> None:
    ready = before(world, "making", "transduce")
    sponsor_and_maker = [world.member("sakura-cart"), ready.member]
    with acting(Scope("worker")):
        since, until = yesterday(world) - timedelta(days=90), yesterday(world)
        add_agreement("quality", sponsor_and_maker, valid_from=since, valid_until=until)
    ready.start()
    assert world.row(ready.chain, "transduce").state == "started"


@pytest.mark.parametrize("change", ["cells", "day"])
def test_results_of_a_laboratory_that_could_not_test_need_a_decision(world: World, change: str) -> None:
    ready = before(world, "made", "release")
    if change == "cells":
        now_said("rapid_sterility", cell_type="chondrocyte")
    else:
        now_said("rapid_sterility", valid_until=yesterday(world) - timedelta(days=60))
    with world.unchanged(), pytest.raises(Refused) as caught:
        ready.perform()
    causes = causes_of(caught.value)
    assert causes
    assert all(one.startswith("quality.unqualified.") for one in causes)
