"""Two workers that look for lapsing qualifications in the same moment leave each concern once."""

from datetime import timedelta

from tests.support.at_once import at_once
from tests.support.world import World
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import StandingConcern
from tsunagu.journeys.services.keep_lapses import KIND, keep_lapses
from tsunagu.members.models import Licence

STEP = "transduce"


def set_the_stage(world: World) -> None:
    """A patient's cells are to be transduced in some days."""
    world.order("auto-car-t-fresh-trial", name="hers")


def test_each_concern_stands_once(open_world: World) -> None:
    row = open_world.row(open_world.chains["hers"], STEP)
    assert row.site is not None
    with acting(Scope("worker")):
        ends = (row.planned_start - timedelta(days=2)).date()
        assert Licence.objects.filter(site__uuid=row.site, kind="manufacturing").update(valid_until=ends) == 1

    def look() -> int:
        with acting(Scope("worker")):
            return keep_lapses(open_world.now)

    counts = at_once(*[look] * 4)
    with acting(Scope("worker")):
        kept = list(StandingConcern.objects.filter(kind=KIND).values_list("chain", "uuid"))
    assert set(counts) == {len(kept)}
    assert len(set(kept)) == len(kept) > 0
