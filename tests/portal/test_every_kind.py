"""Every kind of matter on the tower: whom to call, or where they are found, and one next act that only notifies."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.pages import signed_in, text_of
from tests.support.whole import seen_now
from tests.support.world import World
from tsunagu.journeys.queries.concern import KINDS, Concern
from tsunagu.members.domain.actor import Actor
from tsunagu.portal.web.rows import Row, rows

ROUTE = "auto-car-t-fresh-trial"


def set_the_stage(world: World) -> None:
    """A case whose window runs out."""
    world.order(ROUTE, name="case")
    world.run_until(world.chains["case"], "transduce", "start")
    ended = world.row(world.chains["case"], "collect").ended_at
    assert ended is not None
    world.now = ended + timedelta(hours=41.5)


def a_matter(world: World, kind: str) -> Concern:
    """A matter of the case as the coordinator sees it, said to be of a kind."""
    with world.acting(world.actor("rink", "coordinator")):
        return replace(next(iter(seen_now(world.now).shown)), kind=kind)


def shown(world: World, matter: Concern, actor: Actor) -> Row:
    with world.acting(actor):
        (row,) = rows([matter], [], actor, world.now)
    return row


@pytest.mark.parametrize("kind", KINDS)
def test_the_coordinator_calls_and_the_responsible_acts(world: World, kind: str) -> None:
    matter = a_matter(world, kind)
    coordinator = world.actor("rink", "coordinator")
    row = shown(world, matter, coordinator)
    assert (row.member_name, row.role_name) == (matter.member_name, matter.role_name)
    assert row.on_duty or row.contacts.endswith("#contacts"), "somebody to call, or where they are found"
    assert row.press == "/tower/notify/", "what the coordinator presses tells somebody, and decides nothing"
    assert f"/notify/?to={matter.member}" in row.action_link
    form = text_of(signed_in(world, coordinator).get(row.action_link))
    written = re.search(r"<textarea[^>]*>\s*([^<]*)</textarea>", form)
    assert written is not None
    assert len(written[1].strip()) > 10, "what is written to them is there to begin with"
    responsible = shown(world, matter, world.actor(matter.member, matter.role))
    assert (responsible.press, responsible.is_own) == ("", True)
    assert "/notify/" not in responsible.action_link


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_else_is_offered_an_act(world: World, kind: str) -> None:
    matter = a_matter(world, kind)
    row = shown(world, matter, world.actor("sapporo-hospital", "physician"))
    assert (row.press, row.is_own) == ("", False)
    assert row.action_link == row.link, "it is only looked at"
