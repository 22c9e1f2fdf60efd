"""Every page, for eight people and a passer-by: no violation of WCAG 2.2 AA, no stranger's host, no heavy page."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests.accessibility.walking import SAMPLES, Visited, Walk, built_of, patterns, walk
from tests.security.pages import PAGES, PROGRAM
from tests.support.application import Served, session_cookie
from tsunagu.custody.models import Item
from tsunagu.foundation import clock
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import Case
from tsunagu.members.models import Person
from tsunagu.members.queries.actors import actor_of

pytestmark = [pytest.mark.story, pytest.mark.slow]

PEOPLE = {
    "passer-by": "",
    "coordinator": "aoki@rink-coordination.example",
    "physician": "takahashi@haneda-care.example",
    "operator": "ono@tonomachi-cells.example",
    "courier": "nakagawa@minato-logistics.example",
    "quality": "kondo@tonomachi-cells.example",
    "auditor": "nishimura@audit-centre.example",
    "analyst": "nagai@kawasaki-evaluation.example",
    "maker": "ota@shonan-bio.example",
}
NOT_BY_LINK: dict[str, str] = {
    "account_confirm_email": "comes by letter",
    "account_reset_password_from_key": "comes by letter",
    "account_reset_password_from_key_done": "comes by letter",
    "set_language": "is sent, not opened",
    "theme": "is sent, not opened",
    "custody:hand_over": "is sent, not opened",
    "portal:keep_filter": "is sent, not opened",
    "portal:notify": "is sent, not opened",
    "portal:notify_report": "is sent, not opened",
    "shippers:retire": "is sent, not opened",
    "portal:begin_with": "is sent, not opened",
    "portal:forget_filter": "is sent, not opened",
    "roster:remove_turn": "is sent, not opened",
    "roster:remove_change": "is sent, not opened",
    "calls:answer": "is sent, not opened",
    "calls:call": "needs a call that waits; tests/stories/test_story_escalation.py opens it",
    **{
        name: "is for programs, which follow no links" for name, page in PAGES.items() if page.rule == PROGRAM
    },
    "portal:notice_done": "is sent, not opened",
    **{f"consultations:{name}": "is sent, not opened" for name in ("act", "task_done")},
    **{
        f"needs:{name}": "is sent, not opened"
        for name in ("answer", "close", "introduce", "post", "withdraw")
    },
    "notices:trouble_act": "is sent, not opened",
    "notices:letter": "nothing is mailed in a demonstration that stands still",
    "comparability:act": "is sent, not opened",
    "comparability:take": "is sent, not opened",
    "rounds:report": "is sent, not opened",
    "rounds:material": "is sent, not opened",
    "rounds:act": "is sent, not opened",
    "laboratory:sample_act": "is sent, not opened",
    "look_backs:act": "is sent, not opened",
    "trends:control_freeze": "is sent, not opened",
    "trends:control_assess": "is sent, not opened",
    "trends:product_freeze": "is sent, not opened",
    "trends:product_assess": "is sent, not opened",
    "members:approve_proposal": "is sent, not opened",
    "members:return_proposal": "is sent, not opened",
    "members:withdraw_proposal": "is sent, not opened",
    "composing:end_lane": "is sent, not opened",
    "composing:show_to": "is sent, not opened",
    "planning:remove_exception": "is sent, not opened",
    "planning:choose": "is sent, not opened",
    "planning:confirm": "is sent, not opened",
    "planning:again": "is sent, not opened",
    "planning:give_back": "is sent, not opened",
    "planning:withdraw_request": "is sent, not opened",
    "planning:accept_part": "is sent, not opened",
    "planning:decline_part": "is sent, not opened",
    "planning:object_to_part": "is sent, not opened",
    "planning:order_dates": "is sent, not opened",
    "planning:cancel_run": "is sent, not opened",
    "planning:what_if": "is sent, not opened",
    "planning:allocation_act": "is sent, not opened",
    "planning:allocation_inputs": "is sent, not opened",
    "planning:allocation_override": "is sent, not opened",
    "planning:allocation_answer": "is sent, not opened",
    "planning:allocation_override_act": "is sent, not opened",
    "planning:allocation_effect": "the demonstration's month has not ended: tests/stories/test_story_overload.py looks",
    "planning:look_again": "is sent, not opened",
    "planning:accept_estimate": "is sent, not opened",
    "planning:decline_estimate": "is sent, not opened",
    "planning:end_estimate": "is sent, not opened",
    "planning:estimates_csv": "is a file",
    "planning:run": "nobody of the demonstration asks for a plan: tests/planning/runs/test_story.py looks at one",
    "planning:compare_runs": "the same, of two plans",
    "planning:problem_file": "is a file of a plan",
    "planning:plan_file": "is a file of a plan",
    "planning:bars_csv": "is a file of a plan",
    "pipeline:answer": "is sent, not opened",
    **{f"pipeline:{name}": "is sent, not opened" for name in ("end_part", "answer_lead", "take_lead_back")},
    "pipeline:remove_report": "is sent, not opened",
    "pipeline:end_measure": "is sent, not opened",
    **{
        f"gatherings:{name}": "is sent, not opened"
        for name in (
            "register",
            "give_back",
            "publish",
            "read",
            "walk_in",
            "check_in",
            "remove_item",
            "attach",
            "remove_file",
            "settle",
        )
    },
    "public_gatherings:mine": "comes by letter: tests/stories/test_story_gathering.py looks at one",
    "public_gatherings:give_back": "is sent, not opened",
    "public_gatherings:withdraw": "is sent, not opened",
    "public_gatherings:mine_calendar": "is a file behind a private link",
    **{f"sharing:{name}": "is sent, not opened" for name in ("withdraw", "answer", "cancel", "use")},
    "register:prepared": "is sent, not opened",
    "register:answer": "is sent, not opened",
    "register:accept": "is sent, not opened",
    "register:application": "none is handed in there: tests/stories/test_story_register.py looks at one",
    "joining:state": "found under a private link alone: the same story looks at one",
    "scan:do": "is sent, not opened",
    "journeys:source": "is a file, there only after an import",
    "custody:symbol": "is a picture for labels",
    "mfa_remove_webauthn": "needs a passkey",
    "mfa_edit_webauthn": "needs a passkey",
}
"""Addresses with parameters that no page of these people leads to, each with its reason."""
HEAVIEST = 300_000
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ALL_RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
WIDE, NARROW = 1400, 390
LIGHT = [(WIDE, "light", ALL_RULES), (NARROW, "light", ALL_RULES)]
"""Width, appearance, and what to look for.

The dark changes colours and nothing else, and what shows at one width alone is of parts that many pages share: on the
walks, pages take turns at being looked at wide or narrow in the dark.
"""
Cookies = dict[str, dict[str, str] | None]


@pytest.fixture(scope="module")
def cookies(demonstration: Served) -> Cookies:
    """A session for each person."""
    return {
        role: session_cookie(demonstration, Person.objects.get(email=email)) if email else None
        for role, email in PEOPLE.items()
    }


@pytest.fixture(scope="module")
def walks(demonstration: Served, cookies: Cookies) -> dict[str, Walk]:
    """What each person can reach, by links and by scanning what their organisation holds."""
    return {
        role: walk(
            demonstration.url,
            f"{cookie['name']}={cookie['value']}" if cookie else "",
            scanned(PEOPLE[role]) if cookie else (),
        )
        for role, cookie in cookies.items()
    }


def scanned(email: str) -> Iterator[str]:
    """Return the pages of the items that a person's organisation holds, and of the cases they belong to."""
    person = Person.objects.get(email=email)
    actor = actor_of(person, clock.now().date())
    assert actor is not None
    with acting(Scope("auditor")):
        held = list(Item.objects.filter(holder=actor.member_uuid, state="in_use").order_by("uuid")[:12])
        numbers = list(
            Case.objects.filter(chain__in=[item.chain for item in held]).values_list("coi", flat=True)
        )
    yield from (reverse("scan:item", args=[item.uuid]) for item in held)
    yield from (reverse("scan:case", args=[number]) for number in numbers[:SAMPLES])


@pytest.fixture(scope="module")
def unlike(walks: dict[str, Walk]) -> dict[str, list[Visited]]:
    """The pages to look at for each person: each that has a part, or is of a kind, not on any page before it."""
    seen: set[str] = set()
    chosen: dict[str, list[Visited]] = {role: [] for role in walks}
    for role, found in walks.items():
        for page in found.pages:
            if page.is_page and (parts := built_of(page)) - seen:
                seen |= parts
                chosen[role].append(page)
    return chosen


def test_every_address_is_reached_by_somebody(walks: dict[str, Walk]) -> None:
    reached = {page.view for found in walks.values() for page in found.pages}
    unreached = {name for name, parameters in patterns() if parameters and name not in reached}
    assert not (missed := sorted(unreached - set(NOT_BY_LINK))), f"link them, or say why not: {missed}"


@pytest.mark.parametrize("role", PEOPLE)
def test_no_link_leads_nowhere(walks: dict[str, Walk], role: str) -> None:
    assert walks[role].broken == []


@pytest.mark.parametrize("role", PEOPLE)
def test_no_page_is_heavy(walks: dict[str, Walk], role: str) -> None:
    sizes = {page.url: len(page.body) for page in walks[role].pages if page.kind == "text/html"}
    assert {url: size for url, size in sizes.items() if size > HEAVIEST} == {}


@pytest.mark.parametrize("role", PEOPLE)
def test_every_page_is_accessible_and_its_own(
    unlike: dict[str, list[Visited]],
    demonstration: Served,
    cookies: Cookies,
    role: str,
    new_context: Callable[..., Any],
) -> None:
    context = new_context(reduced_motion="reduce")
    if (cookie := cookies[role]) is not None:
        context.add_cookies([cookie])
    page, strangers = context.new_page(), list[str]()
    page.on(
        "request",
        lambda asked: strangers.append(asked.url) if _is_elsewhere(asked.url, demonstration) else None,
    )
    found: dict[str, list[str]] = {}
    for number, visited in enumerate(unlike[role]):
        page.goto(demonstration / visited.url, wait_until="load")
        if told := violations(page, dark=[WIDE if number % 2 else NARROW]):
            found[visited.url] = told
    assert strangers == []
    assert found == {}, json.dumps(found, ensure_ascii=False, indent=1)


def _is_elsewhere(url: str, served: Served) -> bool:
    return not url.startswith((served.url, "data:", "blob:", "about:"))


def violations(page: Any, dark: Sequence[int] = (NARROW, WIDE)) -> list[str]:
    """Return what axe finds, light in both widths and dark in these; and whether one must scroll sideways.

    The page is one of a context that asks for reduced motion: colours on their way to others are no colours.
    """
    page.evaluate(AXE)
    found: dict[str, str] = {}
    for width, scheme, rules in [*LIGHT, *((width, "dark", COLOURS) for width in dark)]:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        for violation in page.evaluate(f"axe.run(document, {json.dumps(rules)})")["violations"]:
            for node in violation["nodes"]:
                told = f"{node['target']} {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
                found.setdefault(
                    f"{violation['id']} {node['target']}", f"{width} {scheme} {violation['id']}: {told}"
                )
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.setdefault("reflow", f"{width} {scheme} reflow: the page is wider than the window")
    return list(found.values())


AXE = Axe().axe_script
