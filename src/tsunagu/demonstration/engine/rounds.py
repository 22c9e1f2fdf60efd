"""Rounds between laboratories in the demonstration: invented readings with known components, said to be synthetic."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.services.hand_over import receive
from tsunagu.custody.services.judge_receipt import judge_receipt
from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.network.reading import invented_members, stable_uuid
from tsunagu.evaluation.domain.rounds import Convention, PlannedRound, TypedReport
from tsunagu.evaluation.queries.rounds import RoundView, own_part, rounds
from tsunagu.evaluation.services.analyse_round import analyse_round
from tsunagu.evaluation.services.plan_round import plan_round
from tsunagu.evaluation.services.publish_round import publish_round
from tsunagu.evaluation.services.record_material import record_material
from tsunagu.evaluation.services.report_round import report_round
from tsunagu.evaluation.services.send_round import send_round
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import coordinator

LABORATORIES, REPLICATES, SEED = 8, 3, 35
OPENS, DUE = timedelta(days=3), timedelta(days=17)


@dataclass(frozen=True, slots=True)
class Truth:
    """The known components from which readings are drawn: all in the unit of the characteristic."""

    mean: float
    between: float
    within: float
    digits: int = 1


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented round: what is compared, on what, and the truth behind it."""

    name: Text
    unit: str
    method: str
    material: str
    truth: Truth


VIABILITY = Invented(
    Text("生存率", "Viability"),
    "%",
    "画像式・AO/DAPI",
    "凍結MSC 同一ロット（合成データ）",
    Truth(85.2, 2.4, 1.7),
)
CD105 = Invented(
    Text("CD105陽性率", "CD105-positive cells"),
    "%",
    "フローサイトメトリー",
    "固定MSC 同一ロット（合成データ）",
    Truth(96.1, 0.9, 0.6),
)


def members_that_test(count: int) -> list[UUID]:
    """Return members with people who test: first those whose work is testing, then quality-control units."""
    having = [one for one in invented_members() if any("qc" in person.roles for person in one.people)]
    specialised = {"kawasaki-evaluation", "tsukuba-analysis", "sendai-rapid"}
    having.sort(key=lambda one: (one.key not in specialised, one.key))
    return [stable_uuid("member", one.key) for one in having[:count]]


def organiser(now: datetime) -> Actor:
    """Return a person of the network's coordination."""
    with acting(Scope("worker")):
        hub = coordinator()
    if hub is None:
        raise hands.NobodyThere("no coordinator")
    return hands.actor(hub.uuid, "coordinator", now=now)


def drawn(truth: Truth, laboratories: Sequence[UUID], seed: int) -> dict[UUID, tuple[str, ...]]:
    """Draw what each laboratory reads: its own deviation, then its replicates about it."""
    source, found = random.Random(seed), {}  # noqa: S311 - invented readings, the same each time
    for member in laboratories:
        own = truth.mean + source.gauss(0, truth.between)
        found[member] = tuple(
            f"{own + source.gauss(0, truth.within):.{truth.digits}f}" for _ in range(REPLICATES)
        )
    return found


def begin_round(invented: Invented, laboratories: Sequence[UUID], now: datetime) -> RoundView:
    """Plan a round and send its material."""
    who = organiser(now)
    plan = PlannedRound(
        invented.name, invented.unit, invented.method, invented.material, REPLICATES, now + OPENS, now + DUE,
        tuple(laboratories), Convention(), is_synthetic=True,
    )  # fmt: skip
    with hands.working(who):
        chain = plan_round(who, plan, now).chain
        found = next(one for one in rounds() if one.uuid == chain)
        send_round(who, found.number, now + timedelta(hours=1))
        return found


def measure_material(
    found: RoundView, truth: Truth, seed: int, now: datetime, kind: str = "homogeneity"
) -> None:
    """Let the organiser have ten items measured twice: they differ by a tenth of what laboratories differ."""
    source, lines, who = random.Random(seed), [], organiser(now)  # noqa: S311 - invented readings
    for _item in range(10):
        own = truth.mean + source.gauss(0, truth.between / 10)
        lines.append(
            " ".join(f"{own + source.gauss(0, truth.within / 4):.{truth.digits + 1}f}" for _ in range(2))
        )
    with hands.working(who):
        record_material(who, found.number, kind, "\n".join(lines), now)


def receive_material(found: RoundView, member: UUID, now: datetime) -> None:
    """Let a laboratory take its item."""
    clerk = hands.actor(member, "qc", now=now)
    with hands.working(clerk):
        part = own_part(found.uuid, member)
        if part is not None and part.item is not None:
            signer = Signer(clerk.person_uuid, member)
            receive(signer, [part.item], now)
            judge_receipt(signer, [part.item], "accepted", "", now + timedelta(minutes=10))


def report(found: RoundView, member: UUID, readings: tuple[str, ...], now: datetime) -> None:
    """Let a laboratory report."""
    analyst = hands.actor(member, "qc", now=now)
    typed = TypedReport(readings, now - timedelta(hours=2), "QC-1", "画像式細胞計数装置", ("AO-0412",), "3")
    with hands.working(analyst):
        report_round(analyst, found.number, typed, now)


def report_all(found: RoundView, readings: Mapping[UUID, tuple[str, ...]], now: datetime) -> None:
    """Let laboratories receive their material, and report when reporting is open."""
    for place, (member, values) in enumerate(readings.items()):
        receive_material(found, member, now + timedelta(hours=20 + place))
        report(found, member, values, now + OPENS + timedelta(hours=5 + 9 * place))


def close_round(found: RoundView, now: datetime) -> None:
    """Analyse a round and publish it."""
    who = organiser(now)
    with hands.working(who):
        analyse_round(who, found.number, now)
        publish_round(who, found.number, now + timedelta(hours=3))


def hold_rounds(now: datetime) -> None:
    """Hold one round of eight laboratories until it is published, and open another one for reporting."""
    laboratories = members_that_test(LABORATORIES)
    began = now - timedelta(days=40)
    past = begin_round(VIABILITY, laboratories, began)
    measure_material(past, VIABILITY.truth, SEED, began + timedelta(hours=2))
    report_all(past, drawn(VIABILITY.truth, laboratories, SEED), began)
    measure_material(past, VIABILITY.truth, SEED + 2, began + DUE, "stability")
    close_round(past, began + DUE + timedelta(days=1))
    began = now - timedelta(days=6)
    present = begin_round(CD105, laboratories, began)
    for member in laboratories[1:]:
        receive_material(present, member, began + timedelta(hours=26))
    readings = drawn(CD105.truth, laboratories, SEED + 1)
    for member in laboratories[3:6]:
        report(present, member, readings[member], began + OPENS + timedelta(hours=7))
