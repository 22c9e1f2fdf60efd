"""A breach is not erased by a second file: it stands until a decision, or until quality says why it doesn't count."""

import pytest

from tests.stories.acts import refuses
from tests.support.pages import signed_in
from tests.support.world import Ready, World
from tsunagu.conditions.queries import leg_verdicts
from tsunagu.custody.services.replay import rebuild, verify
from tsunagu.demonstration.engine.readings import logger_file
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.services.attach_readings import attach_readings
from tsunagu.members.domain.actor import Actor

ROUTE, CLINIC, MAKER, COURIER = (
    "auto-car-t-fresh-trial",
    "haneda-clinic",
    "tonomachi-cells",
    "minato-logistics",
)
WRONG_FILE = "別の箱のロガーのファイルだった"


def set_the_stage(world: World) -> None:
    """Cells in front of the manufacturer's first step; their leg was within."""
    world.order(ROUTE, name="cells")
    world.run_until(world.chains["cells"], "transduce")


@pytest.fixture
def ready(world: World) -> Ready:
    """The cells about to be activated."""
    return world.run_until(world.chains["cells"], "transduce")


def upload(ready: Ready, who: Actor, trouble: str, because: str = "") -> str:
    """Attach one more file of the leg; return its verdict."""
    row = ready.world.row(ready.chain, "transport_in")
    assert row.started_at
    assert row.ended_at
    content = logger_file("cold", row.started_at, row.ended_at, f"{trouble}{because}", trouble)
    at = ready.world.later(minutes=3)
    with ready.world.acting(who):
        return attach_readings(
            who, ready.chain, "transport_in", "again.csv", content, at, replaces_because=because
        ).state


def stands(ready: Ready) -> str:
    with acting(Scope("auditor")):
        (leg,) = leg_verdicts([ready.chain])
    return leg.state


def test_a_good_file_after_a_breach_changes_nothing(ready: Ready) -> None:
    courier = ready.world.actor(COURIER, "courier")
    assert upload(ready, courier, "breach") == "breach"
    assert upload(ready, courier, "") == "within"
    assert stands(ready) == "breach"
    with refuses(ready.world, "condition.breach"):
        ready.start()


def test_the_receivers_quality_unit_sets_a_wrong_file_aside_and_the_gate_tells(ready: Ready) -> None:
    world, quality = ready.world, ready.world.actor(MAKER, "quality")
    upload(ready, world.actor(COURIER, "courier"), "breach")
    for who in (ready.who, world.actor(COURIER, "quality"), world.actor(COURIER, "courier")):
        with refuses(world, "may_not_replace"):
            upload(ready, who, "", WRONG_FILE)
    upload(ready, quality, "", WRONG_FILE)
    assert stands(ready) == "within"
    (told,) = [one for one in ready.verdicts() if one.cause == "condition.replaced"]
    assert told.warning
    assert WRONG_FILE in told.reason.ja
    rebuild()
    assert verify().wrong == ()
    ready.start()
    assert world.row(ready.chain, "transduce").state == "started"


def test_only_quality_is_offered_to_set_a_file_aside(ready: Ready) -> None:
    address = f"/journeys/{ready.running.journey.number}/readings/?step=transport_in"
    for role, offered in (("quality", True), ("operator", False)):
        page = signed_in(ready.world, ready.world.actor(MAKER, role)).get(address).content.decode()
        assert ('name="reason"' in page) is offered
