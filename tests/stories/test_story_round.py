"""A round of eight laboratories in the browser: planned, sent, received by scanning, reported blind, published."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.stories.desk import Desk, Town, minute
from tests.support.world import World
from tsunagu.custody.queries.items import items_by_uuid
from tsunagu.demonstration.engine.rounds import VIABILITY as TRUTH
from tsunagu.demonstration.engine.rounds import drawn, members_that_test
from tsunagu.evaluation.models import Round, RoundLaboratory
from tsunagu.foundation.scope import Scope, acting

pytestmark = pytest.mark.story
HUB, LABORATORIES, OUTLIER = "rink", 8, 5


def set_the_stage(world: World) -> None:
    """The bare network."""


def test_eight_laboratories_measure_the_same_cells_and_see_who_reads_high(town: Town) -> None:
    town.show(minutes=1)
    members = members_that_test(LABORATORIES)
    readings = drawn(TRUTH.truth, members, 7)
    readings[members[OUTLIER]] = ("58.1", "59.0", "57.4")
    hub = town.desk(HUB, "coordinator")
    number = planned(town, hub, [str(one) for one in members])
    town.show(hours=5)
    labs = {member: town.desk(member, "qc") for member in members}
    for member, desk in labs.items():
        desk.scan(label_of(town, number, member))
        desk.sign().done()
    town.show(days=3)
    for place, (member, desk) in enumerate(labs.items()):
        desk.open("evaluation/rounds/").press(f"a[href='/evaluation/rounds/{number}/#report']")
        desk.fill(readings="\n".join(readings[member]), tested_at=minute(town.sync() - timedelta(hours=2)))
        desk.sign().done("報告")
        others = [text for other, texts in readings.items() if other != member for text in texts]
        assert not any(text in desk.text for text in set(others) - set(readings[member]))
        assert f"{place + 1} / {LABORATORIES}" in hub.open(f"evaluation/rounds/{number}/").text
    hub.press("form button.primary").done("解析")
    hub.press("form button.primary").done("公表")
    seen_by(town, number, labs[members[0]], labs[members[OUTLIER]])


def planned(town: Town, hub: Desk, members: list[str]) -> str:
    """Plan the round and send its material; a slip is said before anything is announced."""
    opens = town.sync() + timedelta(days=2)
    hub.open("evaluation/rounds/").press("a[href$='/rounds/plan/']")
    hub.fill(
        name_ja="生存率", name_en="Viability", unit="%", method="画像式・AO/DAPI", material="凍結MSC 同一ロット",
        replicates="3", opens_at=minute(opens), reports_due=minute(opens - timedelta(days=1)),
        laboratories=members, is_synthetic=True,
    ).sign()  # fmt: skip
    hub.told_why("受付開始より後")
    hub.fill(reports_due=minute(opens + timedelta(days=14))).sign().done()
    with acting(Scope("auditor")):
        number = Round.objects.get().number
    hub.press("form button.primary").done()
    return str(number)


def label_of(town: Town, number: str, member: UUID) -> str:
    """Return what the laboratory reads from the tube."""
    with acting(Scope("auditor")):
        part = RoundLaboratory.objects.get(member=member)
        assert part.item is not None
        return items_by_uuid([part.item])[0].label


def seen_by(town: Town, number: str, ordinary: Desk, outlier: Desk) -> None:
    """Each laboratory sees its own score and code; a member that took no part sees the method's performance only."""
    page = f"evaluation/rounds/{number}/"
    assert "不満足" in outlier.open(page).text
    own = ordinary.open(page)
    assert own.page.locator("main svg").count()
    assert "（自施設）" in own.text
    for desk in (ordinary, outlier):
        assert desk.open("inbox/").page.locator(f"main a[href*='{number}']").count()
    stranger = town.desk(members_that_test(LABORATORIES + 1)[-1], "qc").open(page)
    assert "室間再現精度" in stranger.text
    assert "自施設" not in stranger.text
