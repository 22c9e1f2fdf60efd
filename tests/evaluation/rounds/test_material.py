"""The material of a round: what was measured of its items, how it is judged, what the reader of scores is told."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.evaluation.rounds.test_pages import LIST
from tests.evaluation.rounds.test_services import begun
from tests.support.pages import signed_in, text_of
from tests.support.world import World
from tsunagu.custody.services.replay import rebuild
from tsunagu.demonstration.engine.rounds import DUE, close_round, organiser, receive_material, report
from tsunagu.evaluation.domain.round_analysis import freeze
from tsunagu.evaluation.domain.round_material import cautions_of, check_may_record, judge_material, read_items
from tsunagu.evaluation.domain.rounds import Convention
from tsunagu.evaluation.queries.rounds import analysis_of, material_of
from tsunagu.evaluation.services.record_material import record_material
from tsunagu.foundation.refusals import BadInput, NotAllowed, Refused

ALIKE = "85.21 85.19\n85.20 85.24\n85.25 85.20\n85.18 85.21"
UNLIKE = "85.2 85.3\n81.0 81.1\n88.2 88.1\n84.0 84.2"


def measured(text: str) -> dict[str, tuple[tuple[Decimal, ...], ...]]:
    return {"homogeneity": read_items(text, "%")}


def test_items_that_differ_little_meet_the_criterion_and_those_that_differ_do_not() -> None:
    (alike,) = judge_material(measured(ALIKE), 2.0).values()
    assert (alike["verdict"], alike["criterion"], alike["items"]) == ("ok", pytest.approx(0.6), 4)
    (unlike,) = judge_material(measured(UNLIKE), 2.0).values()
    assert unlike["verdict"] == "not_met"
    assert unlike["low"] < unlike["value"] < unlike["high"]
    assert [one.code for one in cautions_of({"homogeneity": unlike})] == ["not_homogeneous"]


def test_without_sigma_the_figures_stand_unjudged() -> None:
    (one,) = judge_material(measured(UNLIKE), None).values()
    assert (one["verdict"], one["criterion"]) == ("open", None)
    assert cautions_of({"homogeneity": one}) == ()


def test_a_material_that_changed_is_said() -> None:
    both = measured(ALIKE) | {"stability": read_items(ALIKE.replace("85.", "83."), "%")}
    judged = judge_material(both, 2.0)
    assert judged["stability"]["value"] == pytest.approx(-2.0)
    assert [one.code for one in cautions_of(judged)] == ["not_stable"]


def test_a_round_without_measurements_says_so_and_they_are_part_of_what_is_frozen() -> None:
    cells = {f"L{place}": [Decimal(80 + place), Decimal(81 + place)] for place in range(1, 6)}
    bare, known = freeze(cells, Convention()), freeze(cells, Convention(), measured(ALIKE))
    assert "material_not_recorded" in [one["code"] for one in bare.performance["cautions"]]
    assert "material_not_recorded" not in [one["code"] for one in known.performance["cautions"]]
    assert bare.input_hash != known.input_hash


@pytest.mark.parametrize(
    "typed",
    [
        "", "85.2 85.1", "85.2 85.1\n85.3", "85.2\n85.1", "85.2 85.1\n85.3 <5", "85.2 x\n85.3 85", "NaN 1\n1 1",
        "1 1\n" * 101,
    ],
)  # fmt: skip
def test_readings_that_cannot_be_used_are_refused_at_their_field(typed: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_items(typed, "%")
    assert caught.value.field == "items"


def test_nothing_is_recorded_after_the_analysis_and_stability_needs_a_beginning() -> None:
    check_may_record("homogeneity", "preparing", has_homogeneity=False)
    check_may_record("stability", "sent", has_homogeneity=True)
    for kind, state, has in (
        ("homogeneity", "analysed", True),
        ("homogeneity", "published", True),
        ("stability", "sent", False),
        ("stability", "preparing", True),
    ):
        with pytest.raises(Refused):
            check_may_record(kind, state, has)


def test_the_organiser_records_it_on_screen_and_everyone_reads_the_verdict_once_published(
    world: World,
) -> None:
    found, members = begun(world, 3)
    client, address = signed_in(world, organiser(world.now)), f"{LIST}{found.number}/"
    form: dict[str, Any] = {"key": "m1", "kind": "homogeneity", "items": ALIKE}
    with world.unchanged():
        slip = client.post(address + "material/", form | {"items": "85.2 85.1\n85.3"})
    assert slip.status_code == 422
    assert "同じ回数" in text_of(slip)
    for _again in range(2):
        assert client.post(address + "material/", form).status_code == 302
    assert client.post(address + "material/", form | {"key": "m2", "items": UNLIKE}).status_code == 302
    assert "σptが決まってから判定" in text_of(client.get(address))
    with world.acting(organiser(world.now)):
        kept = material_of(found.uuid)
        assert [[Decimal(one) for one in item] for item in kept["homogeneity"].items] == [
            list(item) for item in read_items(UNLIKE, "%")
        ]
        rebuild()
        assert material_of(found.uuid) == kept
    for place, member in enumerate(members):
        receive_material(found, member, world.now + timedelta(hours=20))
        report(found, member, (f"85.{place}", "85.1", "85.2"), world.now + timedelta(days=4))
    close_round(found, world.now + DUE + timedelta(days=1))
    world.now += DUE + timedelta(days=2)
    shown = text_of(signed_in(world, world.actor(members[0], "qc")).get(address))
    assert "均質性が基準を満たしていません" in shown
    assert "基準を満たさない" in shown


def test_only_the_organiser_records_or_reads_it(world: World) -> None:
    found, members = begun(world, 3)
    analyst = world.actor(members[0], "qc")
    with world.unchanged(), world.acting(analyst), pytest.raises(NotAllowed):
        record_material(analyst, found.number, "homogeneity", ALIKE, world.now)
    who = organiser(world.now)
    with world.acting(who):
        record_material(who, found.number, "homogeneity", ALIKE, world.now)
        assert material_of(found.uuid)
    with world.acting(analyst):
        assert material_of(found.uuid) == {}
        assert analysis_of(found.uuid, found.uuid) is None
