"""Comparability in the browser: planned, measured, analysed, signed by two; the barred lot may then be released."""

import pytest

from tests.stories.desk import Desk, Town
from tests.support.world import World
from tsunagu.demonstration.engine import comparability as invented

pytestmark = pytest.mark.story

LOT, MAKER, HOLDER = "allo-msc-comparability-production", "shonan-bio", "tsubasa-stem"
BARRED, SHOWN = "同等性が確認されるまで", "同等性確認済み"
LIST = "evaluation/comparability/"
SIDES = {"before": "前", "after": "後"}


def set_the_stage(world: World) -> None:
    """A lot of the barred product whose tests have passed, in front of its release."""
    world.order(LOT, name="barred")
    world.run_until(world.chains["barred"], "site_release")


def test_two_signatures_under_a_study_open_the_gate_of_a_barred_lot(town: Town) -> None:
    town.show(minutes=1)
    holder, quality, analyst = town.desk(HOLDER, "mah"), town.desk(MAKER, "quality"), town.desk(MAKER, "qc")
    number = town.number("barred")
    assert BARRED in lot(quality, number)
    quality.act(number, "complete", step="site_release").fill(verdict="released").sign()
    assert BARRED in quality.text
    study = plan(holder)
    measure(analyst, study)
    analyst.open(LIST + study).press("button:has-text('解析する')").done("解析し")
    assert "0.8〜1.25 の内側です" in analyst.text
    assert analyst.page.locator("main svg").count() >= 4
    sign(holder, study)
    assert "二人目の署名待ち" in holder.text
    assert not holder.page.locator("main form[action$='/sign/']").count()
    assert BARRED in lot(quality, number)
    sign(quality, study)
    assert "出荷・割当・投与できます" in quality.text
    text = lot(quality, number)
    assert f"{SHOWN}（{study}）" in text
    assert BARRED not in text
    quality.press("a:has-text('評価を見る')")
    assert study in quality.text
    release(town, quality, number)
    assert f"{SHOWN}（{study}）" in lot(holder, number)
    withdraw(holder, study)
    assert BARRED in lot(holder, number)


def lot(desk: Desk, number: str) -> str:
    """What the lot's page says."""
    return desk.open(f"journeys/{number}/").text


def plan(holder: Desk) -> str:
    """Plan a study on screen; return its number."""
    holder.open(LIST).press("a.btn.primary").press("a[href*='product=allo-msc-comparability']")
    holder.fill(
        title="培養容器の変更（合成データ）", changed="培養容器を変えた", before="製法1.0版", after="製法2.0版",
        lots="\n".join(", ".join((SIDES[one.side], one.label, one.block)) for one in invented.lots()),
        is_synthetic=True,
    )  # fmt: skip
    unfold(holder, "trophic_factor")
    holder.fill(
        trophic_factor__use="ratio", trophic_factor__lower="0.80", trophic_factor__upper="1.25",
        trophic_factor__sd="15",
    )  # fmt: skip
    unfold(holder, "cd105_positive")
    holder.fill(cd105_positive__use="range")
    holder.sign().done()
    assert "86%" in holder.text
    return str(holder.page.url).rstrip("/").rpartition("/")[2]


def unfold(desk: Desk, key: str) -> None:
    """Open the fields of a characteristic."""
    desk.page.locator(f"main details:has([name='{key}__use']) summary").click()


def measure(analyst: Desk, study: str) -> None:
    """Paste the values of all lots: a slip first, then as they are."""
    truths = {key: invented.TRUTHS[key] for key in ("trophic_factor", "cd105_positive")}
    table = invented.table(invented.lots(), truths=truths)
    analyst.open(f"{LIST}{study}/values/").fill(
        values=table.replace("DEMO-B08", "DEMO-X"), source="TR-2026-14"
    )
    analyst.press("button[name='look']")
    assert "DEMO-X" in analyst.text
    assert not analyst.page.locator("main button[name='record']").count()
    analyst.fill(values=table).press("button[name='look']").press("button[name='record']").done()


def sign(desk: Desk, study: str) -> None:
    """Sign the conclusion as what it is."""
    desk.open(LIST + study).press("form[action$='/sign/'] button").done()


def withdraw(desk: Desk, study: str) -> None:
    """Withdraw a study: without a reason it is refused."""
    desk.open(LIST + study).page.locator("main details summary:has-text('取り下げる')").click()
    desk.press("form[action$='/withdraw/'] button").told_why("理由")
    desk.fill(reason="測定法の誤りが判明").press("form[action$='/withdraw/'] button").done()


def release(town: Town, quality: Desk, number: str) -> None:
    """The manufacturer's quality unit releases the lot."""
    quality.act(number, "complete", step="site_release").fill(verdict="released").sign().done()
    assert town.world.row(town.world.chains["barred"], "site_release").state == "done"
