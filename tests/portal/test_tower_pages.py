"""Filters that are kept, figures over time, and the figures for everybody: what each shows to whom."""

import csv
import io
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.portal.reports import report_due
from tests.support.pages import signed_in
from tests.support.world import World
from tsunagu.coordination.domain.pipeline.products import Card
from tsunagu.coordination.domain.pipeline.stages import track_of
from tsunagu.coordination.services.pipeline.enter_product import enter_product
from tsunagu.coordination.services.pipeline.record_move import Evidence, Reached
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.journeys.models import PublicFigures
from tsunagu.journeys.services.publish_figures import publish_figures
from tsunagu.notices.models import Call, Notice
from tsunagu.notices.services.keep_roster import NewTurn, Who, add_turns

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
    assert [(one["part"], one["of"]) for one in spans] == [("", "1")]
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


def open_product(world: World, stage: str) -> None:
    hub = world.actor("rink", "coordinator")
    said = Text("試験の製品", "Product (test)")
    card = Card(
        name=said, cell_type="ips", source="allogeneic", is_gene_modified=False, indication=said, is_open=True
    )
    reached = Reached(track_of(stage), stage, date(2023, 4, 1), "1" if stage == "trial" else "")
    with world.acting(hub):
        enter_product(
            hub, world.member(MAKER), card, reached, Evidence(), request_key=str(uuid4()), now=world.now
        )


def test_the_files_tell_members_over_time_and_products_as_the_page_does(world: World) -> None:
    for stage in ("seed", "seed", "seed", "trial", "trial"):
        open_product(world, stage)
    with acting(Scope("worker")):
        publish_figures(world.now + timedelta(days=100))
    passer_by = Client(headers={"accept-language": "ja"})
    data = passer_by.get("/figures/figures.json").json()
    stages = {one["key"]: one for one in data["products_in_development"]["stages"]}
    assert [stages[key]["count"] for key in ("seed", "trial", "approved")] == [3, None, 0]
    assert data["products_in_development"]["smallest_count_shown"] == 3
    over_time = data["members_over_time"]
    assert over_time["months"][-1]["month"] == data["until"][:7]
    assert over_time["months"][-1]["members"] > 1
    assert [one["members"] for one in over_time["published_elsewhere"]] == [46, 169]
    lines = list(csv.reader(io.StringIO(text(passer_by, "/figures/figures.csv").lstrip("\ufeff"))))
    by_month = [[line[1], line[3]] for line in lines if line[0] == "members_at"]
    assert by_month == [[one["month"], str(one["members"])] for one in over_time["months"]]
    assert [line[3] for line in lines if line[0] == "members_published_elsewhere"] == ["46", "169"]
    told = {line[2]: line[3] for line in lines if line[0] == "products_in_development"}
    assert [told[stages[key]["ja"]] for key in ("seed", "trial", "approved")] == ["3", "秘匿", "0"]
    page = text(passer_by, "/figures/")
    for name, count in told.items():
        assert f'<span class="num nowrap">{count}</span>' in page.split(f"<span>{name}</span>")[1][:200]


def test_a_month_must_pass_before_a_quarter_is_published(world: World) -> None:
    with acting(Scope("worker")):
        publish_figures(world.now.replace(month=12, day=30))
        assert "2026 Q4" not in PublicFigures.objects.get().figures["quarters"]


def test_one_press_calls_who_is_on_duty_once(world: World, coordinator: Client) -> None:
    page = text(coordinator, "/")
    form = page.split('action="/tower/notify/"')[1].split("</form>")[0]
    said = {
        name: form.split(f'name="{name}" value="')[1].split('"')[0] for name in ("about", "number", "query")
    }
    assert coordinator.post("/tower/notify/", said)["Location"] == "/?"
    assert coordinator.post("/tower/notify/", said).status_code == 302
    with acting(Scope("auditor")):
        call = Call.objects.get()
        assert (call.concern, call.role, call.state) == ("window", "operator", "open")
    assert "応答待ち" in text(coordinator, "/")
    for member in (MAKER, OUTSIDER):
        assert signed_in(world, world.actor(member)).post("/tower/notify/", said).status_code == 403
    for wrong in ({"about": "x"}, {"about": str(UUID(int=1))}, {"number": "CH0"}):
        assert coordinator.post("/tower/notify/", said | wrong).status_code in (400, 404)
    with acting(Scope("auditor")):
        assert Call.objects.count() == 1


def test_a_report_due_stands_in_its_place_among_the_hours_and_its_lead_is_told_once_a_day(
    world: World, coordinator: Client
) -> None:
    report = report_due(world, days=0)
    page = text(coordinator, "/?")
    assert "要対応 2 件" in page
    assert page.index("新鮮アフェレーシスの開始期限") < page.index("の期限</b>"), (
        "6.5 hours before the day's end"
    )
    assert "要対応 1 件" in text(coordinator, "/?kind=report")
    assert "の期限</b>" not in text(coordinator, "/?stage=processing")
    said = {"about": str(report), "query": "?kind=report"}
    for _ in range(2):
        assert coordinator.post("/tower/notify-report/", said)["Location"] == "/?kind=report"
    with acting(Scope("auditor")):
        told = Notice.objects.filter(kind="coordinator_word")
        assert [one.member.key for one in told] == [MAKER]
    lead = signed_in(world, world.actor(MAKER, "operator"))
    assert "の期限</b>" in text(lead, "/?kind=report")
    assert lead.post("/tower/notify-report/", said).status_code == 403
    outsider = signed_in(world, world.actor(OUTSIDER, "physician"))
    assert "の期限</b>" not in text(outsider, "/?")
    assert coordinator.post("/tower/notify-report/", {"about": str(UUID(int=1))}).status_code == 404


def test_each_matter_says_whom_to_call_or_where_they_are_found(world: World, coordinator: Client) -> None:
    report_due(world, days=0)
    maker = world.actor(MAKER, "supervisor")
    contacts, nobody = f'<a href="/members/{maker.member_uuid}/#contacts"', "当番の登録なし"
    page = text(coordinator, "/?")
    assert page.count(contacts) == 2
    assert page.count(nobody) == 1, "nobody's duty is to hand in a report"
    turn = NewTurn(
        "manufacturing", 1, "1111111", 0, 24, Who(None, "夜間窓口", "03-5555-0199"),
        (world.now - timedelta(days=2)).date(),
    )  # fmt: skip
    with world.acting(maker):
        add_turns(maker, maker.member_id, [turn], world.now)
    page = text(coordinator, "/?")
    assert "夜間窓口" in page
    assert page.count(contacts) == 1
    assert nobody not in page
    assert "当番の登録なし" not in text(signed_in(world, world.actor(MAKER, "operator")), "/?")
