"""Pages of making to stock: products are stated, lots planned and looked at, doses proposed; bad input is said."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.support.pages import signed_in, text_of
from tests.support.world import World
from tsunagu.foundation.scope import Scope, acting
from tsunagu.planning.models import StockProduct, StockRun
from tsunagu.planning.services.stock.solve_stock_run import solve_stock_run

MAKER, OUTSIDER, COORDINATOR = "shonan-bio", "haneda-clinic", "rink"
THERAPY = "allo-bm-msc-gvhd-production"
LIST, NEW, PRODUCT = "/plan/stock/", "/plan/stock/new/", f"/plan/stock/products/{THERAPY}/"
DOSES = f"{PRODUCT}doses/"
STATED = {
    "filled_after": "4", "lead": "7", "room_weeks": "5", "sizes": "200, 100", "per_hour": "50", "limit_hours": "3",
    "loss": "10", "kept": "95", "spread": "5", "failing": "5", "shelf": "150", "least": "4", "positions": "600",
    "low": "10", "mid": "16", "high": "30", "lines": "",
}  # fmt: skip
PLAN = {
    "key": "k1",
    "products": THERAPY,
    "weeks": "12",
    "rooms": "1",
    "unmet": "20",
    "lot": "10",
    "title": "春の計画",
}


def maker(world: World, **headers: str) -> Client:
    return signed_in(world, world.actor(MAKER), **headers)


def stated(world: World) -> list[StockProduct]:
    with acting(Scope("worker")):
        return list(StockProduct.objects.all())


def runs(world: World) -> list[StockRun]:
    with acting(Scope("worker")):
        return list(StockRun.objects.all())


def plan(world: World, client: Client) -> str:
    """State the product, ask for a plan and solve it; return its address."""
    assert client.post(PRODUCT, STATED).status_code == 302
    address = client.post(NEW, PLAN)["Location"]
    (run,) = runs(world)
    solve_stock_run(run.uuid, lambda: world.now)
    return str(address)


def test_nothing_stated_yet_says_what_to_do(world: World) -> None:
    shown = text_of(maker(world).get(LIST))
    assert "製品の条件がまだ登録されていません" in shown
    assert PRODUCT in shown


def test_from_a_statement_to_a_plan_one_can_read(world: World) -> None:
    client = maker(world)
    first = text_of(client.get(PRODUCT))
    assert "工程フローから作った初期値" in first
    assert 'value="50"' in first or 'value="100, 200"' in first
    address = plan(world, client)
    (run,) = runs(world)
    assert (run.state, run.title, run.weeks) == ("done", "春の計画", 12)
    shown = text_of(client.get(address))
    assert "最適" in shown
    assert 'class="gantt"' in shown or "gantt" in shown
    assert "新規ロット1" in shown
    assert "春の計画" in text_of(client.get(LIST))
    rows = list(csv.reader(io.StringIO(client.get(f"{address}csv/lots/").content.decode("utf-8-sig"))))
    assert len(rows) >= 2
    weeks = list(csv.reader(io.StringIO(client.get(f"{address}csv/weeks/").content.decode("utf-8-sig"))))
    assert len(weeks) == 13
    assert client.get(f"{address}csv/else/").status_code == 404
    assert "Lots made to stock" in text_of(maker(world, **{"accept-language": "en"}).get(address))


def test_a_plan_sent_twice_is_one_and_shows_that_it_is_under_way(world: World) -> None:
    client = maker(world)
    client.post(PRODUCT, STATED)
    first, second = client.post(NEW, PLAN), client.post(NEW, PLAN)
    assert first["Location"] == second["Location"]
    assert len(runs(world)) == 1
    shown = text_of(client.get(first["Location"]))
    assert 'hx-trigger="every 3s"' in shown
    assert "待機中" in shown


def test_nobody_waiting_and_nothing_in_store_are_said(world: World) -> None:
    shown = text_of(maker(world).get(DOSES))
    assert "割当てを待っている患者さんはいません" in shown
    assert "出荷判定済みの在庫がありません" in shown


def test_who_sees_it(world: World) -> None:
    address = plan(world, maker(world))
    assert maker(world).get(address).status_code == 200
    outsider = signed_in(world, world.actor(OUTSIDER))
    assert outsider.get(address).status_code == 404
    assert "春の計画" not in text_of(outsider.get(LIST))
    assert "春の計画" in text_of(signed_in(world, world.actor(COORDINATOR, "coordinator")).get(LIST))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"lead": "4"}, "充填は出荷判定より前"),
        ({"room_weeks": "9"}, "培養室を使う週数"),
        ({"sizes": "たくさん"}, "整数"),
        ({"sizes": "1,2,3,4,5,6"}, "ロットサイズ"),
        ({"shelf": "5"}, "有効期間"),
        ({"kept": "NaN"}, "入力"),
        ({"low": ""}, "3つ"),
        ({"low": "30"}, "少なめ"),
        ({"low": "", "mid": "", "high": ""}, "どちらか"),
        ({"lines": "2026-12-07, 5, 4, 9"}, "少なめ"),
        ({"lines": "0001-01-01, 1, 2, 3"}, "年"),
        ({"lines": "2026-12-07, nan, 4, 9"}, "少なめ"),
        ({"lines": "2026-12-07, 1, 2, 3\n2026-12-08, 1, 2, 3"}, "2つ"),
        ({"lines": "x" * 10_000}, ""),
        ({"lines": "2026-12-07, 1, 2\x00, 3"}, ""),
        ({"file": SimpleUploadedFile("a.csv", b"\xff\xfe\x00")}, ""),
    ],
)
def test_what_cant_be_meant_is_refused_and_nothing_is_kept(
    world: World, wrong: dict[str, Any], said: str
) -> None:
    answer = maker(world).post(PRODUCT, STATED | wrong)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert stated(world) == []


def test_a_forecast_comes_from_a_file(world: World) -> None:
    file = SimpleUploadedFile(
        "f.csv", "週の月曜日,少なめ,中央,多め,地域\n2026-12-07,1,2,3,東\n2026-12-07,4,5,6,西\n".encode()
    )
    assert maker(world).post(PRODUCT, STATED | {"file": file}).status_code == 302
    (row,) = stated(world)
    assert row.stated["lines"] == [["2026-12-07", 1.0, 2.0, 3.0, "東"], ["2026-12-07", 4.0, 5.0, 6.0, "西"]]


@pytest.mark.parametrize("wrong", [{"weeks": "99"}, {"products": ""}, {"rooms": "-1"}, {"unmet": "inf"}])
def test_a_plan_that_cant_be_asked_for_is_refused(world: World, wrong: dict[str, str]) -> None:
    client = maker(world)
    client.post(PRODUCT, STATED)
    assert client.post(NEW, PLAN | wrong).status_code == 422
    assert runs(world) == []


def test_a_route_that_makes_nothing_for_stock_is_not_there(world: World) -> None:
    assert maker(world).get("/plan/stock/products/auto-cartilage/").status_code == 404
