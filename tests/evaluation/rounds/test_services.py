"""A round from its plan to its publication, and what is refused on the way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from tests.support.world import World
from tsunagu.custody.services.replay import rebuild, verify
from tsunagu.demonstration.engine.rounds import (
    DUE,
    OPENS,
    SEED,
    VIABILITY,
    begin_round,
    close_round,
    drawn,
    members_that_test,
    organiser,
    receive_material,
    report,
    report_all,
)
from tsunagu.evaluation.domain.rounds import PlannedRound, TypedReport
from tsunagu.evaluation.queries.rounds import (
    RoundView,
    analysis_of,
    own_part,
    parts_of,
    reports_of,
    round_by_number,
)
from tsunagu.evaluation.services.analyse_round import analyse_round
from tsunagu.evaluation.services.plan_round import plan_round
from tsunagu.evaluation.services.publish_round import publish_round
from tsunagu.evaluation.services.report_round import report_round
from tsunagu.evaluation.services.send_round import send_round
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.notices.models import Notice

READINGS = ("85.2", "86.1", "84.9")


def begun(world: World, laboratories: int = 8) -> tuple[RoundView, list[UUID]]:
    members = members_that_test(laboratories)
    return begin_round(VIABILITY, members, world.now), members


def published(world: World) -> tuple[RoundView, list[UUID]]:
    found, members = begun(world)
    report_all(found, drawn(VIABILITY.truth, members, SEED), world.now)
    close_round(found, world.now + DUE + timedelta(days=1))
    with acting(Scope("auditor")):
        return round_by_number(found.number), members


def refuses(world: World, code: str, act: Callable[[], object], kind: type[Refused] = Refused) -> Refused:
    with world.unchanged(), pytest.raises(kind) as caught:
        act()
    assert caught.value.code == code
    return caught.value


def reporting(world: World, found: RoundView, member: UUID, **changes: object) -> Callable[[], object]:
    typed = replace(TypedReport(READINGS, world.now), **changes)  # type: ignore[arg-type]
    analyst = world.actor(member, "qc")

    def act() -> object:
        with world.acting(analyst):
            return report_round(analyst, found.number, typed, world.now)

    return act


def test_a_round_is_published_with_figures_that_cover_the_truth(world: World) -> None:
    found, _ = published(world)
    assert found.state == "published"
    told = found.performance
    assert told["laboratories"] == 8
    assert told["s_r"]["low"] < 1.7 < told["s_r"]["high"]
    assert told["s_L"]["low"] <= 2.4 < told["s_L"]["high"]
    assert told["mean"]["low"] < 85.2 < told["mean"]["high"]
    assert "labs" not in told


def test_each_laboratory_is_told_its_own_score(world: World) -> None:
    found, members = published(world)
    for member in members:
        with world.acting(world.actor(member, "qc")) as analyst:
            part = own_part(found.uuid, member)
            assert part is not None
            analysis = analysis_of(found.uuid, part.chain)
            assert analysis is not None
            own = next(lab for lab in analysis.data["labs"] if lab["code"] == part.code)
            told = Notice.objects.get(member_id=analyst.member_id, subject=part.chain, kind="information")
            assert f"z′スコアは{own['z']:+.2f}".replace("-", "−") in told.text_ja


def test_the_ledger_rebuilds_every_row_of_a_round(world: World) -> None:
    published(world)
    rows = rebuild()
    assert rows["evaluation.RoundLaboratory"] == 8
    assert rows["evaluation.RoundAnalysis"] == 9
    assert verify().wrong == ()


def test_a_late_report_is_refused(world: World) -> None:
    found, members = begun(world)
    receive_material(found, members[0], world.now + timedelta(hours=20))
    world.now += DUE + timedelta(minutes=1)
    refuses(world, "report_late", reporting(world, found, members[0]))


def test_a_report_before_the_material_came_or_reporting_opened_is_refused(world: World) -> None:
    found, members = begun(world)
    world.later(hours=2)
    refuses(world, "not_received", reporting(world, found, members[0]))
    receive_material(found, members[0], world.now)
    refuses(world, "report_early", reporting(world, found, members[0]))


def test_who_takes_no_part_finds_no_round_to_report_to(world: World) -> None:
    found, _ = begun(world, 4)
    outsider = members_that_test(5)[-1]
    refuses(world, "no_such_round", reporting(world, found, outsider), NotFound)


def test_readings_are_refused_at_their_field(world: World) -> None:
    found, members = begun(world)
    receive_material(found, members[0], world.now + timedelta(hours=20))
    world.now += OPENS + timedelta(hours=1)
    for typed in (("85.2",), ("85.2", "86", "<84"), ("85.2", "86", "84 mg"), ("85.2", "86", "high")):
        with world.unchanged(), pytest.raises(BadInput) as caught:
            reporting(world, found, members[0], readings=typed)()
        assert caught.value.field == "readings"
    refuses(
        world,
        "tested_at",
        reporting(world, found, members[0], tested_at=world.now + timedelta(hours=1)),
        BadInput,
    )


def test_a_report_is_replaced_in_time_and_the_old_one_is_kept(world: World) -> None:
    found, members = begun(world)
    receive_material(found, members[0], world.now + timedelta(hours=20))
    world.now += OPENS + timedelta(hours=1)
    reporting(world, found, members[0])()
    world.later(hours=1)
    reporting(world, found, members[0], readings=("１．０", "2", "3"))()
    with world.acting(world.actor(members[0], "qc")):
        part = own_part(found.uuid, members[0])
        assert part is not None
        old, new = reports_of([part.chain])
        assert (old.replaced_by, new.replaced_by) == (new.uuid, None)
        assert (new.readings, new.numbers) == (["１．０", "2", "3"], ["1.0", "2", "3"])
    world.now += DUE
    refuses(world, "report_late", reporting(world, found, members[0]))


def test_the_same_report_sent_twice_is_one(world: World) -> None:
    found, members = begun(world)
    receive_material(found, members[0], world.now + timedelta(hours=20))
    world.now += OPENS + timedelta(hours=1)
    with world.acting(world.actor(members[0], "qc")) as analyst:
        typed = TypedReport(READINGS, world.now)
        first = report_round(analyst, found.number, typed, world.now, "once")
        again = report_round(analyst, found.number, typed, world.now, "once")
        assert (again.uuid, again.was_there) == (first.uuid, True)


def test_analysis_waits_for_the_due_time_unless_all_have_reported(world: World) -> None:
    found, members = begun(world, 3)
    who = organiser(world.now)
    for member in members:
        receive_material(found, member, world.now + timedelta(hours=20))
    world.now += OPENS + timedelta(hours=1)
    for member in members[:2]:
        report(found, member, READINGS, world.now)

    def analyse() -> object:
        with world.acting(who):
            return analyse_round(who, found.number, world.now)

    refuses(world, "reports_missing", analyse)
    report(found, members[2], ("80", "81", "82"), world.now)
    analyse()
    refuses(world, "analysed_already", analyse)
    refuses(world, "report_late", reporting(world, found, members[0]))


def test_one_laboratory_alone_gets_an_honest_sentence(world: World) -> None:
    found, members = begun(world, 2)
    receive_material(found, members[0], world.now + timedelta(hours=20))
    world.now += OPENS + timedelta(hours=1)
    report(found, members[0], READINGS, world.now)
    world.now += DUE
    who = organiser(world.now)

    def analyse() -> object:
        with world.acting(who):
            return analyse_round(who, found.number, world.now)

    with world.unchanged(), pytest.raises(Refused) as caught:
        analyse()
    assert "2" in caught.value.reason.ja


def test_a_round_is_sent_and_published_once(world: World) -> None:
    found, _ = published(world)
    world.now += DUE + timedelta(days=3)
    who = organiser(world.now)
    for code, verb in (("not_to_publish", publish_round), ("sent_already", send_round)):

        def act(verb: Callable[..., object] = verb) -> object:
            with world.acting(who):
                return verb(who, found.number, world.now)

        refuses(world, code, act)


def test_only_the_coordination_plans_and_runs_rounds(world: World) -> None:
    found, members = begun(world)
    laboratory = world.actor(members[0], "qc")
    due = world.now + DUE
    plan = PlannedRound(Text("あ", "a"), "%", "m", "x", 3, world.now + OPENS, due, tuple(members))

    def act(verb: Callable[..., object], what: object) -> Callable[[], object]:
        def run() -> object:
            with world.acting(laboratory):
                return verb(laboratory, what, world.now)

        return run

    refuses(world, "role", act(plan_round, plan), NotAllowed)
    for verb in (send_round, analyse_round, publish_round):
        refuses(world, "role", act(verb, found.number), NotAllowed)


def test_a_plan_that_cannot_be_carried_out_is_refused_at_its_field(world: World) -> None:
    who, members = organiser(world.now), tuple(members_that_test(3))
    due = world.now + DUE
    plan = PlannedRound(Text("あ", "a"), "%", "m", "x", 3, world.now + OPENS, due, members)
    wrong = {
        "replicates": replace(plan, replicates=0),
        "reports_due": replace(plan, reports_due=world.now - timedelta(days=1)),
        "laboratories": replace(plan, laboratories=()),
        "unit": replace(plan, unit="parrots"),
        "name_ja": replace(plan, name=Text(" ", "a")),
    }
    for field, one in wrong.items():
        with world.unchanged(), world.acting(who), pytest.raises(BadInput) as caught:
            plan_round(who, one, world.now)
        assert caught.value.field == field


def test_codes_are_given_once_to_each(world: World) -> None:
    found, members = begun(world)
    with world.acting(organiser(world.now)):
        parts = parts_of([found.uuid])
    assert [part.code for part in parts] == [f"L{place}" for place in range(1, 9)]
    assert {part.member for part in parts} == set(members)
