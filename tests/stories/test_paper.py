"""A journey that runs on paper is taken over midway, and goes on here to its end."""

from datetime import timedelta

import pytest

from tests.support.world import World
from tsunagu.custody.queries.items import items_of_chain
from tsunagu.demonstration.engine.orders import basis_uuid
from tsunagu.demonstration.network.castings import casting
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.domain.patient import Patient
from tsunagu.journeys.models import Case, Journey, JourneyStep
from tsunagu.journeys.services.place_order import Order
from tsunagu.journeys.services.take_over import Paper, take_over
from tsunagu.therapies.queries import newest_route

ROUTE = "auto-cartilage"


def _order(world: World) -> tuple[Order, str]:
    sites = {party: named[0] for party, named in casting(ROUTE).items()}
    with acting(Scope("worker")):
        route = newest_route(ROUTE)
    patient = Patient("デモ紙田 花子", "", (world.now - timedelta(days=20_000)).date(), "0007-0042")
    order = Order(
        ROUTE, sites["hospital"], basis_uuid(ROUTE), patient, route.consents, world.now - timedelta(days=3),
        sites=sites,
    )  # fmt: skip
    return order, "matsumoto-hospital"


def test_what_was_done_on_paper_is_noted_and_the_rest_goes_on_here(world: World) -> None:
    order, hospital = _order(world)
    physician = world.actor(hospital, "physician")
    collected = world.now - timedelta(hours=5)
    paper = Paper(
        {"register": world.now - timedelta(days=2), "collect": collected},
        "手順書控え 26-114、外来棚3",
        "A999926900001",
    )
    with world.acting(physician):
        chain = take_over(physician, order, paper, world.now, "paper-1").chain
        again = take_over(physician, order, paper, world.now, "paper-1")
    assert again.was_there
    with acting(Scope("auditor")):
        states = dict(JourneyStep.objects.filter(chain=chain).values_list("key", "state"))
        items = items_of_chain(chain)
        assert Case.objects.get(chain=chain).is_from_paper
    assert states["register"] == states["collect"] == "done"
    assert states["transport_in"] == "planned"
    assert [(item.label, item.made_at) for item in items] == [("A999926900001", collected)]
    world.run_to_end(chain)
    with acting(Scope("auditor")):
        assert Journey.objects.get(chain=chain).state == "completed"


@pytest.mark.parametrize(
    ("done", "din", "evidence"),
    [
        ({"collect": 5}, "A999926900001", "控え"),
        ({"register": 4, "collect": 50}, "A999926900001", "控え"),
        ({"register": -4}, "", "控え"),
        ({"register": 50, "nowhere": 4}, "", "控え"),
        ({"register": 50, "collect": 5}, "A99992690000", "控え"),
        ({"register": 50, "collect": 5}, "A999926900001", "  "),
    ],
    ids=["gap", "order", "future", "unknown", "din", "evidence"],
)
def test_paper_that_can_not_be_right_is_refused_whole(
    world: World, done: dict[str, int], din: str, evidence: str
) -> None:
    order, hospital = _order(world)
    physician = world.actor(hospital, "physician")
    paper = Paper({key: world.now - timedelta(hours=hours) for key, hours in done.items()}, evidence, din)
    with world.unchanged(), world.acting(physician), pytest.raises(BadInput):
        take_over(physician, order, paper, world.now, "paper-2")
