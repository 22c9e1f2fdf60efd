"""The scan page in a real browser: by keyboard alone, by a hand scanner, by the camera; with and without scripts."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from PIL import Image

from tests.conftest import CHROMIUM, CHROMIUM_ARGUMENTS
from tests.journeys.scan.hand import at_the_time_of, set_clock
from tests.journeys.scan.staging import CLINIC, COURIER, set_the_stage
from tests.support.application import Served, serving, session_cookie
from tests.support.world import World
from tsunagu.foundation.documents import symbols
from tsunagu.identifiers.digital_link import parse_digital_link
from tsunagu.members.domain.actor import Actor

__all__ = ["set_the_stage"]
pytestmark = pytest.mark.story
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def served(open_world: World) -> Iterator[Served]:
    """The world served, at its time."""
    set_clock(open_world)
    with serving(str(connections.settings["default"]["NAME"])) as application:
        yield application


def at(served: Served, world: World, new_context: Callable[..., Any], who: Actor, **options: Any) -> Any:
    """Return a page of this person's phone; errors of its scripts fail the test."""
    context = new_context(viewport=PHONE, **options)
    context.add_cookies([session_cookie(served, world.account(who))])
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def is_accessible(page: Any) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def enter(page: Any, text: str) -> None:
    """Type into the field that has the focus already, as a hand scanner does, and end with Enter."""
    assert page.evaluate("document.activeElement.id") == "symbol"
    page.keyboard.type(text)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_bedside_by_keyboard(
    open_world: World, served: Served, new_context: Callable[..., Any], scheme: str
) -> None:
    world = open_world
    hers = world.items(world.chains["hers"], "car_t_bag")[0]
    page = at(served, world, new_context, world.actor(CLINIC, "nurse"), color_scheme=scheme)
    page.goto(served / "scan/")
    is_accessible(page)
    enter(page, "A999926000999")
    assert page.get_by_text("見つかりません").first.is_visible()
    is_accessible(page)
    page.locator("#symbol").focus()
    enter(page, hers.label)
    is_accessible(page)
    with page.expect_navigation():
        page.get_by_role("link", name="患者さんの確認へ進む").press("Enter")
    assert page.url.endswith("/bedside/")
    is_accessible(page)
    enter(page, world.running(world.chains["hers"]).journey.number)
    is_accessible(page)
    enter(page, f"TSW1:{world.wristband(world.chains['hers'])}")
    assert page.get_by_role("heading", name="この患者さんの、この製品です").is_visible()
    is_accessible(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_another_patients_bag_is_unmistakable(
    open_world: World, served: Served, new_context: Callable[..., Any], scheme: str
) -> None:
    world = open_world
    his = world.items(world.chains["his"], "car_t_bag")[0]
    band = f"TSW1:{world.wristband(world.chains['hers'])}"
    page = at(served, world, new_context, world.actor(CLINIC, "nurse"), color_scheme=scheme)
    page.goto(served / f"scan/item/{his.uuid}/bedside/")
    enter(page, world.running(world.chains["his"]).journey.number)
    enter(page, band)
    halt = page.get_by_role("alert")
    assert halt.get_by_role("heading").inner_text() == "停止。使わないでください"
    box, width = halt.bounding_box(), PHONE["width"]
    assert box["width"] > 0.85 * width
    assert box["height"] > 0.5 * PHONE["height"]
    is_accessible(page)
    page.goto(served / f"scan/item/{his.uuid}/problem/")
    is_accessible(page)
    page.goto(served / "scan/")
    enter(page, band)
    is_accessible(page)


def test_the_bedside_without_scripts(
    open_world: World, served: Served, new_context: Callable[..., Any]
) -> None:
    world = open_world
    hers = world.items(world.chains["hers"], "car_t_bag")[0]
    page = at(served, world, new_context, world.actor(CLINIC, "nurse"), java_script_enabled=False)
    page.goto(served / f"scan/item/{hers.uuid}/bedside/")
    for text in (world.running(world.chains["hers"]).journey.number, world.wristband(world.chains["hers"])):
        page.fill("#symbol", text)
        with page.expect_navigation():
            page.click("button.primary")
    assert page.locator("button[name=sign]").is_visible()


def test_a_hand_scanner_with_group_separators(
    open_world: World, served: Served, new_context: Callable[..., Any]
) -> None:
    """It types without a click, and sends the separator as Ctrl+]."""
    world = open_world
    bag = world.items(world.chains["hers"], "car_t_bag")[0]
    elements = parse_digital_link(bag.epc).elements
    page = at(served, world, new_context, world.actor(CLINIC, "nurse"))
    page.goto(served / "scan/")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+]")
    page.keyboard.type(f"01{elements['01']}21{elements['21']}")
    page.keyboard.press("Control+]")
    page.keyboard.type("10LOT-1")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(f"/scan/item/{bag.uuid}/")


def test_trace_and_hand_overs_are_accessible(
    open_world: World, served: Served, new_context: Callable[..., Any]
) -> None:
    world = open_world
    number = world.running(world.chains["hers"]).journey.number
    page = at(served, world, new_context, world.actor(CLINIC, "nurse"))
    for path in ("trace/", f"trace/?q={number}", "trace/?q=nothing-there", "trace/hand-overs/"):
        page.goto(served / path)
        is_accessible(page)


def test_the_camera_reads_a_donation(open_world: World, served: Served, browser: Any, tmp_path: Path) -> None:
    """A camera that films the label: the picture is decoded, and the page of the item opens by itself."""
    world = open_world
    at_the_time_of(world, "waiting")
    item = world.items(world.chains["waiting"], "apheresis")[0]
    film = tmp_path / "film.mjpeg"
    film.write_bytes(_frame(symbols.datamatrix(f"={item.label}00").png(6)) * 4)
    chromium = browser.browser_type.launch(
        executable_path=CHROMIUM,
        args=[
            *CHROMIUM_ARGUMENTS,
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ],
    )
    try:
        page = at(served, world, chromium.new_context, world.actor(COURIER, "courier"), locale="ja-JP")
        page.goto(served / "scan/")
        page.wait_for_timeout(300)
        if "/item/" not in page.url and page.get_by_role("button", name="カメラで読み取る").is_visible():
            page.get_by_role("button", name="カメラで読み取る").click()
        page.wait_for_url(f"**/scan/item/{item.uuid}/", timeout=20_000)
        assert page.get_by_role("heading", name="受け取る現品です").is_visible()
    finally:
        chromium.close()


def _frame(symbol: bytes) -> bytes:
    """Return one JPEG frame of a camera that looks at a symbol."""
    frame = Image.new("RGB", (640, 480), (190, 190, 190))
    frame.paste(Image.open(io.BytesIO(symbol)).convert("RGB"), (220, 140))
    written = io.BytesIO()
    frame.save(written, "JPEG", quality=92)
    return written.getvalue()
