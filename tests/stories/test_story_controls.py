"""A control reads out of its limits: the analyst sees it at once, a task waits, and quality closes it on the chart."""

from tests.evaluation.trends.test_services import LAB, frozen
from tests.stories.desk import Town, minute


def test_a_control_out_of_limits_becomes_a_task_that_quality_closes(town: Town) -> None:
    control = frozen(town.world)
    town.show(hours=2)
    analyst, quality = town.desk(LAB, "qc"), town.desk(LAB, "quality")
    analyst.open("evaluation/controls/").press(f"a[href*='{control.number}/record/']")
    analyst.fill(readings="91.0", measured_at=minute(town.world.now), instrument="2号機").sign()
    assert "ルール1-3sに該当します" in analyst.page.locator("#notice").inner_text()
    assert "別の担当者が評価します" in analyst.text
    quality.open("inbox/")
    assert control.number in quality.text
    quality.press(f"a[href*='{control.number}']")
    quality.fill(cause="チャンバーの気泡", action="再測定し、限界内を確認")
    quality.press("#alarms button.primary").done("記録しました")
    assert "チャンバーの気泡" in quality.text
    assert "評価待ちの警報" not in quality.text
    assert control.number not in quality.open("inbox/").text
