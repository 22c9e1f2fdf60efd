"""Which site takes which part of a route: named in the legal basis, able, and chosen if asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.therapies.domain.route import Route


@dataclass(frozen=True, slots=True)
class Candidate:
    """A site that could take a part: its member and the keys of what it can do now."""

    site: UUID
    member: UUID
    key: str
    capabilities: frozenset[str]


def needed_capabilities(route: Route) -> dict[str, frozenset[str]]:
    """Return, for each party of the route, the capabilities that its steps ask for."""
    needs: dict[str, set[str]] = {party: set() for party in route.parties}
    for step in route.steps:
        needs.setdefault(step.party, set()).add(step.capability)
    return {party: frozenset(key for key in keys if key) for party, keys in needs.items()}


def assign(
    route: Route, candidates: Sequence[Candidate], named: Iterable[UUID], chosen: Mapping[str, UUID]
) -> dict[str, Candidate]:
    """Give each party a site: the chosen one, else the most specialised able one that the legal basis names.

    Parameters
    ----------
    named : sites that the approval, protocol or plan names; empty if it names none.
    """
    allowed, by_site = set(named), {one.site: one for one in candidates}
    found: dict[str, Candidate] = {}
    for party, needs in needed_capabilities(route).items():
        pick = by_site.get(chosen[party]) if party in chosen else None
        if pick is None:
            able = [
                one
                for one in candidates
                if needs <= one.capabilities and (not allowed or one.site in allowed)
            ]
            if not able:
                raise Refused("no_site", _no_site(party, needs))
            pick = min(able, key=lambda one: (len(one.capabilities), one.key))
        found[party] = pick
    return found


def _no_site(party: str, needs: frozenset[str]) -> Text:
    names = ", ".join(sorted(needs)) or party
    return Text(
        f"「{party}」を担える拠点がありません（必要な機能: {names}）。"
        "承認・計画に記載された拠点と、機能の有効期限を確認してください。",
        f"No site can take the part “{party}” (needs: {names}). Check the sites named in the approval or plan.",
    )
