"""An overloaded month: three hospitals in three prefectures ask for more than the clean rooms can begin."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.planning.asking.conftest import set_the_stage as publish_all_capacity
from tests.support.pages import signed_in, stage, world
from tests.support.world import World
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.asking.need import Need
from tsunagu.planning.domain.fairness.grades import DEFAULT, grades_of
from tsunagu.planning.domain.fairness.policy import Policy
from tsunagu.planning.models import PlanRequest
from tsunagu.planning.services.ask_for_plan import ask_for_plan
from tsunagu.planning.services.fairness.declare_policy import Declared, declare_policy
from tsunagu.planning.services.fairness.gathering import Period

__all__ = ["stage", "world"]
THERAPY = "auto-car-t-frozen"
HANEDA, YOKOHAMA, SENDAI = "haneda-clinic", "yokohama-hospital", "sendai-hospital"
ASKED = {HANEDA: 5, YOKOHAMA: 3, SENDAI: 4}
DAYS = 28


def set_the_stage(world: World) -> None:
    """All capacity is published, and three hospitals have asked for twelve patients, one after another."""
    publish_all_capacity(world)
    for hospital, count in ASKED.items():
        first = ask(world, hospital)
        for number in range(1, count):
            ask_like(first, number)


def ask(world: World, hospital: str) -> UUID:
    """Ask for one patient."""
    actor = world.actor(hospital, "physician")
    with world.acting(actor):
        need = Need(THERAPY, tokyo_date(world.now) + timedelta(days=2))
        return ask_for_plan(actor, stable_uuid("site", f"{hospital}-main"), need, world.now)


def ask_like(uuid: UUID, minutes: int) -> None:
    """Ask the same for another patient, some minutes later."""
    with acting(Scope("worker")):
        row = PlanRequest.objects.get(uuid=uuid)
        row.pk, row.uuid, row.asked_at = None, uuid4(), row.asked_at + timedelta(minutes=minutes)
        row.save(force_insert=True)


def a_policy(**more: object) -> Policy:
    """A policy in which urgency counts most, then the wait and the benefit; one slot at least for each place."""
    terms = {
        "weights": {"urgency": 40, "waited": 40, "benefit": 20, "equity": 0},
        "grades": grades_of(DEFAULT),
        "floor": 1,
        "tie": "asked",
    }
    return Policy("standard", 0, **terms | more)  # type: ignore[arg-type]


def period(world: World) -> Period:
    """The days that are allocated."""
    first = tokyo_date(world.now) + timedelta(days=2)
    return Period(first, first + timedelta(days=DAYS - 1))


def declare(world: World, policy: Policy | None = None, since: date = date(2026, 10, 1)) -> UUID:
    """Declare a policy as the coordinator."""
    hub = coordinator(world)
    with world.acting(hub):
        said = Declared("標準の割当方針", since, "2026年9月の連絡会議で全会員に諮り、異論はなかった。")
        return declare_policy(hub, policy or a_policy(), said, world.now)


def coordinator(world: World) -> Actor:
    """Someone of the network's coordinator."""
    return world.actor("rink", "coordinator")


@pytest.fixture
def browser(world: World) -> Callable[[Actor], Client]:
    def sign_in(actor: Actor) -> Client:
        return signed_in(world, actor)

    return sign_in
