"""A person with a device: signs in, scans, presses the button."""

import re
from datetime import timedelta
from typing import Any

from django.test import Client

from tests.support.world import World
from tsunagu.custody.models import LedgerRow
from tsunagu.foundation import clock
from tsunagu.foundation.models import ClockSetting
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def set_clock(world: World) -> None:
    """Show the world's time, never an earlier one than the clock shows."""
    with acting(Scope("worker")):
        shown = clock.now() if ClockSetting.objects.exists() else world.now
        clock.set_clock(max(world.now, shown), 1.0)


def at_the_time_of(world: World, name: str) -> None:
    """Turn the world to the last thing recorded of a journey."""
    with acting(Scope("auditor")):
        rows = LedgerRow.objects.filter(chain=world.chains[name])
        world.now = rows.latest("record_time").record_time + timedelta(minutes=10)


class Hand:
    """One person at one device."""

    def __init__(self, world: World, actor: Actor, language: str = "ja") -> None:
        self.world, self.actor = world, actor
        self.client = Client(headers={"accept-language": language})
        self.client.force_login(world.account(actor))
        set_clock(world)

    def get(self, path: str, **more: Any) -> Any:
        """Open a page."""
        return self.client.get(path, **more)

    def scan(self, text: str, **more: str) -> Any:
        """Scan or type something on the scan page; follow to where it leads."""
        return self.client.post("/scan/read/", {"symbol": text, **more}, follow=True)

    def press(self, page: Any, **typed: Any) -> Any:
        """Press the one large button of an item's page."""
        path = page.request["PATH_INFO"]
        return self.client.post(f"{path}do/", self.hidden(page) | typed, follow=True)

    def hidden(self, page: Any) -> dict[str, str]:
        """Return the hidden fields of a page's forms, those of the header left out."""
        found = {}
        for name, value in HIDDEN.findall(page.content.decode()):
            if name not in ("csrfmiddlewaretoken", "next", "language", "theme"):
                found[name] = value
        return found
