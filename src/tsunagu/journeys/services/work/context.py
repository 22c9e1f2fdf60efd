"""What a handler is given, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tsunagu.custody.domain.acts import Effects
from tsunagu.custody.domain.items import ItemRef, ItemView
from tsunagu.custody.domain.labels import site_uri
from tsunagu.journeys.domain.work import Work
from tsunagu.journeys.models import JourneyStep
from tsunagu.journeys.services.running import Running
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies.domain.route import Step


@dataclass(slots=True)
class StepContext:
    """A step that passed its gates and is about to be written."""

    running: Running
    step: Step
    row: JourneyStep
    items: list[ItemView]
    materials: list[ItemView]
    actor: Actor
    work: Work
    at: datetime
    now: datetime
    effects: Effects

    @property
    def chain(self) -> UUID:
        """The chain that the step's rows belong to."""
        return self.running.chain

    def refs(self) -> list[ItemRef]:
        """The scanned items as acts name them."""
        return [item.ref for item in self.items]

    def epcs(self) -> list[str]:
        """The URIs of the scanned items."""
        return [item.epc for item in self.items]

    def place(self) -> dict[str, Any]:
        """Read point and business location of an event at the step's site."""
        location = None if self.row.site is None else site_uri(self.row.site)
        return {"read_point": location, "biz_location": location}


@dataclass(slots=True)
class Done:
    """What a handler says was done: the EPCIS event, if one happened to things, and facts to keep."""

    event: Mapping[str, Any] | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    signature: str = "performed"
