"""What the tests of the scan page find on the stage."""

from tests.support.world import World
from tsunagu.demonstration.engine.script import Script

ROUTE = "auto-car-t-fresh-trial"
CLINIC, MAKER, COURIER = "haneda-clinic", "tonomachi-cells", "minato-logistics"
LABORATORY, OUTSIDER = "kawasaki-evaluation", "sapporo-hospital"


def set_the_stage(world: World) -> None:
    """Two patients of one hospital before the infusion; one's cells waiting for, one's given to the courier."""
    beginning = last = world.now
    for name in ("hers", "his"):
        world.now = beginning
        world.run_until(world.order(ROUTE, name=name), "administer")
        last = max(last, world.now)
    world.now = beginning
    world.run_until(world.order(ROUTE, name="waiting"), "transport_in", "bring")
    world.now = beginning
    given = Script(leaves_given="transport_in")
    world.order(ROUTE, name="given")
    ready = world.run_until(world.chains["given"], "transport_in", "bring")
    from tsunagu.demonstration.engine.doing import carry_out

    carry_out(ready.running, ready.move, given)
    world.now = last
