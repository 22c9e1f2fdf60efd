"""Every page, for six people and a passer-by: no violation of WCAG 2.2 AA, no stranger's host, no heavy page."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from pytest_django.plugin import DjangoDbBlocker
from tests.accessibility.walking import Visited, Walk, patterns, walk
from tests.conftest import _point_at
from tests.support.application import Served, session_cookie
from tests.support.demonstration import served_demonstration

from tsunagu.foundation.database.credentials import Credentials
from tsunagu.members.models import Person

pytestmark = [pytest.mark.story, pytest.mark.slow]

PEOPLE = {
    "passer-by": "",
    "coordinator": "aoki@rink-coordination.example",
    "physician": "takahashi@haneda-care.example",
    "operator": "ono@tonomachi-cells.example",
    "courier": "nakagawa@minato-logistics.example",
    "quality": "kondo@tonomachi-cells.example",
    "auditor": "nishimura@audit-centre.example",
}
NOT_BY_LINK: dict[str, str] = {
    "account_confirm_email": "comes by letter",
    "account_reset_password_from_key": "comes by letter",
    "account_reset_password_from_key_done": "comes by letter",
    "set_language": "is sent, not opened",
    "theme": "is sent, not opened",
    "mfa_remove_webauthn": "needs a passkey",
    "mfa_edit_webauthn": "needs a passkey",
}
"""Addresses with parameters that no page of the six people leads to, each with its reason."""
HEAVIEST = 300_000
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "elementRef": False}
SIGHTS = [(1400, "light"), (390, "light"), (390, "dark"), (1400, "dark")]
Cookies = dict[str, dict[str, str] | None]


@pytest.fixture(scope="module")
def demonstration(
    credentials: Credentials,
    template_database: str,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Served]:
    """The demonstration at one moment, for this file."""
    with django_db_blocker.unblock(), served_demonstration(credentials, template_database, _point_at) as served:
        yield served


@pytest.fixture(scope="module")
def cookies(demonstration: Served) -> Cookies:
    """A session for each person."""
    return {
        role: session_cookie(demonstration, Person.objects.get(email=email)) if email else None
        for role, email in PEOPLE.items()
    }


@pytest.fixture(scope="module")
def walks(demonstration: Served, cookies: Cookies) -> dict[str, Walk]:
    """What each person can reach."""
    return {
        role: walk(demonstration.url, f"{cookie['name']}={cookie['value']}" if cookie else "")
        for role, cookie in cookies.items()
    }


def test_every_address_is_reached_by_somebody(walks: dict[str, Walk]) -> None:
    reached = {page.view for found in walks.values() for page in found.pages}
    unreached = {name for name, parameters in patterns() if parameters and name not in reached}
    assert sorted(unreached - set(NOT_BY_LINK)) == []


@pytest.mark.parametrize("role", PEOPLE)
def test_no_link_leads_nowhere(walks: dict[str, Walk], role: str) -> None:
    assert walks[role].broken == []


@pytest.mark.parametrize("role", PEOPLE)
def test_no_page_is_heavy(walks: dict[str, Walk], role: str) -> None:
    sizes = {page.url: len(page.body) for page in walks[role].pages if page.kind == "text/html"}
    assert {url: size for url, size in sizes.items() if size > HEAVIEST} == {}


@pytest.mark.parametrize("role", PEOPLE)
def test_every_page_is_accessible_and_its_own(
    walks: dict[str, Walk],
    demonstration: Served,
    cookies: Cookies,
    role: str,
    new_context: Callable[..., Any],
) -> None:
    context = new_context(reduced_motion="reduce")
    if (cookie := cookies[role]) is not None:
        context.add_cookies([cookie])
    page, strangers = context.new_page(), list[str]()
    page.on("request", lambda asked: strangers.append(asked.url) if _is_elsewhere(asked.url, demonstration) else None)
    found: dict[str, list[str]] = {}
    for visited in _one_of_each(walks[role]):
        page.goto(demonstration / visited.url, wait_until="load")
        if violations := _violations(page):
            found[visited.url] = violations
    assert strangers == []
    assert found == {}, json.dumps(found, ensure_ascii=False, indent=1)


def _is_elsewhere(url: str, served: Served) -> bool:
    return not url.startswith((served.url, "data:", "blob:", "about:"))


def _one_of_each(found: Walk) -> list[Visited]:
    """Return the whole pages, each once: several addresses may lead to the same."""
    return list({page.url: page for page in found.pages if page.is_page}.values())


def _violations(page: Any) -> list[str]:
    """Return what axe finds in the four sights, the same thing once."""
    page.evaluate(AXE)
    found: dict[str, str] = {}
    for width, scheme in SIGHTS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        for violation in page.evaluate(f"axe.run(document, {json.dumps(RULES)})")["violations"]:
            for node in violation["nodes"]:
                told = f"{violation['id']}: {node['target']} {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
                found.setdefault(f"{violation['id']} {node['target']}", f"{width} {scheme} {told}")
    return list(found.values())


AXE = Axe().axe_script
