"""An out-of-specification result in the browser: from the bench to the alarm, its investigation and the new result."""

import pytest

from tests.stories.desk import Desk, Town
from tests.stories.posting import MAKER, TRIAL
from tests.stories.test_laboratory import LABORATORY, STEP, stands
from tests.support.world import World

pytestmark = pytest.mark.story


def set_the_stage(world: World) -> None:
    """A trial case whose samples are at the laboratory."""
    world.order(TRIAL, name="hers")
    world.run_until(world.chains["hers"], STEP, "start")


def test_from_the_bench_to_the_conclusion_and_the_new_result(town: Town) -> None:
    town.show(minutes=1)
    analyst = town.desk(LABORATORY, "qc")
    second = town.second(analyst, "qc", "quality", "supervisor")
    enter(analyst, "viability", "91.5\n92.0\n90.8")
    assert "確認待ち" in analyst.text
    verify(second)
    assert stands(town.world, "viability").counts_as == "passed"
    enter(analyst, "endotoxin", "50")
    number = town.number("hers")
    analyst.open(f"journeys/{number}/").press("a[href*='/oos-check/']")
    analyst.fill(wrong=["reagents"], finding="標準品の期限切れを確認").sign()
    analyst.told_why("原因")
    analyst.fill(cause="期限切れの標準品を使用した").sign().done()
    quality = town.desk(MAKER, "quality")
    quality.open(f"journeys/{number}/").press("a[href*='/oos-conclude/']")
    assert "期限切れの標準品を使用した" in quality.text
    quality.fill(outcome="laboratory_error", reason="試験室の記録を確認した").sign().done()
    assert stands(town.world, "endotoxin").counts_as == "failed"
    town.show(hours=1)
    enter_again(analyst, number)
    verify(second)
    assert stands(town.world, "endotoxin").counts_as == "passed"
    page = quality.open(f"journeys/{number}/").text
    assert "試験室の誤り（結果は無効）" in page
    assert "0.2 EU/mL" in page


def enter(analyst: Desk, key: str, readings: str) -> None:
    """Enter a result from the worklist."""
    analyst.open("evaluation/").press(f"a[href*='subject={key}']")
    analyst.fill(readings=readings, instrument="測定機器1号", reagent_lots="R26-11").sign().done()


def enter_again(analyst: Desk, number: str) -> None:
    """Enter the result of the test that was done anew."""
    analyst.act(number, "result", step=STEP, subject="endotoxin")
    analyst.fill(readings="0.2", reagent_lots="R26-12").sign().done()


def verify(second: Desk) -> None:
    """Verify all that waits."""
    second.open("evaluation/").press("a.btn.primary[href*='/verify/']").fill(results=True).sign().done()


def test_a_planned_retest_leaves_the_failure(town: Town) -> None:
    town.show(minutes=1)
    analyst, quality, number = town.desk(LABORATORY, "qc"), town.desk(MAKER, "quality"), town.number("hers")
    enter(analyst, "endotoxin", "50")
    analyst.open(f"journeys/{number}/").press("a[href*='/oos-check/']")
    analyst.fill(finding="検体・機器・試薬・計算に問題なし").sign().done()
    quality.open(f"journeys/{number}/").press("a[href*='/oos-plan/']")
    quality.fill(kind="retest", count="2", reason="同じ検体で確かめる").sign().done()
    analyst.open(f"journeys/{number}/").press("a[href*='/oos-retest/']")
    analyst.fill(readings="0.2").sign()
    analyst.told_why("2個")
    analyst.fill(readings="0.2\n0.3").sign().done()
    quality.open(f"journeys/{number}/").press("a[href*='/oos-conclude/']")
    quality.fill(outcome="laboratory_error", reason="再試験は適合").sign()
    quality.told_why("原因が特定されていない")
    quality.fill(outcome="confirmed", reason="原因は特定されず、結果は有効").sign().done()
    assert stands(town.world, "endotoxin").counts_as == "failed"
