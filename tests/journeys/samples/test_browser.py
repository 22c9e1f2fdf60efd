"""In a browser on a phone: a sample is taken, stands in the register, and is found by a look-back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections

from tests.journeys.samples.deeds import bag, holder
from tests.journeys.samples.test_look_back import hospital, maker, number
from tests.journeys.scan.hand import set_clock
from tests.stories.test_late_positive import set_the_stage
from tests.support.application import Served, serving, session_cookie
from tests.support.world import World
from tsunagu.members.domain.actor import Actor

__all__ = ["set_the_stage"]
pytestmark = pytest.mark.story


@pytest.fixture
def served(open_world: World) -> Iterator[Served]:
    """The world served, at its time."""
    set_clock(open_world)
    with serving(str(connections.settings["default"]["NAME"])) as application:
        yield application


def at(served: Served, world: World, new_context: Callable[..., Any], who: Actor, width: int) -> Any:
    context = new_context(viewport={"width": width, "height": 900})
    context.add_cookies([session_cookie(served, world.account(who))])
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def is_accessible(page: Any) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def takes_a_sample(keeper: Any, served: Served, world: World) -> None:
    """Take a retained sample from a bag of the lot, and find it in the register."""
    lot = number(world, "lot")
    keeper.goto(served / f"journeys/{lot}/sample/?item={bag(world).uuid}")
    is_accessible(keeper)
    keeper.get_by_label("参考品", exact=True).check()
    keeper.get_by_label("1本あたりの量").fill("1")
    keeper.get_by_label("元の現品から減る量").fill("1e6")
    with keeper.expect_navigation():
        keeper.get_by_role("button", name="署名して採材を記録する").click()
    keeper.goto(served / "evaluation/samples/")
    is_accessible(keeper)
    assert keeper.get_by_text("参考品").first.is_visible()
    with keeper.expect_navigation():
        keeper.locator(".samples tbody th a").first.click()
    is_accessible(keeper)


def test_from_the_sampling_to_the_look_back(
    open_world: World, served: Served, new_context: Callable[..., Any]
) -> None:
    world, lot = open_world, number(open_world, "lot")
    takes_a_sample(at(served, world, new_context, holder(world, bag(world), "storage"), 390), served, world)

    quality = at(served, world, new_context, maker(world), 1280)
    quality.goto(served / f"trace/?q={lot}")
    with quality.expect_navigation():
        quality.get_by_role("link", name="遡及調査を始める").click()
    is_accessible(quality)
    quality.get_by_label("理由").fill("ドナーの追加検査で陽性（合成データ）")
    with quality.expect_navigation():
        quality.get_by_role("button", name="署名して始める").click()
    is_accessible(quality)
    assert quality.get_by_role("heading", name="試験できる保管検体").is_visible()

    physician = at(served, world, new_context, hospital(world, "hers"), 390)
    physician.goto(served / "look-backs/")
    is_accessible(physician)
    with physician.expect_navigation():
        physician.get_by_role("link", name="回答").first.click()
    is_accessible(physician)
    physician.get_by_label("保管検体・患者とも陰性").check()
    physician.get_by_label("確認した内容と結果").fill("患者さんの検査は陰性")
    with physician.expect_navigation():
        physician.get_by_role("button", name="署名して回答する").click()
    assert physician.get_by_text("患者さんの検査は陰性").first.is_visible()
    quality.set_viewport_size({"width": 390, "height": 900})
    quality.reload()
    is_accessible(quality)
