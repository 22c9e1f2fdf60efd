"""A need posed to the solver: one journey with an option for each way that the legal basis and capacity allow."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.queries.able_sites import able_sites
from tsunagu.members.domain.facts import SiteFacts
from tsunagu.planning.domain.asking.need import Need
from tsunagu.planning.domain.asking.office import Intervals, office_closed
from tsunagu.planning.domain.asking.record import TOKYO, hour_of
from tsunagu.planning.domain.asking.route_options import Chain, Limits, chain_of
from tsunagu.planning.domain.estimates.figures import Figures
from tsunagu.planning.domain.problem import Journey
from tsunagu.planning.queries.estimates import figures
from tsunagu.planning.queries.left import Situation
from tsunagu.therapies.domain.route import Route
from tsunagu.therapies.domain.vocabulary import PARTIES
from tsunagu.therapies.queries import legal_bases

Sites = Mapping[str, Sequence[str]]
"""For each party of a route the sites (keys) that may take it, the preferred first."""


def posed(
    route: Route, sites: Sites, need: Need, at: Situation, now: datetime, key: str = "request",
    known: Figures | None = None,
) -> tuple[Journey, Chain]:  # fmt: skip
    """Return the journey of a need, whose waiting counts from now on, and the chain that it was made from.

    ``known`` is what is in force, where the caller has read it already.
    """
    known = known or figures()
    limits = replace(_limits(need, at, now), office=office_hours(at, known))
    chain = chain_of(route, sites, at.offered, limits, known)
    return Journey(key, hour_of(at.start, now) + 1, chain.goal, chain.options, need.urgency), chain


def office_hours(at: Situation, known: Figures) -> Intervals:
    """Return the hours of the horizon in which no desk work is done."""
    return office_closed(at.start, at.days, known.assumed.office)


def parties_sites(route: Route, site: SiteFacts, need: Need, today: date) -> Sites:
    """Return the sites for each party: the asking hospital, and those that the legal basis in force names."""
    basis = next(
        (each for each in legal_bases(route.key, route.setting) if each.state_on(today) == "active"), None
    )
    if basis is None:
        raise Refused("no_legal_basis", NO_BASIS, "therapy")
    if basis.named_sites and site.uuid not in basis.named_sites:
        raise Refused("site_not_named", NOT_NAMED, "site")
    able = able_sites(route, basis.named_sites, today)
    found = {party: [one.key for one in able[party]] for party in route.parties}
    found["hospital"] = [site.key]
    for party, keys in found.items():
        keys.sort(key=lambda key: key not in need.preferred)
        if not keys:
            raise Refused("no_site", _no_site(party), "therapy")
    return found


def _limits(need: Need, at: Situation, now: datetime) -> Limits:
    """Return the need's days in hours of the horizon; nothing begins before the next whole hour."""
    ready = datetime.combine(need.ready_from, time(), TOKYO)
    return Limits(
        ready=max(hour_of(at.start, ready), hour_of(at.start, now) + 1),
        collect_by=_last_hour(at, need.collect_by),
        latest=_last_hour(at, need.latest),
        closed=need.closed_days(at.start, at.days),
    )


def _last_hour(at: Situation, day: date | None) -> int | None:
    if day is None:
        return None
    return hour_of(at.start, datetime.combine(day + timedelta(days=1), time(), TOKYO)) - 1


def _no_site(party: str) -> Text:
    name = PARTIES.get(party, Text(party, party))
    return Text(
        f"「{name.ja}」を担える拠点が、承認・計画に記載された拠点の中にありません。法的根拠と機能の有効期限を確認してください。",
        f"None of the sites named in the approval or plan can take the part “{name.en}”."
        " Check the legal basis and the capabilities.",
    )


NO_BASIS = Text(
    "この製品・治療技術には、本日有効な法的根拠がありません。",
    "This therapy has no legal basis in force today.",
)
NOT_NAMED = Text(
    "この製品・治療技術の承認・計画に、自院の拠点が記載されていません。",
    "Your site isn't named in the approval or plan of this therapy.",
)
