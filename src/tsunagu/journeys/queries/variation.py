"""Observations for the split of variation, from results of journeys that the member takes part in."""

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from tsunagu.custody.queries.chains import open_mine
from tsunagu.custody.queries.donations import donations_behind_each
from tsunagu.evaluation.domain.varies import Observation
from tsunagu.evaluation.domain.varies_told import FACTORS
from tsunagu.evaluation.queries.measured import Measured, measured, measured_subjects
from tsunagu.foundation.text import Text
from tsunagu.journeys.models import Journey
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.actors import person_names
from tsunagu.members.queries.sites import site_names

TOKYO = ZoneInfo("Asia/Tokyo")
MOST_CHAINS = 3000
"""So many of the newest cases and lots are looked at."""
Names = Mapping[tuple[str, str], Text]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is split: a characteristic by a method, of one therapy or all, tested from one day to another."""

    characteristic: str
    method: str
    therapy: str = ""
    since: date | None = None
    until: date | None = None

    def holds(self, tested_at: datetime) -> bool:
        """Whether a test lies in the period, both days included."""
        day = tested_at.astimezone(TOKYO).date()
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Found:
    """What a source has: observations, the names of their levels, and how many journeys are behind them.

    ``inexact`` results lie below or above a number and are left out.
    """

    observations: tuple[Observation, ...] = ()
    names: Names = field(default_factory=dict)
    unit: str = ""
    journeys: int = 0
    inexact: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """Where observations come from.

    Attributes
    ----------
    counted : what can be split for this person: characteristic, method, number of results.
    therapies : the routes behind them. observed : the observations of what was chosen. factors : those it can tell.
    """

    key: str
    name: Text
    counted: Callable[[Actor], Sequence[tuple[str, str, int]]]
    therapies: Callable[[Actor], Sequence[str]]
    observed: Callable[[Actor, Chosen], Found]
    factors: tuple[str, ...] = tuple(FACTORS)


def _chains(therapy: str = "") -> dict[UUID, tuple[str, str]]:
    """Return the chains that the member takes part in and that are journeys: route and number."""
    rows = Journey.objects.filter(chain__in=open_mine(limit=MOST_CHAINS))
    rows = rows.filter(route=therapy) if therapy else rows
    return {chain: (route, number) for chain, route, number in rows.values_list("chain", "route", "number")}


def _counted(actor: Actor) -> list[tuple[str, str, int]]:
    return measured_subjects(_chains())


def _therapies(actor: Actor) -> list[str]:
    return sorted({route for route, _ in _chains().values()})


def _observed(actor: Actor, chosen: Chosen) -> Found:
    """Return one observation for each reading; levels are keys, and only their names say what may be said."""
    chains = _chains(chosen.therapy)
    every = [
        one
        for one in measured(chains, chosen.characteristic, chosen.method)
        if chosen.holds(one.tested_at)
    ]  # fmt: skip
    exact = [one for one in every if one.is_exact]
    behind = donations_behind_each([one.item for one in exact if one.item is not None])
    donors = {one.uuid: _donor(one, behind) for one in exact}
    levels = {one.uuid: _levels(one, donors[one.uuid]) for one in exact}
    found = [Observation(value, str(one.uuid), levels[one.uuid]) for one in exact for value in one.readings]
    names = _names(actor, exact, donors, {chain: number for chain, (_, number) in chains.items()})
    unit = exact[0].unit if exact else ""
    return Found(tuple(found), names, unit, len({one.chain for one in exact}), len(every) - len(exact))


RESULTS = Source("results", Text("工程の試験結果", "Results of journeys"), _counted, _therapies, _observed)


def _donor(one: Measured, behind: Mapping[UUID, frozenset[UUID]]) -> str:
    """Return the chains of the donations behind a result; where none is recorded, its own."""
    chains = behind.get(one.item, frozenset()) if one.item is not None else frozenset()
    return "+".join(sorted(str(chain) for chain in chains)) or str(one.chain)


def _levels(one: Measured, donor: str) -> dict[str, str]:
    site = str(one.site or one.member)
    day = one.tested_at.astimezone(TOKYO).date().isoformat()
    return {
        "donor": donor,
        "site": site,
        "operator": str(one.tested_by),
        "instrument": f"{site}|{one.instrument}" if one.instrument else "",
        "reagent_lot": "＋".join(sorted(one.reagent_lots)),
        "day": f"{site}|{day}",
    }


def _names(
    actor: Actor, found: Sequence[Measured], donors: Mapping[UUID, str], numbers: Mapping[UUID, str]
) -> dict[tuple[str, str], Text]:
    """Name every level as this person may read it: people of others and chains of others by a code."""
    sites = site_names({one.site for one in found if one.site is not None})
    own = person_names({one.tested_by for one in found if one.member == actor.member_uuid})
    names: dict[tuple[str, str], Text] = {}
    for one in found:
        site = sites.get(one.site or one.member, Text("拠点の記録なし", "no site recorded"))
        key, levels = donors[one.uuid], _levels(one, donors[one.uuid])
        names["donor", key] = _donor_name(actor, key, numbers)
        names["site", levels["site"]] = site
        names["operator", levels["operator"]] = own.get(one.tested_by) or coded(
            actor, "作業者", "Operator", str(one.tested_by)
        )
        names["instrument", levels["instrument"]] = at_site(one.instrument, one.instrument, site)
        names["reagent_lot", levels["reagent_lot"]] = Text(levels["reagent_lot"], levels["reagent_lot"])
        day = levels["day"].rpartition("|")[2]
        names["day", levels["day"]] = at_site(day, day, site)
    return names


def at_site(ja: str, en: str, site: Text) -> Text:
    """Name what exists at each site anew: an instrument, a day."""
    return Text(f"{ja} {site.ja}", f"{en} {site.en}")


def _donor_name(actor: Actor, key: str, numbers: Mapping[UUID, str]) -> Text:
    known = [numbers.get(UUID(chain)) for chain in key.split("+")]
    if all(known):
        text = "＋".join(number for number in known if number)
        return Text(text, text)
    return coded(actor, "提供者", "Donor", key)


def coded(actor: Actor, ja: str, en: str, key: str) -> Text:
    """Return a code that stays the same for this member and says nothing to others."""
    digest = hashlib.sha256(f"{actor.member_uuid}/{key}".encode()).digest()
    code = base64.b32encode(digest).decode()[:5]
    return Text(f"{ja} {code}", f"{en} {code}")


def points_by_level(found: Iterable[Observation], factor: str) -> dict[str, list[float]]:
    """Return the mean of each result's readings, by level of a factor."""
    readings: dict[tuple[str, str], list[float]] = {}
    for one in found:
        readings.setdefault((one.levels.get(factor, ""), one.item), []).append(one.value)
    points: dict[str, list[float]] = {}
    for (level, _), values in readings.items():
        points.setdefault(level, []).append(sum(values) / len(values))
    return points
