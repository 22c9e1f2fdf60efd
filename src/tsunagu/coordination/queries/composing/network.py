"""The facts that chains are composed from, as far as the reader may see them; in a constant number of queries."""

from collections.abc import Collection
from datetime import date
from functools import cache
from importlib.resources import files
from uuid import UUID

import yaml

from tsunagu.coordination.domain.composing.presets import Presets, presets_from
from tsunagu.coordination.domain.composing.problem import Agreements, Network
from tsunagu.coordination.domain.composing.sketch import Sketch, sketches_from
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.lanes import all_lanes
from tsunagu.members.queries.pairs import pairs_agreed
from tsunagu.members.queries.sites import all_sites
from tsunagu.therapies.domain.route import Route
from tsunagu.therapies.queries import legal_bases

DATA = "tsunagu.coordination"


@cache
def presets() -> Presets:
    """Return what is declared about composing."""
    return presets_from(yaml.safe_load((files(DATA) / "data" / "composing.yaml").read_text(encoding="utf-8")))


@cache
def sketches() -> tuple[Sketch, ...]:
    """Return the sketches of routes that are shipped."""
    return sketches_from(yaml.safe_load((files(DATA) / "data" / "sketches.yaml").read_text(encoding="utf-8")))


def network_on(day: date, actor: Actor, capabilities: Collection[str]) -> Network:
    """Return sites, lanes and agreements as they will stand on a day by what is stated now.

    The coordinator knows all agreements; of others only those of their own member are known.
    """
    viewer = None if actor.is_coordinator else actor.member_uuid
    agreements = Agreements(
        pairs_agreed("quality", capabilities, day), pairs_agreed("transport", capabilities, day), viewer
    )
    return Network(tuple(all_sites(day)), tuple(all_lanes()), agreements)


def named_in_bases(route: Route, day: date) -> tuple[frozenset[UUID], UUID | None]:
    """Return the sites that the approvals or plans of a route in force name, and their holder where it is one alone."""
    bases = [one for one in legal_bases(route.key, route.setting) if one.state_on(day) == "active"]
    holders = {one.holder for one in bases}
    named = frozenset(site for one in bases for site in one.named_sites)
    return named, next(iter(holders)) if len(holders) == 1 else None
