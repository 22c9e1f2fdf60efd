"""The laboratory's forms: a result at the bench, results verified, one given back."""

from uuid import UUID

from tests.stories import files
from tests.stories.posting import MAKER, Post, Prepare, act_on
from tests.support.world import World
from tsunagu.evaluation.domain.assays.typed import TypedAssay
from tsunagu.evaluation.domain.bench import Bench
from tsunagu.evaluation.domain.investigation import LaboratoryCheck
from tsunagu.evaluation.queries import investigations_of
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.services.calculate_result import look_at_calculation
from tsunagu.journeys.services.enter_result import enter_result
from tsunagu.journeys.services.investigate import check_laboratory, plan_retest
from tsunagu.journeys.services.looking import Source, look
from tsunagu.journeys.services.running import load_running
from tsunagu.journeys.services.work.testing import results_at

TEST, LABORATORY = "release_test", "kawasaki-evaluation"


def at_the_bench(world: World) -> UUID:
    """A case whose samples are at the laboratory that tests for release; return its chain."""
    chain = world.chains["tested"]
    world.run_until(chain, TEST, "perform")
    return chain


def entered(world: World, characteristic: str = "viability", reading: str = "91.5") -> UUID:
    """The analyst has entered a result; return it."""
    chain = at_the_bench(world)
    with world.acting(world.actor(LABORATORY, "qc")) as analyst:
        enter_result(analyst, chain, TEST, characteristic, Bench((reading,)), world.now)
    with acting(Scope("auditor")):
        (found,) = results_at(chain, TEST, world.row(chain, TEST).attempt)
    return found.uuid


def second(world: World) -> frozenset[UUID]:
    return frozenset({world.actor(LABORATORY, "qc").person_uuid})


def result(world: World) -> Post:
    at_the_bench(world)
    return act_on(
        world, "tested", "result", LABORATORY, "qc", step=TEST, subject="viability", readings="91.5\n92.0\n90.8",
        instrument="計数装置1号", reagent_lots="R26-11、R26-12", method_version="3", tested_at="",
    )  # fmt: skip


COUNTS = "0.25 A 240000 251000 246000\n0.5 A 489000 497000 493000\n1 A 985000 990000 978000"
"""Cell concentrations of a dilution series, as proportional as can be: about 0.98 x 10^6 /mL."""


def counting(volume: str = "180", readings: str = COUNTS) -> TypedAssay:
    """Viable cells by a dilution series, from a suspension of so many mL."""
    bounds = {"r_squared": ("0.95", "")}
    return TypedAssay("dilution_count", "proportional", readings, factor=volume, bounds=bounds)


def calculate(world: World) -> Post:
    """A calculation as it was previewed, signed as it was shown."""
    chain = at_the_bench(world)
    typed = counting()
    with world.acting(world.actor(LABORATORY, "qc")) as analyst:
        shown = look_at_calculation(analyst, load_running(chain), TEST, "viable_count", typed).content_hash
    return act_on(
        world, "tested", "calculate", LABORATORY, "qc", step=TEST, subject="viable_count", shown=shown,
        how="dilution_count:proportional", readings=typed.readings, factor=typed.factor, r_squared_low="0.95",
    )  # fmt: skip


def import_file(world: World) -> Post:
    """The file as it was previewed, sent again with what is taken over."""
    at_the_bench(world)
    with acting(Scope("auditor")):
        labels = [one.label for one in world.items(world.chains["tested"])]
    content = files.table(*(files.row(label, "生存率", "91.5", "%") for label in labels))
    with world.acting(world.actor(LABORATORY, "qc")) as analyst:
        running, source = load_running(world.chains["tested"]), Source("結果.csv", content)
        shown = look(analyst, running, TEST, source, world.now).digest
    post = act_on(
        world, "tested", "import", LABORATORY, "qc", step=TEST, digest=source.sha256, shown=shown,
        take=["viability"], reason="", file_name="結果.csv",
    )  # fmt: skip
    post.file = ("結果.csv", content)
    return post


def verify(world: World) -> Post:
    found = entered(world)
    return _by_second(world, "verify", results=[str(found)])


def give_back(world: World) -> Post:
    found = entered(world)
    return _by_second(world, "give-back", result=str(found), reason="計数の記録用紙と合わない")


def certificate(world: World) -> Post:
    """The test is completed and verified; the quality unit certifies it."""
    chain = world.chains["tested"]
    ready = world.run_until(chain, TEST, "perform")
    ready.perform()
    world.later(minutes=5)
    ready.verify()
    return _by_second(world, "certificate")


def _by_second(world: World, verb: str, **data: object) -> Post:
    post = act_on(world, "tested", verb, LABORATORY, "quality", "supervisor", step=TEST, **data)
    assert post.who.person_uuid not in second(world)
    return post


def investigated(world: World) -> UUID:
    """A result is out of specification; return its investigation."""
    entered(world, "endotoxin", "50")
    with acting(Scope("auditor")):
        (found,) = investigations_of([world.chains["tested"]])
    return found.uuid


def checked(world: World) -> UUID:
    """The laboratory has looked at itself, and found no cause."""
    found = investigated(world)
    with world.acting(world.actor(LABORATORY, "qc")) as analyst:
        check = LaboratoryCheck(frozenset(), "検体・機器・試薬・計算に問題なし")
        check_laboratory(analyst, world.chains["tested"], found, check, world.now)
    return found


def planned(world: World) -> UUID:
    """Quality has planned two retests."""
    found = checked(world)
    with world.acting(world.actor(MAKER, "quality")) as quality:
        plan_retest(quality, world.chains["tested"], found, 2, "retest", "同じ検体で2回", world.now)
    return found


def oos_check(world: World) -> Post:
    found = investigated(world)
    return act_on(
        world, "tested", "oos-check", LABORATORY, "qc", subject=str(found), finding="検体・機器・試薬・計算に問題なし",
        cause="",
    )  # fmt: skip


def oos_plan(world: World) -> Post:
    found = checked(world)
    return act_on(
        world, "tested", "oos-plan", MAKER, "quality", subject=str(found), kind="retest", count="2",
        reason="同じ検体で2回",
    )  # fmt: skip


def oos_retest(world: World) -> Post:
    found = planned(world)
    return act_on(world, "tested", "oos-retest", LABORATORY, "qc", subject=str(found), readings="0.3\n0.4")


def oos_conclude(world: World) -> Post:
    found = checked(world)
    return act_on(
        world, "tested", "oos-conclude", MAKER, "quality", subject=str(found), outcome="confirmed",
        reason="原因は特定されず、結果は有効",
    )  # fmt: skip


def sample(world: World) -> Post:
    """Somebody takes a reserve from the cells in the making."""
    thing = world.items(world.chains["fresh"])[0]
    drawn = {} if thing.quantity is None else {"drawn": "1"}
    return act_on(
        world, "fresh", "sample", MAKER, "operator", item=str(thing.uuid), purpose="retest", step="", containers="2",
        amount="0.5", unit="mL", band="cold", position="A-1", keep_until="", **({"drawn": ""} | drawn),
    )  # fmt: skip


LABORATORY_POSTS: dict[str, Prepare] = {
    "sample": sample,
    "result": result,
    "calculate": calculate,
    "import": import_file,
    "verify": verify,
    "give-back": give_back,
    "oos-check": oos_check,
    "oos-plan": oos_plan,
    "oos-retest": oos_retest,
    "oos-conclude": oos_conclude,
    "certificate": certificate,
}
