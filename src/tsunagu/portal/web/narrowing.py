"""What the exception list is narrowed to: read from the address, and shown as chips that lead to other addresses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from tsunagu.foundation.text import Text
from tsunagu.journeys.queries.concern import KINDS
from tsunagu.journeys.queries.exceptions import Exceptions, Filters
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.stages import STAGES
from tsunagu.members.domain.vocabulary import AREAS, word
from tsunagu.members.queries.directory import member_names
from tsunagu.members.queries.sites import site_names
from tsunagu.portal.web.rows import REPORT
from tsunagu.therapies.queries import routes_list

LISTED: dict[str, Text] = KINDS | {REPORT: Text("報告期限", "Reports due")}
NAMES = ("kind", "stage", "member", "area", "therapy", "site", "own")
MOST_CHOICES = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """One chip: what it narrows the list to, how many there are, and where it leads."""

    key: str
    name: Text
    count: int
    address: str
    is_chosen: bool


def asked(given: QueryDict, actor: Actor) -> tuple[dict[str, str], Filters]:
    """Return what the address asks for, without what makes no sense, and the filters of the list."""
    chosen = {name: value for name in NAMES if (value := _sound(name, given.get(name, "")))}
    member = _uuid(chosen.get("member", ""))
    own = {actor.member_uuid} if chosen.get("own") else set()
    sites = _uuid(chosen.get("site", ""))
    return chosen, Filters(
        kind=chosen.get("kind", ""),
        stage=chosen.get("stage", ""),
        therapy=chosen.get("therapy", ""),
        area=chosen.get("area", ""),
        members=frozenset(own or ({member} if member else set())),
        sites=frozenset({sites} if sites else set()),
    )


def _sound(name: str, value: str) -> str:
    known: dict[str, Mapping[str, object]] = {"kind": LISTED, "stage": STAGES, "area": AREAS}
    if name in known:
        return value if value in known[name] else ""
    if name in ("member", "site"):
        return value if _uuid(value) else ""
    if name == "own":
        return "1" if value == "1" else ""
    return value if len(value) <= 80 and value.replace("-", "").isalnum() else ""


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def address(chosen: Mapping[str, str], **changed: str) -> str:
    """Return the address of the tower with these filters, some of them changed (empty: taken away)."""
    kept = {name: value for name in NAMES if (value := changed.get(name, chosen.get(name, "")))}
    return f"?{urlencode(kept)}"


def narrowing(found: Exceptions, wanted: Filters, actor: Actor, reports: int) -> dict[str, Any]:
    """Return the chips of the list: by kind (``reports`` due too), stage, member, area and therapy, counted."""
    chosen = chosen_of(wanted, actor)
    members = member_names(found.members)
    therapies = {one.key: one.name for one in routes_list()} if found.therapies else {}
    choices = {
        "stage": _choices("stage", chosen, found.stages, {key: one.name for key, one in STAGES.items()}),
        "member": _choices("member", chosen, {str(k): n for k, n in found.members.items()},
                           {str(key): name for key, name in members.items()}),
        "area": _choices("area", chosen, found.areas, AREAS),
        "therapy": _choices("therapy", chosen, found.therapies, therapies),
    }  # fmt: skip
    return {
        "chosen": chosen,
        "query": address(chosen),
        "is_narrow": wanted.is_narrow,
        "groups": [(name, list(each)) for name, each in choices.items()],
        "told": _told(chosen, choices),
        "own_count": found.members.get(actor.member_uuid, 0),
        "own_address": address(chosen, own="" if chosen.get("own") else "1", member=""),
        "kind_chips": [
            Choice(key, name, count, address(chosen, kind=key), chosen.get("kind") == key)
            for key, name in LISTED.items()
            if (count := reports if key == REPORT else found.kinds.get(key, 0))
        ],
        "all_kinds": address(chosen, kind=""),
    }


def chosen_of(wanted: Filters, actor: Actor) -> dict[str, str]:
    """Return the filters as the address names them."""
    is_own = wanted.members == frozenset({actor.member_uuid})
    member = next((str(one) for one in wanted.members), "") if not is_own else ""
    site = next((str(one) for one in wanted.sites), "")
    named = {"kind": wanted.kind, "stage": wanted.stage, "area": wanted.area, "therapy": wanted.therapy}
    return {
        k: v for k, v in {**named, "member": member, "site": site, "own": "1" if is_own else ""}.items() if v
    }


def _choices(
    group: str, chosen: Mapping[str, str], counts: Mapping[str, int], names: Mapping[str, Text]
) -> Iterable[Choice]:
    known = [(key, count) for key, count in counts.items() if key]
    known.sort(key=lambda one: (-one[1], one[0]))
    order = list(names) if group in ("stage", "area") else [key for key, _ in known]
    by_key = dict(known)
    return [
        Choice(
            key, names.get(key) or word({}, key), by_key[key],
            address(chosen, **{group: "" if chosen.get(group) == key else key}), chosen.get(group) == key,
        )
        for key in order
        if key in by_key
    ][:MOST_CHOICES]  # fmt: skip


def _told(chosen: Mapping[str, str], choices: Mapping[str, Iterable[Choice]]) -> list[tuple[Text, str]]:
    """Return what the list is narrowed to, with the address that takes each away."""
    told = [
        (one.name, address(chosen, **{group: ""}))
        for group, each in choices.items()
        for one in each
        if one.is_chosen
    ]
    site = _uuid(chosen.get("site", ""))
    if site:
        told.append((site_names([site]).get(site, Text("拠点", "Site")), address(chosen, site="")))
    return told
