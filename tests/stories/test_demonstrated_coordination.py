"""The demonstration's gatherings and shared use: entered by the services, once."""

from tests.support.world import World
from tsunagu.coordination.models import Gathering, Registration, SharedBooking, SharedOffer
from tsunagu.demonstration.engine.gatherings import hold_gatherings
from tsunagu.demonstration.engine.sharing import share
from tsunagu.foundation.scope import Scope, acting


def test_one_was_held_one_is_open_one_is_full_and_things_are_booked(world: World) -> None:
    for _ in range(2):
        hold_gatherings(world.now)
        share(world.now)
    with acting(Scope("auditor")):
        found = {
            one.title_ja: (one.state, one.limit, one.taken, one.waiting) for one in Gathering.objects.all()
        }
        assert sorted(found.values(), key=str) == [
            ("draft", None, 0, 0), ("published", 20, 7, 0), ("published", 6, 6, 3), ("published", 60, 6, 0),
            ("published", None, 0, 0),
        ]  # fmt: skip
        assert all("（デモ）" in one.name for one in Registration.objects.filter(person=None))
        assert SharedOffer.objects.count() == 7
        states = list(SharedBooking.objects.values_list("state", flat=True))
        assert {state: states.count(state) for state in states} == {"booked": 7, "asked": 2, "used": 2}
