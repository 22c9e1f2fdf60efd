"""An accreditation lapses, in the browser: those whose patients' cells will be worked on there are warned, in time."""

from datetime import timedelta

import pytest

from tests.stories.desk import Desk, Town
from tests.support.world import World
from tsunagu.foundation import clock
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.journeys.services.warn_of_lapses import warn_of_lapses
from tsunagu.members.models import Agreement, Licence

pytestmark = pytest.mark.story
TRIAL, STEP = "auto-car-t-fresh-trial", "transduce"
LICENCE = "再生医療等製品製造業許可"


def set_the_stage(world: World) -> None:
    """A patient's cells will be transduced in some days; another's case is elsewhere."""
    world.order(TRIAL, name="hers")
    world.order("auto-cartilage", name="his")


def look() -> None:
    """What the worker does each quarter of an hour."""
    with acting(Scope("worker")):
        warn_of_lapses(clock.now())


def test_a_lapsed_accreditation_is_told_to_those_whose_patients_it_concerns(town: Town) -> None:
    town.show(minutes=1)
    chain, hers = town.world.chains["hers"], town.number("hers")
    maker = town.at_party(chain, "manufacturer", "operator")
    sponsor = town.at_party(chain, "sponsor", "sponsor", "quality")
    hospital = town.at_party(town.world.chains["his"], "hospital", "physician")
    coordinator = town.desk("rink", "coordinator")
    look()
    assert all(hers not in desk.open("inbox/").text for desk in (sponsor, coordinator))
    lapse(town)
    look()
    for desk in (maker, coordinator):
        told = desk.open("inbox/").text
        assert LICENCE in told
        assert hers in told
    assert LICENCE not in hospital.open("inbox/").text
    coordinator.press(f"a[href*='/journeys/{hers}/']")
    assert coordinator.page.url.endswith(f"{hers}/")
    renew(town)
    look()
    assert all(LICENCE not in desk.open("inbox/").text for desk in (maker, coordinator))


def lapse(town: Town) -> None:
    """The licence of the maker's site runs out the day before the step."""
    row = town.world.row(town.world.chains["hers"], STEP)
    _change(town, tokyo_date(row.planned_start) - timedelta(days=1))


def renew(town: Town) -> None:
    """The authority renews it."""
    _change(town, tokyo_date(town.world.now) + timedelta(days=1800))


def _change(town: Town, last_day: object) -> None:
    site = town.world.row(town.world.chains["hers"], STEP).site
    assert site is not None
    with acting(Scope("worker")):
        assert Licence.objects.filter(site__uuid=site, kind="manufacturing").update(valid_until=last_day) == 1


def test_the_coordinator_ends_an_agreement_and_the_parties_are_warned(town: Town) -> None:
    town.show(minutes=1)
    chain, hers = town.world.chains["hers"], town.number("hers")
    quality = town.at_party(chain, "manufacturer", "quality")
    coordinator = town.desk("rink", "coordinator")
    find(coordinator, "殿町細胞製造", "さくらCAR-T")
    coordinator.press("a[href$='/end/']").fill(last_day="2020-01-01").sign()
    coordinator.told_why("より前です")
    coordinator.fill(last_day=tokyo_date(clock.now()).isoformat()).sign().done("終了日")
    look()
    told = quality.open("inbox/").text
    assert "品質契約" in told
    assert hers in told
    with acting(Scope("worker")):
        assert Agreement.objects.filter(kind="quality", valid_until=tokyo_date(clock.now())).count() == 1


def find(desk: Desk, *words: str) -> None:
    """Find the quality agreement of two members in the register and open it."""
    desk.open("members/agreements/?q=品質")
    rows = desk.page.locator("main tbody tr")
    for word in words:
        rows = rows.filter(has_text=word)
    assert rows.count() == 1, desk.text[:1500]
    with desk.page.expect_navigation():
        rows.first.locator("a").first.click()
    desk.checked()
