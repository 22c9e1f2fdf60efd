"""Pages of controls in both languages: register, record, freeze, assess; who sees what; the warning at result entry."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from tests.evaluation.trends.test_services import LAB, OTHER, control_of, frozen, measure, notices
from tests.support.pages import signed_in, text_of
from tests.support.world import World
from tsunagu.evaluation.domain.trend_choice import points_digest
from tsunagu.evaluation.queries.controls import ControlView, measurements_of, own_controls
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.sites import sites_of

TRENDS, CONTROLS = "/evaluation/trends/", "/evaluation/controls/"
NASTY = ("あ" * 10_000, "NaN", "\x00", "1e999", "<0.05", "85,3")


def chart(control: ControlView, more: str = "") -> str:
    return f"{TRENDS}control/{control.number}/{more}"


def by(world: World, role: str, lab: str = LAB, **headers: str) -> Client:
    return signed_in(world, world.actor(lab, role), **headers)


def measured(world: World, control: ControlView, who: Actor | None = None) -> list[Any]:
    with world.acting(who or world.actor(LAB, "qc")):
        own_controls(control.member)
        return measurements_of([control.chain], with_replaced=True)


def test_a_control_is_registered_and_measured_on_screen(world: World) -> None:
    client, keeper = by(world, "qc"), world.actor(LAB, "qc")
    with world.acting(keeper):
        site = sites_of(keeper.member_uuid, world.now.date())[0].uuid
    assert "管理試料はまだ登録されていません" in text_of(client.get(CONTROLS))
    form = {
        "key": "r1", "name": "細胞コントロール", "lot": "L1", "characteristic": "viability",
        "method": "automated_count", "unit": "", "site": str(site), "readings": "2",
    }  # fmt: skip
    wrong = client.post(f"{CONTROLS}register/", form | {"unit": "parrots"})
    assert wrong.status_code == 422
    assert "細胞コントロール" in text_of(wrong)
    with world.acting(keeper):
        assert own_controls(keeper.member_uuid) == []
    done = client.post(f"{CONTROLS}register/", form)
    assert done.status_code == 302
    again = client.post(f"{CONTROLS}register/", form)
    assert again["Location"] == done["Location"]
    typed = {"key": "m1", "measured_at": "2026-11-02T08:30", "instrument": "1号機", "reagent_lots": "R1、R2"}
    for one in NASTY:
        assert client.post(done["Location"], typed | {"readings": f"85.2\r\n{one}"}).status_code == 422
    sent = client.post(done["Location"], typed | {"readings": "85.2\r\n85.6"})
    assert sent.status_code == 302
    (control,) = _own(world)
    assert control.unit == "%"
    (one,) = measured(world, control)
    assert (one.numbers, one.reagent_lots, one.operator) == (
        ["85.2", "85.6"],
        ["R1", "R2"],
        keeper.person_uuid,
    )
    assert "本日測定済み" in text_of(client.get(CONTROLS))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_trial_limits_say_so_and_frozen_ones_are_named(world: World, language: str) -> None:
    control = control_of(world)
    client = by(world, "quality", **{"accept-language": language})
    assert ("点が足りません" if language == "ja" else "Too few points") in text_of(client.get(chart(control)))
    for value in ("85.0", "85.4", "84.8"):
        world.later(days=1)
        measure(world, control, value)
    client = by(world, "quality", **{"accept-language": language})
    shown = text_of(client.get(chart(control)))
    assert ("試算限界（未確定）" if language == "ja" else "Trial limits, not frozen") in shown
    form = {"key": "f1", "rules": "westgard", "first": "1", "last": "3", "excluded": ""}
    few = client.post(chart(control, "freeze/"), form)
    assert few.status_code == 422
    assert ("20点以上" if language == "ja" else "Choose a range of 20") in text_of(few)
    assert client.post(chart(control, "freeze/"), form | {"accepts_few": "on"}).status_code == 302
    shown = text_of(client.get(chart(control)))
    assert ("ウェストガード・マルチルール" if language == "ja" else "Westgard multirules") in shown
    assert ("v1の基準期間" if language == "ja" else "Baseline of v1") in shown
    assert ("計算し直してください" if language == "ja" else "calculate them anew") in shown
    for view in ("range", "ewma", "cusum", "no-such"):
        assert client.get(chart(control), {"view": view}).status_code == 200


def test_limits_are_frozen_from_the_points_that_were_shown(world: World) -> None:
    control = frozen(world)
    shown = points_digest([one.point for one in measured(world, control)])
    measure(world, control, "85.1")
    client = by(world, "quality")
    form = {"key": "f", "rules": "westgard", "first": "1", "last": "21", "excluded": "", "shown": shown}
    with world.unchanged():
        late = client.post(chart(control, "freeze/"), form)
        slip = client.post(chart(control, "freeze/"), form | {"shown": "", "excluded": "七番は気泡"})
        nothing = client.post(chart(control, "freeze/"), {})
    assert (late.status_code, slip.status_code, nothing.status_code) == (409, 422, 422)
    assert "画面を開いた後に測定値が変わりました" in text_of(late)
    assert "「七番は気泡」が読み取れません" in text_of(slip)


def test_an_alarm_is_a_task_that_leads_to_the_chart_and_is_closed_there(world: World) -> None:
    control = frozen(world)
    analyst = world.actor(LAB, "qc")
    measure(world, control, "91.0", who=analyst)
    notice = notices(world)[0]
    assert notice.link == chart(control, "#alarms")
    inbox = text_of(by(world, "quality").get("/inbox/"))
    assert "1-3s" in inbox
    own = text_of(signed_in(world, analyst).get(notice.link))
    assert "別の担当者が評価します" in own
    assert 'name="cause"' not in own
    client = by(world, "quality")
    point = measured(world, control)[-1].uuid
    assert 'name="cause"' in text_of(client.get(notice.link))
    form = {"key": "a1", "points": str(point), "cause": "気泡", "action": "再測定した"}
    empty = client.post(chart(control, "assess/"), form | {"action": " "})
    assert empty.status_code == 422
    assert "気泡" in text_of(empty)
    assert client.post(chart(control, "assess/"), form).status_code == 302
    shown = text_of(client.get(chart(control)))
    assert "再測定した" in shown
    assert "評価待ちの警報" not in shown
    assert "1-3s" not in text_of(by(world, "quality").get("/inbox/"))


def test_the_csv_holds_every_point_with_its_limits_and_no_formula(world: World) -> None:
    control = frozen(world)
    measure(world, control, "91.0", instrument="=1+1")
    answer = by(world, "qc").get(chart(control, "points.csv"))
    rows = list(csv.reader(io.StringIO(text_of(answer).lstrip("\ufeff"))))
    assert len(rows) == 23
    assert rows[1][0] == "1"
    assert rows[1][9] == ""
    assert "'=1+1" in rows[-1]
    assert rows[-1][-1] == "1-2s 1-3s"
    assert float(rows[-1][-2]) > 3


def test_nobody_else_learns_of_a_control(world: World) -> None:
    control = frozen(world)
    measure(world, control, "91.0")
    owner, stranger = by(world, "qc"), by(world, "qc", OTHER)
    assert control.number in text_of(owner.get(CONTROLS))
    assert control.name in text_of(owner.get(TRENDS))
    for page in (CONTROLS, TRENDS):
        assert control.name not in text_of(stranger.get(page))
    for page in (chart(control), chart(control, "points.csv"), f"{CONTROLS}{control.number}/record/"):
        assert owner.get(page).status_code == 200
        assert stranger.get(page).status_code == 404
    assert owner.get(f"{TRENDS}control/%00/").status_code == 400
    with world.unchanged():
        for verb in ("freeze/", "assess/"):
            assert stranger.post(chart(control, verb), {"key": "x"}).status_code == 404


def test_a_broken_control_warns_where_results_of_its_method_are_entered_and_stops_nothing(
    world: World,
) -> None:
    chain = world.order("auto-car-t-frozen")
    laboratory = next(row.member for row in world.running(chain).rows.values() if row.key == "release_test")
    control = frozen(world, lab=laboratory)
    measure(world, control, "91.0")
    world.run_until(chain, "release_test", "perform")
    client = signed_in(world, world.actor(laboratory, "qc"))
    said = "管理試料がルール1-3sに該当（未評価）"
    assert said in text_of(client.get("/evaluation/"))
    number = world.running(chain).journey.number
    for subject, warns in (("viability", True), ("endotoxin", False)):
        form = client.get(f"/journeys/{number}/result/", {"step": "release_test", "subject": subject})
        assert form.status_code == 200
        assert (said in text_of(form)) is warns


def _own(world: World) -> list[ControlView]:
    with world.acting(world.actor(LAB, "qc")) as analyst:
        return own_controls(analyst.member_uuid)
