"""A stage for the scan page: the invented network and journeys brought, by the services, to a chosen step."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.items import items_of_chain
from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.engine.legal import _register, shipped_routes
from tsunagu.demonstration.engine.orders import Planned, begin
from tsunagu.demonstration.engine.past import advance
from tsunagu.demonstration.engine.script import Script
from tsunagu.demonstration.network.load import load_network
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.domain.patient import Patient
from tsunagu.journeys.services.identity import patient_of
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.actors import actor_of, scope_for
from tsunagu.members.models import Person
from tsunagu.therapies.domain import Route
from tsunagu.therapies.services.publish_route import publish_route

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
FROZEN = "auto-car-t-frozen"
CLINIC, OTHER_HOSPITAL, MAKER, COURIER, LABORATORY, SPONSOR = (
    "haneda-clinic", "shinanomachi-hospital", "tonomachi-cells", "minato-logistics", "kawasaki-evaluation",
    "sakura-cart",
)  # fmt: skip


@lru_cache
def _routes() -> tuple[Route, ...]:
    return tuple(shipped_routes())


@dataclass
class Scene:
    """What is on the stage: the clock's time and helpers to look and act."""

    now: datetime = NOW
    told: list[str] = field(default_factory=list)
    chains: dict[str, UUID] = field(default_factory=dict)

    def journey(self, route: str = FROZEN, stops_at: str = "", *, number: int = 1, name: str = "", **script: object) -> UUID:
        """Run a journey of the route until ``stops_at``; the scene's time is then that of its last act."""
        plan = Script(stops_at=stops_at, **script)  # type: ignore[arg-type]
        at = self.now
        with acting(Scope("worker")):
            chain = begin(Planned(route, len(self.chains), plan, number), at)
        following: datetime | None = at
        while following is not None and following < at + timedelta(days=400):
            at = following
            following = advance(chain, plan, at, at, self.told.append)
        self.now = max(self.now, at) + timedelta(minutes=2)
        self.chains[name or stops_at] = chain
        return chain

    def items(self, chain: UUID, product: str = "") -> list[ItemView]:
        """Return the items of a chain that still exist, of one product if it is named."""
        with acting(Scope("auditor")):
            return [
                one for one in items_of_chain(chain) if one.state == "in_use" and product in ("", one.product)
            ]

    def item(self, chain: UUID, product: str = "car_t_bag") -> ItemView:
        """Return the first item of a product."""
        return self.items(chain, product)[0]

    def actor(self, member: str, *roles: str, besides: frozenset[UUID] = frozenset()) -> Actor:
        """Return someone of a member with one of the roles."""
        with acting(Scope("worker")):
            return hands.actor(stable_uuid("member", member), *roles, now=self.now, besides=besides)

    def person(self, actor: Actor) -> Person:
        """Return the account of an actor."""
        return Person.objects.get(uuid=actor.person_uuid)

    def patient(self, chain: UUID, member: str = CLINIC) -> Patient:
        """Return the patient of a case, as its hospital sees him."""
        who = self.actor(member, "physician")
        with self.working(who):
            found = patient_of(chain, who.member_uuid)
        assert found is not None
        return found

    @contextmanager
    def working(self, actor: Actor) -> Iterator[None]:
        """Act in the scope of this person."""
        with acting(scope_for(actor)):
            yield


def build(now: datetime = NOW, routes: tuple[str, ...] = (FROZEN,)) -> Scene:
    """Enter the network and publish the routes that a test needs."""
    hands._actors.cache_clear()
    load_network(now - timedelta(days=60))
    with acting(Scope("worker")):
        for number, route in enumerate(_routes()):
            if route.key in routes:
                publish_route(None, route, now)
                _register(route, number, now)
    return Scene(now)


def actor_at(scene: Scene, person: Person) -> Actor:
    """Return a person as an actor on the scene's day."""
    found = actor_of(person, scene.now.date())
    assert found is not None
    return found
