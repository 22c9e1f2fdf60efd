"""Enters the invented lanes of the couriers, and says how the invented members offer what they can do."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations_with_replacement
from typing import Any

from tsunagu.demonstration.network.reading import read, stable_uuid
from tsunagu.members.domain.facts import NO_TERMS, Terms
from tsunagu.members.domain.lanes import Ends
from tsunagu.members.services import add_lane

SITE = "site/"


def terms_of(site: str, capability: str) -> Terms:
    """Return how a site offers a capability; of what nobody says anything, nothing is stated."""
    said = read("terms")
    own = said["sites"].get(site, {}).get(capability, {})
    figures = {**said["usual"].get(capability, {}), **own}
    if not figures:
        return NO_TERMS
    kept = {key: value for key, value in figures.items() if key not in own.get("unstated", ())}
    return Terms(
        kept.get("method", ""),
        kept.get("format", ""),
        kept.get("capacity"),
        kept.get("lead"),
        kept.get("price"),
    )


def enter_lanes(since: date) -> None:
    """Enter every lane, both ways."""
    for line in read("lanes"):
        for one, other in _pairs(line):
            ways = [(one, other)] if one == other else [(one, other), (other, one)]
            for origin, target in ways:
                add_lane(
                    stable_uuid("member", line["courier"]), _end(origin), _end(target), band=line["band"],
                    hours=line["hours"], weekdays=line["days"], price_thousand_yen=line["price"],
                    valid_from=since,
                )  # fmt: skip


def _pairs(line: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "within" in line:
        yield from combinations_with_replacement(line["within"], 2)
    else:
        yield from ((line["from"], target) for target in line["to"])


def _end(name: str) -> Ends:
    if name.startswith(SITE):
        return Ends(site=stable_uuid("site", name.removeprefix(SITE)))
    return Ends(name)
