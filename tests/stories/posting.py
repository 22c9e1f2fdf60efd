"""A form filled in by a person: what it is sent as, and the cases that it is about."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.support.pages import signed_in
from tests.support.world import World
from tsunagu.demonstration.engine.script import Script
from tsunagu.members.domain.actor import Actor

TRIAL, LOT = "auto-car-t-fresh-trial", "allo-bm-msc-gvhd-production"
CLINIC, MAKER, COURIER = "haneda-clinic", "tonomachi-cells", "minato-logistics"
KEY = "the-same-tap"


def set_the_stage(world: World) -> None:
    """Cases in front of their first manufacturing step (and just in it), a tested one, one whose giver did not sign."""
    beginning = world.now
    for name, step, kind, script in (
        ("tested", "expand_late", "", Script()),
        ("fresh", "transduce", "perform", Script()),
        ("waiting", "transduce", "start", Script()),
        ("unsigned", "accept_in", "", Script(unsigned_at="accept_in")),
    ):
        world.now = beginning
        world.order(TRIAL, name=name)
        world.run_until(world.chains[name], step, kind, script=script)


@dataclass
class Post:
    """One form filled in: who sends it, where to, and with what.

    ``rows`` are the ledger rows that it makes; a word to a partner makes none.
    """

    who: Actor
    path: str
    data: dict[str, Any] = field(default_factory=dict)
    rows: int = 1
    file: tuple[str, bytes] | None = None

    def send(self, client: Client) -> Any:
        """Send it as this browser does; a file is uploaded anew each time."""
        uploaded = {} if self.file is None else {"file": SimpleUploadedFile(*self.file)}
        return client.post(self.path, self.data | uploaded)

    def browser(self, world: World) -> Client:
        """A browser of its own for the person: it remembers nothing of another one's session."""
        return signed_in(world, self.who)


Prepare = Callable[[World], Post]


def act_on(world: World, name: str, verb: str, member: UUID | str, *roles: str, **data: Any) -> Post:
    """An act of a journey's page."""
    number = world.running(world.chains[name]).journey.number
    return Post(world.actor(member, *roles), f"/journeys/{number}/{verb}/", {"key": KEY, **data})
