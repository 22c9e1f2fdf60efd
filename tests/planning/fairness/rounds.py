"""Rounds of allocation for tests: opened, computed and published, and what someone sees of them."""

from datetime import timedelta
from uuid import UUID

from tests.planning.fairness.conftest import a_policy, coordinator, declare, period
from tests.planning.fairness.conftest import set_the_stage as ask_for_twelve
from tests.support.world import World
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.solvers.pattern import Effort
from tsunagu.planning.models import AllocationRound
from tsunagu.planning.queries import fairness as queries
from tsunagu.planning.queries.fairness import ClaimView
from tsunagu.planning.services.fairness.compute_round import compute_round
from tsunagu.planning.services.fairness.open_round import open_round
from tsunagu.planning.services.fairness.publish_round import publish_round
from tsunagu.planning.services.fairness.start_computing import start_computing
from tsunagu.planning.services.fairness.state_inputs import Stated, state_inputs

QUICK = Effort(rounds=2, polish=0)
"""Tries less hard for the efficient plan: what is tested doesn't depend on it."""


def with_a_round(world: World) -> None:
    """The overloaded month with a computed round, named ``round``."""
    ask_for_twelve(world)
    world.chains["round"] = opened(world)
    computed(world, world.chains["round"])


def opened(world: World, **terms: object) -> UUID:
    """A round of the overloaded month."""
    policy, hub = declare(world, a_policy(**terms)), coordinator(world)
    with world.acting(hub):
        return open_round(hub, policy, period(world), "混み合う1か月", world.now)


def computed(world: World, uuid: UUID) -> AllocationRound:
    """The round, computed as its job does."""
    hub = coordinator(world)
    with world.acting(hub):
        start_computing(hub, uuid, world.now)
    compute_round(uuid, lambda: world.now, QUICK)
    with acting(Scope("auditor")):
        return AllocationRound.objects.get(uuid=uuid)


def published(world: World, uuid: UUID) -> None:
    """Publish a computed round."""
    hub = coordinator(world)
    with world.acting(hub):
        publish_round(hub, uuid, world.now)


def claims(world: World, uuid: UUID, actor: Actor | None = None) -> list[ClaimView]:
    """The claims that someone sees, by default the coordinator."""
    with world.acting(actor or coordinator(world)):
        return queries.claims_of(uuid, world.now)


def of(world: World, uuid: UUID, hospital: str) -> tuple[Actor, list[ClaimView]]:
    """A physician of a hospital and its claims."""
    actor = world.actor(hospital, "physician")
    return actor, claims(world, uuid, actor)


def state(
    world: World, actor: Actor, claim: ClaimView, days: int, urgency: int = 1, benefit: str = ""
) -> None:
    """State the inputs of a claim."""
    with world.acting(actor):
        said = Stated(tokyo_date(world.now) - timedelta(days=days), urgency, benefit)
        state_inputs(actor, claim.uuid, said, world.now)
