"""What an estimate is about: the steps of a kind at a site or on a lane, one step of a route at a site, a lane."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["chance", "duration", "yield", "lot"]
KINDS: tuple[Kind, ...] = ("chance", "duration", "yield", "lot")
LANE, CULTURE, MADE = "transport", "tend", "process"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """What an estimate is about.

    Attributes
    ----------
    kind : ``chance`` (late, failed), ``duration`` in hours, ``yield`` (cells made over cells expected), or ``lot``
        (doses released of those that a lot made to stock is planned with).
    site : its key; empty where it is about the whole network. origin : the site at which a transport begins.
    route, step : where it is about one step of one route: durations, yields and lots are.
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

    @property
    def chance(self) -> "Place":
        """The chance that steps here have: it is measured against the durations in force here."""
        return chance_place(self.action, self.site, self.origin)


def chance_place(action: str, site: str, origin: str) -> Place:
    """Return the place whose chances a step has."""
    return Place("chance", action, site, origin if action == LANE else "")


def duration_place(action: str, site: str, origin: str, route: str, step: str) -> Place:
    """Return the place whose duration a step has; on one lane a dry shipper and fresh cells take their own times."""
    return Place("duration", action, site, origin if action == LANE else "", route, step)


def yield_place(action: str, site: str, route: str, step: str) -> Place:
    """Return the place whose yield a step has."""
    return Place("yield", action, site, "", route, step)


def lot_place(site: str, route: str, step: str) -> Place:
    """Return the place whose lots a production route makes at a site, in the step that fills them."""
    return Place("lot", MADE, site, "", route, step)
