"""The coordinator in a browser: uploads a problem, watches it solved, looks, asks what one more suite would bring."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections

from tests.journeys.scan.hand import set_clock
from tests.support.application import Served, serving, session_cookie, working
from tests.support.world import World
from tsunagu.planning.domain.generated import Size, network
from tsunagu.planning.domain.problem.files import write_problem

pytestmark = pytest.mark.story
SECONDS = 90_000


@pytest.fixture
def served(stage: World, django_db_blocker: Any) -> Iterator[Served]:
    """The network served, with the worker beside it, at its time."""
    with django_db_blocker.unblock():
        set_clock(stage)
        name = str(connections.settings["default"]["NAME"])
        with serving(name) as application, working(name):
            yield application


def is_accessible(page: Any) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_from_a_file_to_what_one_more_suite_brings(
    stage: World, served: Served, new_context: Callable[..., Any], tmp_path: Path
) -> None:
    problem = tmp_path / "december.json"
    problem.write_text(write_problem(network(Size(6, 2, 2, 2.5), seed=1)), encoding="utf-8")
    context = new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([session_cookie(served, stage.person("rink", "coordinator"))])
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(served / "plan/")
    page.get_by_role("link", name="計画", exact=True).last.click()
    page.get_by_role("link", name="計画を作る").first.click()
    is_accessible(page)
    page.set_input_files("input[type=file]", str(problem))
    page.get_by_label("計画の名前").fill("12月の計画")
    page.get_by_role("button", name="計画を作る", exact=True).click()
    page.get_by_text("資源の予定").wait_for(timeout=SECONDS)
    assert "最適との差" in page.content() or "最適（証明済み）" in page.content()
    is_accessible(page)
    page.get_by_role("link", name="四半期").click()
    assert page.locator("svg.gantt:visible title", has_text="J0001").count() > 0
    page.get_by_label("1つ増やす").select_option("site-1/suite")
    page.get_by_role("button", name="この変更で計画し直す").click()
    answer = page.locator("#answers tr", has_text="site-1")
    answer.get_by_text("▼").wait_for(timeout=SECONDS)
    page.set_viewport_size({"width": 390, "height": 844})
    is_accessible(page)
