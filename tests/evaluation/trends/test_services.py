"""A control from its registration to an assessed alarm, and what is refused on the way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from tests.support.world import World
from tsunagu.custody.services.replay import rebuild, verify
from tsunagu.demonstration.engine.controls import LABORATORIES, keep_controls
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.evaluation.domain.controls import PlannedControl, TypedMeasurement
from tsunagu.evaluation.domain.trend_choice import Choice
from tsunagu.evaluation.models import Alarm, ControlReading
from tsunagu.evaluation.queries.controls import ControlView, measurements_of, observations, own_controls
from tsunagu.evaluation.queries.trends import alarms_of, limits_of, open_rules_by_method
from tsunagu.evaluation.services.assess_alarms import assess_alarms
from tsunagu.evaluation.services.freeze_limits import freeze_limits
from tsunagu.evaluation.services.record_control import record_control
from tsunagu.evaluation.services.register_control import register_control
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.sites import sites_of
from tsunagu.notices.models import Notice

LAB, OTHER = "kawasaki-evaluation", "tsukuba-analysis"
STEADY = ("85.0", "85.6", "84.6", "85.2", "84.8", "85.4", "84.4")


def control_of(world: World, readings: int = 1, lab: UUID | str = LAB) -> ControlView:
    keeper = world.actor(lab, "qc")
    with world.acting(keeper):
        site = sites_of(keeper.member_uuid, world.now.date())[0].uuid
        plan = PlannedControl(
            "細胞コントロール", "L1", "viability", "automated_count", "%", site, readings, is_synthetic=True
        )
        chain = register_control(keeper, plan, world.now).chain
        return next(one for one in own_controls(keeper.member_uuid) if one.chain == chain)


def measure(
    world: World, control: ControlView, *values: str, who: Actor | None = None, **more: object
) -> None:
    analyst = who or world.actor(control.member, "qc")
    typed = replace(TypedMeasurement(values, world.now, "1号機", ("R1",)), **more)  # type: ignore[arg-type]
    with world.acting(analyst):
        record_control(analyst, control.number, typed, world.now)


def frozen(world: World, count: int = 21, lab: UUID | str = LAB) -> ControlView:
    """A control with limits frozen from so many steady points; the next point is due a day later."""
    control = control_of(world, lab=lab)
    for place in range(count):
        world.later(days=1)
        measure(world, control, STEADY[place % len(STEADY)])
    quality = world.actor(control.member, "quality")
    with world.acting(quality):
        freeze_limits(quality, control.number, Choice("westgard", 1, count), world.later(hours=1))
    world.later(days=1)
    return control


def notices(world: World, role: str = "quality") -> list[Notice]:
    with world.acting(world.actor(LAB, "quality")):
        return list(Notice.objects.filter(kind="chart_alarm", role=role).order_by("created_at"))


def test_a_value_beyond_frozen_limits_calls_the_laboratory_once(world: World) -> None:
    control = frozen(world)
    analyst = world.actor(LAB, "qc")
    typed = TypedMeasurement(("91.0",), world.now)
    with world.acting(analyst):
        first = record_control(analyst, control.number, typed, world.now, "k1")
        again = record_control(analyst, control.number, typed, world.now, "k1")
        assert again.was_there
        assert again.uuid == first.uuid
        assert [one.rule for one in alarms_of([control.chain])[control.chain]] == ["1_3s"]
        assert open_rules_by_method(control.member) == {"automated_count": ["1_3s"]}
    assert len(notices(world)) == len(notices(world, "qc")) == 1
    assert "1-3s" in notices(world)[0].text_ja
    assert "91" in notices(world)[0].text_ja
    world.later(days=1)
    measure(world, control, "85.0")
    assert len(notices(world)) == 1
    verify()
    rebuild()
    with world.acting(analyst):
        own_controls(control.member)
        assert len(alarms_of([control.chain])[control.chain]) == 1


def test_an_alarm_is_closed_by_another_person_with_cause_and_action(world: World) -> None:
    control = frozen(world)
    analyst, quality = world.actor(LAB, "qc"), world.actor(LAB, "quality")
    measure(world, control, "91.0", who=analyst)
    world.later(hours=1)
    with world.acting(quality):
        alarm = alarms_of([control.chain]).get(control.chain, [])
        assert alarm == []  # the chain isn't open yet
        own_controls(control.member)
        point = alarms_of([control.chain])[control.chain][0].point

    def assessing(who: Actor, cause: str = "気泡", action: str = "再測定") -> Callable[[], object]:
        def act() -> object:
            with world.acting(who):
                return assess_alarms(who, control.chain, [point], cause, action, world.now, "a1")

        return act

    refuses(world, "second_person", assessing(analyst), NotAllowed)
    refuses(world, "cause", assessing(quality, cause="  "), BadInput)
    refuses(world, "text_too_long", assessing(quality, action="あ" * 10_000), BadInput)
    refuses(world, "no_such_chain", assessing(world.actor(OTHER, "quality")), NotFound)
    assessing(quality)()
    assessing(quality)()  # sent twice
    with world.acting(quality):
        own_controls(control.member)
        found = alarms_of([control.chain])[control.chain]
        assert [(one.cause, one.action, one.assessed_by) for one in found] == [
            ("気泡", "再測定", quality.person_uuid)
        ]
        assert open_rules_by_method(control.member) == {}
    assert all(one.done_at for one in notices(world) + notices(world, "qc"))
    rebuild()


def test_a_late_measurement_is_judged_by_its_own_time_and_completes_a_run(world: World) -> None:
    control = frozen(world)
    measure(world, control, "86.0")  # one beyond 2 SD warns, and calls nobody
    assert notices(world) == []
    world.later(days=2)
    measure(world, control, "85.0")
    measure(world, control, "86.1", measured_at=world.now - timedelta(days=1))
    with world.acting(world.actor(LAB, "qc")):
        own_controls(control.member)
        assert [one.rule for one in alarms_of([control.chain])[control.chain]] == ["2_2s"]
    before = world.now - timedelta(days=15)
    measure(world, control, "95.0", measured_at=before)  # no limits were in force then
    assert len(notices(world)) == 1


def test_a_replaced_measurement_stays_and_its_alarm_too(world: World) -> None:
    control = frozen(world)
    measure(world, control, "58.0")
    with world.acting(world.actor(LAB, "qc")):
        own_controls(control.member)
        wrong = measurements_of([control.chain])[-1]
    refuses(world, "reason_needed", lambda: measure(world, control, "85.0", replaces=wrong.uuid))
    measure(
        world,
        control,
        "85.0",
        replaces=wrong.uuid,
        reason="5と8を打ち間違えた",
        measured_at=wrong.measured_at,
    )
    refuses(
        world, "replaced_already",
        lambda: measure(world, control, "85.0", replaces=wrong.uuid, reason="もう一度"),
    )  # fmt: skip
    with world.acting(world.actor(LAB, "qc")):
        own_controls(control.member)
        every = {one.uuid: one for one in measurements_of([control.chain], with_replaced=True)}
        new = next(one for one in every.values() if one.replaces == wrong.uuid)
        assert every[wrong.uuid].replaced_by == new.uuid
        assert new.reason == "5と8を打ち間違えた"
        assert wrong.uuid not in {one.uuid for one in measurements_of([control.chain])}
        assert [(one.point, one.is_open) for one in alarms_of([control.chain])[control.chain]] == [
            (wrong.uuid, True)
        ]


def test_limits_by_version_judge_points_by_the_one_in_force(world: World) -> None:
    control = frozen(world)
    measure(world, control, "91.0")
    for value in ("90.0", "91.0", "90.5", "91.5") * 5:
        world.later(days=1)
        measure(world, control, value)
    quality, told = world.actor(LAB, "quality"), len(notices(world))
    with world.acting(quality):
        freeze_limits(quality, control.number, Choice("nelson", 23, 42), world.later(hours=1))
        versions = [one.limits for one in limits_of([control.chain])[control.chain]]
    assert [(one.version, one.rules, len(one.used)) for one in versions] == [
        (1, "westgard", 21),
        (2, "nelson", 20),
    ]
    assert versions[0].frozen.center.value == pytest.approx(85.0)
    assert versions[1].frozen.center.value > 90
    world.later(days=1)
    measure(world, control, "91.0")
    assert len(notices(world)) == told
    rebuild()


def test_who_may_do_what(world: World) -> None:
    control = frozen(world, 20)
    qc, quality, stranger = world.actor(LAB, "qc"), world.actor(LAB, "quality"), world.actor(OTHER, "qc")

    def freezing(who: Actor, **changes: object) -> Callable[[], object]:
        choice = replace(Choice("westgard", 1, 20), **changes)  # type: ignore[arg-type]

        def act() -> object:
            with world.acting(who):
                return freeze_limits(who, control.number, choice, world.now)

        return act

    refuses(world, "role", freezing(qc), NotAllowed)
    refuses(world, "last", freezing(quality, last=19), BadInput)
    refuses(world, "last", freezing(quality, last=21), BadInput)
    refuses(world, "too_few", freezing(quality, last=1, accepts_few=True), BadInput)
    refuses(world, "excluded", freezing(quality, excluded={3: " "}), BadInput)
    refuses(world, "rules", freezing(quality, rules="parrot"), BadInput)
    refuses(world, "points_changed", freezing(quality, shown="other"), Refused)
    refuses(world, "role", lambda: measure(world, control, "85.0", who=quality), NotAllowed)
    refuses(world, "no_such_control", lambda: measure(world, control, "85.0", who=stranger), NotFound)
    with world.acting(qc):
        assert [one.number for one in own_controls(qc.member_uuid)] == [control.number]
        assert len(observations(own_controls(qc.member_uuid))) == 20
    with world.acting(stranger):
        assert own_controls(control.member) == []
        assert not Alarm.objects.exists()
        assert not ControlReading.objects.exists()


def test_what_cant_be_a_measurement_or_a_control_is_refused_at_its_field(world: World) -> None:
    control = control_of(world, readings=2)
    wrong: dict[str, Callable[[], object]] = {
        "readings": lambda: measure(world, control, "85.0"),
        "measured_at": lambda: measure(
            world, control, "85", "86", measured_at=world.now + timedelta(hours=1)
        ),
        "instrument": lambda: measure(world, control, "85", "86", instrument="あ" * 10_000),
        "reagent_lots": lambda: measure(world, control, "85", "86", reagent_lots=("a\x00b",)),
    }
    for field, act in wrong.items():
        with world.unchanged(), pytest.raises(BadInput) as caught:
            act()
        assert caught.value.field == field
    keeper = world.actor(LAB, "qc")
    plan = PlannedControl("n", "l", "viability", "automated_count", "%", control.site)
    bad = {
        "unit": replace(plan, unit="parrots"),
        "name": replace(plan, name=" "),
        "readings": replace(plan, readings=0),
        "assigned": replace(plan, assigned=float("nan")),
        "site": replace(plan, site=world.member(OTHER)),
        "expires_on": replace(plan, expires_on=(world.now - timedelta(days=3)).date()),
    }
    for field, one in bad.items():
        with world.unchanged(), world.acting(keeper), pytest.raises(BadInput) as refused:
            register_control(keeper, one, world.now)
        assert refused.value.field == field


def test_the_demonstration_leaves_one_alarm_assessed_and_one_open(world: World) -> None:
    world.later(days=60)
    keep_controls(world.now)
    for one in LABORATORIES:
        member = stable_uuid("member", one.key)
        with world.acting(world.actor(member, "quality")):
            controls = own_controls(member)
            seen = observations(controls)
            assert len(controls) == 1
            assert len(seen) == 80
            assert controls[0].is_synthetic
            assert len({x.operator for x in seen}) == (1 if one.key == "tonomachi-cells" else 2)
            assert len({x.instrument for x in seen}) == len(one.instruments)
            found = alarms_of([controls[0].chain]).get(controls[0].chain, [])
        assert sum(x.is_open for x in found) == bool(one.slips)
        assert any(not x.is_open for x in found) == (len(one.slips) > 1)


def refuses(world: World, code: str, act: Callable[[], object], kind: type[Refused] = Refused) -> None:
    with world.unchanged(), pytest.raises(kind) as caught:
        act()
    assert caught.value.code == code
