"""No cells are worked on before the line was cleared: at the start, at the check, and where nothing was begun."""

import pytest

from tests.journeys.scan.hand import Hand
from tests.stories.acts import refuses
from tests.support.world import Ready, World

TRIAL, STEP = "auto-car-t-fresh-trial", "transduce"


def set_the_stage(world: World) -> None:
    """Cells have arrived and are accepted; the making is next."""
    world.order(TRIAL, name="hers")
    world.run_until(world.chains["hers"], STEP, "start")


@pytest.fixture
def ready(world: World) -> Ready:
    return world.run_until(world.chains["hers"], STEP, "start")


def test_nothing_begins_on_a_line_that_is_not_cleared(ready: Ready) -> None:
    with refuses(ready.world, "materials.line_clearance"):
        ready.start(ready.work(line_clearance=False))


def test_nothing_is_made_on_a_line_that_is_not_cleared(ready: Ready) -> None:
    unsaid = ready.work(line_clearance=False)
    with refuses(ready.world, "materials.line_clearance"):
        ready.check(unsaid)
    ready.check()
    with refuses(ready.world, "materials.line_clearance"):
        ready.perform(unsaid)
    ready.perform()
    assert ready.world.row(ready.chain, STEP).facts["line_clearance"] is True


def test_what_was_said_at_the_start_counts_to_the_end(ready: Ready) -> None:
    world = ready.world
    ready.start()
    assert world.row(ready.chain, STEP).facts["line_clearance"] is True
    later = world.run_until(ready.chain, STEP, "perform")
    unsaid = later.work(line_clearance=False)
    later.check(unsaid)
    later.perform(unsaid)
    assert world.row(ready.chain, STEP).state == "done"


def test_the_box_on_the_scan_page_is_not_ticked_beforehand(ready: Ready) -> None:
    world = ready.world
    operator = Hand(world, ready.who)
    page = operator.scan(ready.item.epc)
    assert page.context["form"]["line_clearance"].value() is not True
    with world.unchanged():
        refused = operator.press(page)
    assert "ラインクリアランス" in refused.content.decode()
    operator.press(page, line_clearance="on")
    assert world.row(ready.chain, STEP).state == "started"
