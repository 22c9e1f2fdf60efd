"""What an estimate is about: the steps of a kind at a site or on a lane, one step of a route at a site, a lane."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["chance", "duration", "yield"]
KINDS: tuple[Kind, ...] = ("chance", "duration", "yield")
LANE = "transport"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """What an estimate is about.

    Attributes
    ----------
    kind : ``chance`` (late, failed), ``duration`` in hours, or ``yield`` (cells made over cells expected).
    site : its key; empty where it is about the whole network. origin : the site at which a transport begins.
    route, step : where it is about one step of one route: durations and yields are.
    """

    kind: Kind
    action: str
    site: str = ""
    origin: str = ""
    route: str = ""
    step: str = ""

    @property
    def is_lane(self) -> bool:
        """Whether it is about transports from one site to another."""
        return self.action == LANE and bool(self.site)


def chance_place(action: str, site: str, origin: str) -> Place:
    """Return the place whose chances a step has."""
    return Place("chance", action, site, origin if action == LANE else "")


def duration_place(action: str, site: str, origin: str, route: str, step: str) -> Place:
    """Return the place whose duration a step has; on one lane a dry shipper and fresh cells take their own times."""
    return Place("duration", action, site, origin if action == LANE else "", route, step)


def yield_place(action: str, site: str, route: str, step: str) -> Place:
    """Return the place whose yield a step has."""
    return Place("yield", action, site, "", route, step)
