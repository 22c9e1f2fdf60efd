"""A release test that is completed, its laboratory's people, and what they do with results and certificates."""

from tests.stories.posting import TRIAL
from tests.support.world import World
from tsunagu.custody.models import ChainParty
from tsunagu.custody.services.append import Receipt
from tsunagu.evaluation.domain.bench import Bench
from tsunagu.evaluation.queries import CertificateView, ResultView, certificates_of
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.queries.certificates import Verification, verification
from tsunagu.journeys.services.correct_result import correct_result
from tsunagu.journeys.services.enter_result import enter_result
from tsunagu.journeys.services.issue_certificate import issue_certificate
from tsunagu.journeys.services.verify_results import verify_results
from tsunagu.journeys.services.work.testing import results_at
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Member

STEP, LABORATORY, MAKER, CLINIC = "release_test", "kawasaki-evaluation", "tonomachi-cells", "haneda-clinic"
READINGS: dict[str, tuple[str, ...]] = {
    "viable_count": ("1.82×10^8", "1.79×10^8"),
    "viability": ("91.5", "92.0", "90.8"),
    "cd3_positive": ("96.4",),
    "car_positive": ("41.2",),
    "vector_copy_number": ("1.9",),
    "replication_competent_virus": ("陰性",),
    "mycoplasma": ("陰性",),
    "endotoxin": ("<0.05",),
    "sterility_rapid": ("陰性",),
    "visual": ("適合",),
}


def set_the_stage(world: World) -> None:
    """A trial case whose release test is completed; nobody has verified its results yet."""
    chain = world.order(TRIAL, name="hers")
    world.run_until(chain, STEP, "start")
    for key, readings in READINGS.items():
        enter(world, key, *readings)
    ready = world.run_until(chain, STEP, "perform")
    ready.perform(ready.work(values={}))
    world.later(minutes=1)


def analyst(world: World) -> Actor:
    return world.actor(LABORATORY, "qc")


def other(world: World) -> Actor:
    besides = frozenset({analyst(world).person_uuid})
    return world.actor(LABORATORY, "qc", "quality", "supervisor", besides=besides)


def enter(world: World, key: str, *readings: str, step: str = STEP) -> None:
    person = analyst(world)
    bench = Bench(
        readings, method_version="3", instrument="計数装置1号", reagent_lots=("R26-11",), tested_at=world.now
    )
    with world.acting(person):
        enter_result(person, world.chains["hers"], step, key, bench, world.now)
    world.later(minutes=1)


def in_force(world: World, step: str = STEP) -> dict[str, ResultView]:
    chain = world.chains["hers"]
    with acting(Scope("auditor")):
        found = results_at(chain, step, world.row(chain, step).attempt)
    return {one.characteristic: one for one in found}


def verify_all(world: World, who: Actor | None = None, step: str = STEP) -> None:
    person = who or other(world)
    waiting = [one.uuid for one in in_force(world, step).values() if one.awaits_verification]
    with world.acting(person):
        verify_results(person, world.chains["hers"], waiting, world.now)
    world.later(minutes=1)


def correct(world: World, key: str, value: str) -> None:
    person = analyst(world)
    with world.acting(person):
        correct_result(
            person, world.chains["hers"], in_force(world)[key].uuid, value, "転記の誤り", world.now
        )
    world.later(minutes=1)


def issue(world: World, who: Actor | None = None, step: str = STEP, key: str | None = None) -> Receipt:
    person = who or other(world)
    with world.acting(person):
        done = issue_certificate(person, world.chains["hers"], step, world.now, key)
    world.later(minutes=1)
    return done


def certificates(world: World) -> list[CertificateView]:
    with acting(Scope("auditor")):
        return certificates_of(world.chains["hers"])


def seen(world: World, member: str, code: str) -> Verification:
    with world.acting(world.actor(member)):
        found = verification(code)
    assert found is not None
    return found


def outsider(world: World) -> Actor:
    """A physician of a hospital that takes no part."""
    with acting(Scope("auditor")):
        parties = ChainParty.objects.filter(chain=world.chains["hers"]).values_list("member", flat=True)
        member = Member.objects.filter(kind="hospital", has_account=True).exclude(uuid__in=list(parties))[0]
    return world.actor(member.uuid, "physician")
