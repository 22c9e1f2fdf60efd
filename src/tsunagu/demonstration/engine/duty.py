"""Lets members write their rosters, and makes what pages keep and publish of the network."""

from datetime import datetime, timedelta
from typing import Any

from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.network import reading
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.services.bring_up_to_date import keep_up
from tsunagu.journeys.services.keep_lapses import keep_lapses
from tsunagu.journeys.services.publish_figures import publish_figures
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.services.keep_roster import NewTurn, Who, add_turns
from tsunagu.notices.services.tell_gaps import tell_gaps

SINCE_DAYS = 30


def keep_rosters(now: datetime) -> None:
    """Write who is on duty in some members; others have no roster yet, and one has gaps at night."""
    for line in reading.read("rosters"):
        member = stable_uuid("member", line["member"])
        actor = hands.actor(member, *hands.ANYONE, "coordinator", now=now)
        with hands.working(actor):
            add_turns(actor, actor.member_id, [_turn(actor, one, now) for one in line["turns"]], now)


def keep_what_stands(now: datetime) -> None:
    """Make what pages keep of all journeys, and publish the figures for everybody."""
    with acting(Scope("worker")):
        while keep_up(now):
            pass
        keep_lapses(now)
        publish_figures(now)
        tell_gaps(now)


def _turn(actor: Actor, one: dict[str, Any], now: datetime) -> NewTurn:
    person = None
    if "email" in one:
        person = stable_uuid("person", one["email"])
    elif "role" in one:
        person = hands.actor(actor.member_uuid, one["role"], now=now).person_uuid
    return NewTurn(
        one["duty"], one["order"], one["weekdays"], one["from"], one["until"],
        Who(person, one.get("name", ""), one["phone"]), (now - timedelta(days=SINCE_DAYS)).date(),
    )  # fmt: skip
