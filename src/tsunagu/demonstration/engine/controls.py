"""Control measurements in the demonstration: synthetic, drawn from components that are known."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tsunagu.custody.queries.chains import open_or_refuse
from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.network.load import TOKYO
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.evaluation.domain.controls import PlannedControl, TypedMeasurement
from tsunagu.evaluation.domain.trend_choice import Choice
from tsunagu.evaluation.queries.controls import ControlView, measurements_of, own_controls
from tsunagu.evaluation.queries.trends import alarms_of
from tsunagu.evaluation.services.assess_alarms import assess_alarms
from tsunagu.evaluation.services.freeze_limits import freeze_limits
from tsunagu.evaluation.services.record_control import record_control
from tsunagu.evaluation.services.register_control import register_control
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.actors import actor_of, hands_of
from tsunagu.members.queries.sites import sites_of

DAYS, FROZEN_AFTER, READINGS, SEED = 40, 22, 2, 121
MORNING = timedelta(hours=9, minutes=10)


@dataclass(frozen=True, slots=True)
class Components:
    """The known components behind the readings, each in %: standard deviations, but for the step and the slips.

    Attributes
    ----------
    site : how far the laboratory reads from the true mean. step : what the second reagent lot adds.
    operator, instrument, day, within : standard deviations between operators, instruments, days, single readings.
    """

    mean: float = 85.0
    site: float = 0.0
    operator: float = 0.3
    instrument: float = 0.25
    step: float = 0.4
    day: float = 0.6
    within: float = 0.5


@dataclass(frozen=True, slots=True)
class Laboratory:
    """One invented laboratory: its own deviation, its instruments, days on which something went wrong."""

    key: str
    components: Components
    instruments: tuple[str, ...]
    slips: tuple[tuple[int, float], ...] = ()


LABORATORIES = (
    Laboratory(
        "kawasaki-evaluation", Components(site=0.9), ("細胞計数装置 1号機", "細胞計数装置 2号機"),
        ((27, -4.6), (39, 4.4)),
    ),
    Laboratory("tsukuba-analysis", Components(site=-1.2, step=0.5), ("画像式計数装置 A", "画像式計数装置 B")),
    Laboratory("sendai-rapid", Components(site=0.2, operator=0.5), ("細胞計数装置",)),
    Laboratory("tonomachi-cells", Components(site=-0.3), ("工程内試験用 細胞計数装置",), ((39, 4.5),)),
)  # fmt: skip
"""The first has a measurement beyond its limits that was assessed, and one that still waits for someone, as the last
has, a manufacturer's own bench with one analyst."""
LOTS, LOT_CHANGES_ON = ("AO-0412", "AO-0457"), 24


def keep_controls(now: datetime) -> None:
    """Let each laboratory measure its control for forty days, freeze limits, and look into one alarm of two."""
    for place, one in enumerate(LABORATORIES):
        _keep(one, now, random.Random(SEED + place))  # noqa: S311 - invented readings, the same each time


def _keep(one: Laboratory, now: datetime, source: random.Random) -> None:
    member = stable_uuid("member", one.key)
    began = _morning(now) - timedelta(days=DAYS)
    control = _registered(member, began - timedelta(hours=2))
    people = _analysts(member, now)
    for day, values in enumerate(drawn(one, len(people), source)):
        at = began + timedelta(days=day)
        who = people[day % len(people)]
        typed = TypedMeasurement(values, at, instrument_on(one, day), (lot_on(day),), "4")
        with hands.working(who):
            record_control(who, control.number, typed, at + timedelta(minutes=20))
        if day + 1 == FROZEN_AFTER:
            _freeze(member, control, at + timedelta(hours=6))
    if len(one.slips) > 1:
        _assess(member, control, began + timedelta(days=one.slips[0][0], hours=7))


def drawn(one: Laboratory, operators: int, source: random.Random) -> Iterator[tuple[str, ...]]:
    """Draw what is read each day: the sum of the components, rounded as instruments show it."""
    truth = one.components
    by_operator = [source.gauss(0, truth.operator) for _ in range(operators)]
    by_instrument = {name: source.gauss(0, truth.instrument) for name in one.instruments}
    for day in range(DAYS):
        own = truth.mean + truth.site + by_operator[day % operators] + by_instrument[instrument_on(one, day)]
        own += (truth.step if lot_on(day) == LOTS[1] else 0.0) + source.gauss(0, truth.day)
        own += dict(one.slips).get(day, 0.0)
        yield tuple(f"{own + source.gauss(0, truth.within):.1f}" for _ in range(READINGS))


def instrument_on(one: Laboratory, day: int) -> str:
    """Return which instrument a laboratory uses on a day: in turns of three days, so that operators meet each."""
    return one.instruments[day // 3 % len(one.instruments)]


def lot_on(day: int) -> str:
    """Return which reagent lot is open on a day."""
    return LOTS[day >= LOT_CHANGES_ON]


def _morning(now: datetime) -> datetime:
    return now.astimezone(TOKYO).replace(hour=0, minute=0, second=0, microsecond=0) + MORNING


def _analysts(member: UUID, now: datetime) -> list[Actor]:
    on = now.astimezone(TOKYO).date()
    found = [actor_of(person, on, member) for person in hands_of(member, "qc", on)]
    return sorted((one for one in found if one is not None), key=lambda one: str(one.person_uuid))


def _registered(member: UUID, at: datetime) -> ControlView:
    keeper = hands.actor(member, "qc", now=at)
    site = sites_of(member, at.astimezone(TOKYO).date())[0].uuid
    plan = PlannedControl(
        "凍結細胞コントロール（合成データ）", "CC-2607", "viability", "automated_count", "%", site, READINGS,
        85.0, 1.2, (at + timedelta(days=240)).astimezone(TOKYO).date(), is_synthetic=True,
    )  # fmt: skip
    with hands.working(keeper):
        chain = register_control(keeper, plan, at).chain
        return next(one for one in own_controls(member) if one.chain == chain)


def _freeze(member: UUID, control: ControlView, at: datetime) -> None:
    quality = hands.actor(member, "quality", now=at)
    with hands.working(quality):
        open_or_refuse(control.chain)
        count = len(measurements_of([control.chain]))
        freeze_limits(quality, control.number, Choice("westgard", 1, count), at)


def _assess(member: UUID, control: ControlView, at: datetime) -> None:
    """Look into the first alarm; the second one waits."""
    quality = hands.actor(member, "quality", now=at)
    with hands.working(quality):
        open_or_refuse(control.chain)
        alarms = [one for one in alarms_of([control.chain]).get(control.chain, []) if one.at < at]
        assess_alarms(
            quality, control.chain, {one.point for one in alarms},
            "計数チャンバーに気泡が入り、生細胞を少なく数えていた（合成データ）。",
            "チャンバーを交換して再測定し、限界内であることを確認した。気泡の目視確認を手順に加えた。", at,
        )  # fmt: skip
