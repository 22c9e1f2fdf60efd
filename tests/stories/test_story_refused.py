"""What must be refused, seen by the people on their own screens: the stop fills the page, and nothing is written."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.stories.desk import Desk, Town, readings
from tests.support.world import World
from tsunagu.demonstration.engine.script import Script

pytestmark = pytest.mark.story

TRIAL = "auto-car-t-fresh-trial"
CLINIC, COURIER, MAKER = "haneda-clinic", "minato-logistics", "tonomachi-cells"
UNREAD = Script(trouble_on=(("transport_in", "none"),))
PHONE = {"width": 390, "height": 844}


def set_the_stage(world: World) -> None:
    """Two patients at the bedside; a third one's cells travelled without a logger."""
    beginning = world.now
    for name in ("hers", "his"):
        world.now = beginning
        world.order(TRIAL, name=name)
        world.run_until(world.chains[name], "administer")
    world.order(TRIAL, name="unread", at=beginning)
    world.run_until(world.chains["unread"], "transduce", script=UNREAD)
    world.run_until(world.chains["hers"], "administer")


def number(town: Town, name: str) -> str:
    return town.world.running(town.world.chains[name]).journey.number


def bag(town: Town, name: str) -> str:
    return town.world.items(town.world.chains[name], "car_t_bag")[0].epc


@contextmanager
def nothing_written(town: Town) -> Iterator[None]:
    """No row of any table changes, whatever is pressed."""
    with town.world.unchanged():
        yield


def assert_stopped(desk: Desk) -> None:
    """The STOP fills the width of the screen, says so in words, and offers no way on."""
    halt = desk.page.locator("section.halt[role=alert]")
    assert "使わないでください" in halt.inner_text()
    assert "何も記録していません" in halt.inner_text()
    box, view = halt.bounding_box(), desk.page.viewport_size
    assert box["width"] >= 0.9 * min(view["width"], desk.page.locator("main").bounding_box()["width"])
    assert not desk.page.locator("main [name=sign]").count()


def at_the_bed(town: Town, desk: Desk, name: str) -> Desk:
    """Scan a patient's bag and begin the confirmation."""
    desk.scan(bag(town, name))
    with desk.page.expect_navigation():
        desk.page.locator("a.btn.primary.big").click()
    return desk


def test_another_patients_bag_at_the_bedside(town: Town) -> None:
    """His wristband was read first; then somebody takes her bag."""
    town.show()
    nurse = town.desk(CLINIC, "nurse", viewport=PHONE)
    with nothing_written(town):
        nurse.scan(f"TSW1:{town.world.wristband(town.world.chains['his'])}")
        nurse.read(bag(town, "hers"))
        assert_stopped(nurse)
    with nothing_written(town):
        at_the_bed(town, nurse, "hers").read(number(town, "his"))
        assert_stopped(nurse)


def test_the_wrong_wristband(town: Town) -> None:
    town.show()
    nurse = town.desk(CLINIC, "nurse")
    with nothing_written(town):
        at_the_bed(town, nurse, "hers").read(number(town, "hers"))
        nurse.read(town.world.wristband(town.world.chains["his"]))
        assert_stopped(nurse)
    at_the_bed(town, nurse, "hers").read(number(town, "hers"))
    nurse.read(town.world.wristband(town.world.chains["hers"]))
    nurse.sign().done()


def test_an_english_reader_is_stopped_in_english(town: Town) -> None:
    town.show()
    nurse = town.desk(CLINIC, "nurse")
    nurse.page.context.add_cookies([{"name": "django_language", "value": "en", "url": town.served.url}])
    at_the_bed(town, nurse, "hers").read(number(town, "his"))
    assert "STOP" in nurse.text
    assert "do not agree" in nurse.text


def test_a_leg_without_readings_waits_for_two_signatures(town: Town) -> None:
    """The operator is refused; quality proposes, quality and physician sign; then the cells go on."""
    world, chain = town.world, town.world.chains["unread"]
    ready = world.run_until(chain, "transduce", script=UNREAD)
    town.show()
    operator = town.desk(MAKER, "operator")
    apheresis = ready.item.epc
    with nothing_written(town):
        operator.scan(apheresis)
        if operator.page.locator("main form.big-form button.primary").count():
            operator.fill(line_clearance=True).sign()
        assert "温度記録" in operator.text
    assert world.row(chain, "transduce").state == "planned"
    quality, physician = town.desk(MAKER, "quality"), town.desk(CLINIC, "physician")
    case = number(town, "unread")
    quality.act(case, "propose", step="transduce", cause="condition.unjudged").fill(
        grounds="航空会社の記録と外観を確認し、品質への影響はないと判断"
    )
    quality.sign().done()
    for desk in (quality, physician):
        desk.open(f"journeys/{case}/")
        with desk.page.expect_navigation():
            desk.page.locator(f"main a[href*='/{case}/sign/']:visible").first.click()
        desk.fill(agrees="yes").sign().done()
    operator.do(apheresis)
    assert world.row(chain, "transduce").state == "started"


def test_late_readings_free_the_cells(town: Town) -> None:
    """The courier finds the logger's file after all: judged within the band, no decision is needed."""
    world, chain = town.world, town.world.chains["unread"]
    ready = world.run_until(chain, "transduce", script=UNREAD)
    town.show()
    courier = town.desk(COURIER, "courier")
    courier.act(number(town, "unread"), "readings", step="transport_in")
    courier.fill(step="transport_in", file=readings(world, chain, "transport_in")).sign().done()
    town.desk(MAKER, "operator").do(ready.item.epc)
    assert world.row(chain, "transduce").state == "started"
