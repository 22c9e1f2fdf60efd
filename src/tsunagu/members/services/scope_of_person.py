"""Tell on whose behalf a signed-in person's request asks the database (``settings.SCOPE_RESOLVER``)."""

from zoneinfo import ZoneInfo

from tsunagu.foundation import clock
from tsunagu.foundation.scope import Scope
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Person
from tsunagu.members.queries.actors import actor_of, scope_for

TOKYO = ZoneInfo("Asia/Tokyo")


def scope_of_person(person: Person) -> tuple[Actor, Scope] | None:
    """Return the actor and the scope today; None for who is appointed nowhere."""
    actor = actor_of(person, clock.now().astimezone(TOKYO).date())
    return None if actor is None else (actor, scope_for(actor))
