"""Pages of plans: asked for with a file or invented, watched, zoomed, compared, questioned; in both languages."""

import csv
import io
import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.planning.runs.test_services import COORDINATOR, MAKER, OUTSIDER, ask, solve
from tests.support.pages import signed_in, text_of
from tests.support.world import World
from tsunagu.foundation.scope import Scope, acting
from tsunagu.planning.domain.generated import Size, network
from tsunagu.planning.domain.problem.files import read_plan, read_problem, write_problem
from tsunagu.planning.models import PlanRun, WhatIf
from tsunagu.planning.services.answer_what_ifs import answer_what_ifs

SMALL = network(Size(6, 2, 2, 2.5), seed=1)
LIST, NEW = "/plan/runs/", "/plan/runs/new/"


def set_the_stage(world: World) -> None:
    """Two plans of the same small problem, made for the maker."""
    for name in ("first", "second"):
        world.chains[name] = ask(world, SMALL)
        solve(world, world.chains[name])


def coordinator(world: World, **headers: str) -> Client:
    return signed_in(world, world.actor(COORDINATOR, "coordinator"), **headers)


def upload(client: Client, content: bytes, **more: str) -> Any:
    file = SimpleUploadedFile("problem.json", content)
    return client.post(NEW, {"key": "k1", "effort": "quick", "title": "", "file": file, **more})


def runs(world: World) -> list[PlanRun]:
    """What was asked for since the stage was set."""
    with acting(Scope("worker")):
        return list(PlanRun.objects.exclude(uuid__in=world.chains.values()))


def test_nothing_yet_says_what_to_do(world: World) -> None:
    shown = text_of(signed_in(world, world.actor(OUTSIDER)).get(LIST))
    assert "計画はまだありません" in shown
    assert NEW in shown


def test_a_file_becomes_a_plan_under_way_and_a_resend_is_the_same(world: World) -> None:
    client, content = coordinator(world), write_problem(SMALL).encode()
    first = upload(client, content, title="来月の計画")
    assert first.status_code == 302
    assert upload(client, content, title="来月の計画")["Location"] == first["Location"]
    (run,) = runs(world)
    assert (run.title, run.state, run.effort, run.is_synthetic) == ("来月の計画", "waiting", "quick", False)
    shown = text_of(client.get(first["Location"]))
    assert "待機中" in shown
    assert 'hx-trigger="every 3s"' in shown
    assert "中止" in shown
    assert "最新の状態を見る" in shown
    client.post(first["Location"] + "cancel/")
    assert "計画ができる前に中止しました" in text_of(client.get(first["Location"]))


def test_an_invented_network_says_so(world: World) -> None:
    client = coordinator(world)
    sent = {"made-key": "k", "made-size": "10", "made-seed": "7", "made-effort": "thorough"}
    shown = text_of(client.post(NEW, sent, follow=True))
    (run,) = runs(world)
    assert run.is_synthetic
    assert run.journeys == 10
    assert run.start.weekday() == 0
    assert "合成データ" in shown


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"", "空"),
        (b'{"title": "a\\u0000"}', "直すところ"),
        (b"start: 2026-11-30\x00", "UTF-8"),
        (b"{" * 9_000, "直すところ"),
        (b'{"start": "2026-11-30", "hours": NaN, "resources": [], "journeys": []}', "直すところ"),
        (
            b'{"start": "2026-11-30", "hours": 24, "resources": [{"key": "a"}], "journeys": [{}]}',
            "直すところ",
        ),
        (b"just words", "直すところ"),
    ],
)
def test_a_bad_file_is_told_in_words_and_nothing_is_kept(world: World, content: bytes, said: str) -> None:
    answer = upload(coordinator(world), content, title="保つ名前")
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "保つ名前" in text_of(answer)
    assert runs(world) == []


def test_every_fault_of_a_file_has_its_line(world: World) -> None:
    bad = b"start: 2026-11-30\nhours: many\nresources: []\njourneys: few\n"
    shown = text_of(upload(coordinator(world), bad))
    assert "2 行目" in shown
    assert "4 行目" in shown


@pytest.mark.parametrize("seed", ["-1", "x", "1e9", "9" * 400, ""])
def test_a_bad_seed_is_told_at_its_field(world: World, seed: str) -> None:
    sent = {"made-key": "k", "made-size": "10", "made-seed": seed, "made-effort": "quick"}
    assert coordinator(world).post(NEW, sent).status_code == 422
    assert runs(world) == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_plan_is_shown_with_its_figures_its_chart_and_its_table(world: World, language: str) -> None:
    run = world.chains["first"]
    shown = text_of(coordinator(world, **{"accept-language": language}).get(f"{LIST}{run}/"))
    best = "最適（証明済み）|最適との差 [0-9.]+% 以内"
    assert re.search(best if language == "ja" else "proven best|within [0-9.]+% of the best", shown)
    assert shown.count('role="img"') >= 6
    assert "site-1　室" in shown or "site-1" in shown
    assert "J0001" in shown
    assert ("清掃" if language == "ja" else "cleaning until") in shown
    assert re.search(r"<tr><th scope=\"row\">[^<]*site-\d[^<]*</th><td>J0001</td>", shown)


def test_zooms_and_rows_are_links_and_draw_only_their_window(world: World) -> None:
    run = world.chains["first"]
    client = coordinator(world)
    sizes = {}
    for scale in ("quarter", "weeks", "week", "day"):
        shown = text_of(client.get(f"{LIST}{run}/?scale={scale}&rows=resource&only="))
        sizes[scale] = shown.count("<td>J0")
        assert f"scale={scale}" in shown
    assert sizes["quarter"] > sizes["weeks"] > sizes["week"] > sizes["day"] >= 0
    by_journey = text_of(client.get(f"{LIST}{run}/?rows=journey&scale=quarter"))
    assert "播種" in by_journey
    assert "採取" in by_journey


@pytest.mark.parametrize(
    "query",
    [
        "from=0001-01-01",
        "from=9999-12-31",
        "from=x",
        "page=999",
        "page=-1",
        "scale=long",
        "only=" + "x" * 9_000,
    ],
)
def test_any_look_is_answered(world: World, query: str) -> None:
    run = world.chains["first"]
    assert coordinator(world).get(f"{LIST}{run}/?{query}").status_code == 200


def test_files_of_a_plan_can_be_read_back(world: World) -> None:
    run = world.chains["first"]
    client = coordinator(world)
    problem = read_problem(text_of(client.get(f"{LIST}{run}/problem/")), "json")
    plan = read_plan(text_of(client.get(f"{LIST}{run}/plan/")), problem, "json")
    assert problem == SMALL
    assert len(plan.assignments) == 6
    rows = list(csv.reader(io.StringIO(client.get(f"{LIST}{run}/bars/").content.decode("utf-8-sig"))))
    assert len(rows) == 1 + 6 * 10
    json.loads(text_of(client.get(f"{LIST}{run}/plan/")))


def test_changes_are_asked_and_answered_on_the_page(world: World) -> None:
    run = world.chains["first"]
    client = coordinator(world)
    sent = {"one_more": ["site-1/suite"], "demand": "on"}
    shown = text_of(client.post(f"{LIST}{run}/what-if/", sent, follow=True))
    assert "計算中…" in shown
    answer_what_ifs(run)
    shown = text_of(client.get(f"{LIST}{run}/"))
    assert "計算中…" not in shown
    assert "▼ −" in shown
    assert "患者が2割増える" in shown


def test_a_question_that_makes_no_sense_is_told(world: World) -> None:
    run = world.chains["first"]
    client = coordinator(world)
    nothing = client.post(f"{LIST}{run}/what-if/", {})
    assert nothing.status_code == 422
    assert "一つ以上選んでください" in text_of(nothing)
    assert client.post(f"{LIST}{run}/what-if/", {"closed": ["nowhere"]}).status_code == 422
    with acting(Scope("worker")):
        assert not WhatIf.objects.exists()


def test_two_plans_are_compared_journey_by_journey(world: World) -> None:
    first, second = world.chains["first"], world.chains["second"]
    with acting(Scope("worker")):
        row = PlanRun.objects.get(uuid=second)
        assert row.plan is not None
        key, one = next(iter(row.plan["assignments"].items()))
        infuse = one["tasks"]["infuse"]
        one["tasks"]["infuse"] = {name: _later(at) for name, at in infuse.items()}
        row.save()
    client = coordinator(world)
    shown = text_of(client.get(f"{LIST}{second}/against/{first}/"))
    assert f'<th scope="row">{key}</th>' in shown
    assert "▲ +1.0" in shown
    assert "二つの計画は同じです" in text_of(client.get(f"{LIST}{first}/against/{first}/"))
    assert f"against/{first}/" in text_of(client.get(f"{LIST}{second}/"))


def _later(at: str) -> str:
    return f"{datetime.fromisoformat(at) + timedelta(days=1):%Y-%m-%dT%H:%M}"


def test_who_may_open_what(world: World) -> None:
    run = world.chains["first"]
    owner, outsider = signed_in(world, world.actor(MAKER)), signed_in(world, world.actor(OUTSIDER))
    assert str(run) in text_of(owner.get(LIST))
    assert str(run) in text_of(coordinator(world).get(LIST))
    assert owner.get(f"{LIST}{run}/").status_code == 200
    assert str(run) not in text_of(outsider.get(LIST))
    for more in ("", "problem/", "plan/", "bars/", f"against/{run}/"):
        assert outsider.get(f"{LIST}{run}/{more}").status_code == 404
    for more in ("cancel/", "what-if/"):
        assert outsider.post(f"{LIST}{run}/{more}").status_code == 404
