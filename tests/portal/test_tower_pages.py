"""Filters that are kept, figures over time, and the figures for everybody: what each shows to whom."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client

from tests.support.pages import signed_in
from tests.support.world import World
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import PublicFigures
from tsunagu.journeys.services.publish_figures import publish_figures

ROUTE = "auto-car-t-fresh-trial"
MAKER, OUTSIDER = "tonomachi-cells", "sapporo-hospital"


def set_the_stage(world: World) -> None:
    """One case treated, another whose window runs out."""
    beginning = world.now
    world.order(ROUTE, name="treated")
    world.run_to_end(world.chains["treated"])
    world.now = beginning + timedelta(days=1)
    world.order(ROUTE, name="case")
    world.run_until(world.chains["case"], "transduce", "start")
    ended = world.row(world.chains["case"], "collect").ended_at
    assert ended is not None
    world.now = ended + timedelta(hours=41.5)


@pytest.fixture
def coordinator(world: World) -> Client:
    return signed_in(world, world.actor("rink", "coordinator"))


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_filter_is_kept_opens_the_tower_and_is_forgotten(world: World, coordinator: Client) -> None:
    said = {"query": "?kind=window&stage=nonsense", "name": " 期限 ", "first": "1"}
    assert coordinator.post("/tower/filters/", said)["Location"] == "/?kind=window"
    assert coordinator.get("/")["Location"] == "/?kind=window"
    page = text(coordinator, "/?kind=window")
    assert ">期限 <" in page
    assert 'aria-current="true">期限' in page
    forget = page.split('/forget/"')[0].rsplit('action="', 1)[1] + "/forget/"
    other = signed_in(world, world.actor(MAKER, "operator"))
    assert "期限 <span" not in text(other, "/?")
    assert other.post(forget).status_code == 404
    assert coordinator.post(forget.replace("forget", "begin"), {"first": "0"}).status_code == 302
    assert coordinator.get("/").status_code == 200
    assert coordinator.post(forget).status_code == 302
    assert "begin/" not in text(coordinator, "/?kind=window")


def test_a_filter_without_a_name_is_not_kept_and_says_so(coordinator: Client) -> None:
    answer = coordinator.post("/tower/filters/", {"query": "?kind=window", "name": "  "}, follow=True)
    assert "名前を40字以内で書いてください" in answer.content.decode()
    assert "最初に開く" not in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["?kind=x", "?member=x", "?site=0", "?area=%00", "?therapy='%3Bdrop", "?own=2&stage=x"]
)
def test_what_makes_no_sense_in_the_address_narrows_nothing(coordinator: Client, query: str) -> None:
    if "%00" in query:
        assert coordinator.get(f"/{query}").status_code in (200, 400)
        return
    assert "要対応 1 件" in text(coordinator, f"/{query}")


def test_figures_over_time_count_what_they_say_and_are_the_same_as_a_file(
    world: World, coordinator: Client
) -> None:
    page = text(coordinator, "/tower/figures/")
    for part in (
        "採取から投与までの日数",
        "予定日どおり",
        "分子：",
        "待機中の患者（理由別）",
        "n=1",
        "枠の利用",
    ):
        assert part in page, part
    lines = list(
        csv.DictReader(
            io.StringIO(text(coordinator, "/tower/figures/?by=quarter&format=csv").lstrip("\ufeff"))
        )
    )
    spans = [one for one in lines if one["figure"] == "vein" and one["of"]]
    assert [one["of"] for one in spans] == ["n=1"]
    waiting = {one["line"]: one["value"] for one in lines if one["figure"] == "waiting"}
    assert sum(map(int, waiting.values())) == 1
    outsider = signed_in(world, world.actor(OUTSIDER, "physician"))
    assert "n=1" not in text(outsider, "/tower/figures/?by=nonsense")


def test_everybody_reads_what_was_published_and_nothing_small(world: World) -> None:
    passer_by = Client(headers={"accept-language": "ja"})
    assert "公表した数字はまだありません" in text(passer_by, "/figures/")
    assert passer_by.get("/figures/figures.json").status_code == 404
    later = world.now + timedelta(days=100)
    with acting(Scope("worker")):
        assert publish_figures(later)
        assert not publish_figures(later + timedelta(days=1)), "an edition is never changed"
        assert PublicFigures.objects.count() == 1
    page = text(passer_by, "/figures/")
    assert 'data-label="合計">5未満' in page, "one case was treated, and nobody is told that it was one"
    figures = passer_by.get("/figures/figures.json").json()["figures"]
    (quarter,) = [one for one in figures["treated"] if any(cell["mark"] for cell in one["settings"])]
    assert quarter["total"] == {"count": None, "mark": "small"}
    assert [one["median_days"] for one in figures["vein_to_vein"]] == [None]
    assert [one["percent"] for one in figures["on_time"]] in ([None], [])
    lines = text(passer_by, "/figures/figures.csv")
    assert "members_kinds" in lines
    assert "5未満" in lines
    for name in world.chains.values():
        number = world.running(name).journey.number
        assert number not in page + lines


def test_a_month_must_pass_before_a_quarter_is_published(world: World) -> None:
    with acting(Scope("worker")):
        publish_figures(world.now.replace(month=12, day=30))
        assert "2026 Q4" not in PublicFigures.objects.get().figures["quarters"]
