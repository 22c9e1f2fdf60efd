"""A member's page and its changes arranged for the templates."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.capabilities import capability_position
from tsunagu.members.domain.facts import CapabilityFacts
from tsunagu.members.domain.profile.parts import PARTS, Part
from tsunagu.members.domain.profile.words import SHOWN_TO, word_of
from tsunagu.members.domain.stages import STAGES, stage_position
from tsunagu.members.domain.validity import Validity
from tsunagu.members.domain.vocabulary import (
    AREAS,
    BANDS,
    CELL_TYPES,
    FORMATS,
    LANGUAGES,
    METHODS,
    SETTINGS,
    word,
)
from tsunagu.members.queries.profile.changes import ChangeView
from tsunagu.members.queries.profile.page import (
    CapabilityLine,
    Contact,
    LicenceLine,
    OwnPage,
    Service,
    SitePart,
)

MANY_SITES = 4
"""From so many sites on the page begins with a list of them."""


def profile_shown(page: OwnPage) -> dict[str, Any]:
    """Return the parts of the profile that have something to say, with who reads each."""
    return {
        part: {
            "text": told.text,
            "words": [word(LANGUAGES, key) for key in told.words],
            "shown_to": SHOWN_TO[told.shown_to],
            "is_public": told.shown_to == "public",
        }
        for part, told in page.profile.items()
    }


def sites_shown(sites: Iterable[SitePart], on: date) -> list[dict[str, Any]]:
    """Return sites with their capabilities by stage, licences and equipment in use; closed sites come last."""
    return [
        {
            "site": site,
            "area": word(AREAS, site.area),
            "stages": _stages(site.capabilities, on),
            "licences": [_licence(one, on) for one in site.licences],
            "equipment": [
                _validity(one.name, Validity(date.min, one.calibrated_until), on)
                for one in site.equipment
                if one.valid_until is None or one.valid_until >= on
            ],
            "closes": site.valid_until,
            "is_closed": site.is_closed(on),
        }
        for site in sorted(sites, key=lambda one: one.is_closed(on))
    ]


def _stages(able: Sequence[CapabilityLine], on: date) -> list[dict[str, Any]]:
    counting = [one.facts for one in able if one.facts.validity.state_on(on) != "expired"]
    stages = sorted({one.stage for one in counting}, key=stage_position)
    return [
        {"stage": STAGES[stage], "able": _able([one for one in counting if one.stage == stage], on)}
        for stage in stages
        if stage in STAGES
    ]


def _able(rows: Sequence[CapabilityFacts], on: date) -> list[dict[str, Any]]:
    """Return capabilities in the order of the vocabulary; those on the same terms stand in one line."""
    lines: dict[tuple[Any, ...], dict[str, Any]] = {}
    for one in sorted(rows, key=lambda row: capability_position(row.key)):
        badge = None if one.validity.state_on(on) == "valid" else one.validity.badge_on(on)
        line = lines.setdefault((one.key, one.terms, badge), {
            "name": one.name, "limits": [], "terms": terms_of(one), "badge": badge,
        })  # fmt: skip
        line["limits"] = list(dict.fromkeys([*line["limits"], *_limits(one)]))
    return list(lines.values())


def _limits(one: CapabilityFacts) -> list[Text]:
    words = (
        (CELL_TYPES, one.cell_type), (SETTINGS, one.setting), (BANDS, one.band), (METHODS, one.terms.method),
        (FORMATS, one.terms.format),
    )  # fmt: skip
    return [word(vocabulary, key) for vocabulary, key in words if key]


def terms_of(one: CapabilityFacts) -> list[Text]:
    """Return on which terms a capability is offered, as far as the member states them."""
    terms, found = one.terms, []
    if terms.capacity_per_month is not None:
        found.append(Text(f"月{terms.capacity_per_month:,}件", f"{terms.capacity_per_month:,} a month"))
    if terms.lead_time_days is not None:
        found.append(
            Text(f"契約から{terms.lead_time_days:,}日", f"{terms.lead_time_days:,} days from agreement")
        )
    if terms.price_thousand_yen is not None:
        yen = terms.price_thousand_yen * 1000
        found.append(Text(f"1件 約{yen:,}円（目安）", f"about ¥{yen:,} each (a guide)"))
    return found


def _licence(one: LicenceLine, on: date) -> dict[str, Any]:
    shown = _validity(one.name, one.validity, on) | {
        "detail": one.number, "file": one.file, "suspended_on": one.validity.suspended_on,
        "suspended_reason": one.suspended_reason,
    }  # fmt: skip
    if one.file is not None:
        shown["size"] = Text(_size(one.file.size), _size(one.file.size))
    return shown


def _size(size: int) -> str:
    return f"{max(1, round(size / 1024)):,} kB" if size < 2**20 else f"{size / 2**20:.1f} MB"


def _validity(name: Text, validity: Validity, on: date) -> dict[str, Any]:
    state, label = validity.badge_on(on)
    return {"name": name, "detail": "", "until": validity.valid_until, "state": state, "label": label}


def services_shown(services: Iterable[Service]) -> list[dict[str, Any]]:
    """Return what is shared, with the name of its kind and who reads it."""
    return [
        {
            "one": one, "kind": word_of("service_kind", one.kind), "shown_to": SHOWN_TO[one.shown_to],
            "is_public": one.shown_to == "public",
        }
        for one in services
    ]  # fmt: skip


def contacts_shown(contacts: Iterable[Contact]) -> list[dict[str, Any]]:
    """Return the people to contact, with what for and who reads it."""
    return [
        {
            "one": one, "purpose": word_of("purpose", one.purpose), "shown_to": SHOWN_TO[one.shown_to],
            "is_public": one.shown_to == "public",
        }
        for one in contacts
    ]  # fmt: skip


def parts_to_edit(page: OwnPage, waiting: Sequence[ChangeView], actor: Actor) -> list[dict[str, Any]]:
    """Return every part of a page with its items, where to change each, whether it waits, and what waits already."""
    items = _items(page)
    return [
        {
            "part": part,
            "waits": part.waits_for(actor),
            "items": [_item(page, part, one, waiting) for one in items.get(part.key, [])],
            "new": [one for one in waiting if one.part is part and one.verb == "add"],
            "waiting": _waits(part, page.member.uuid, waiting) if part.is_single else None,
            "url": reverse("members:edit_part", args=[page.member.uuid, part.key]),
            "needs_site": part.key in ("capability", "licence", "equipment"),
        }
        for part in PARTS.values()
    ]


def _item(
    page: OwnPage, part: Part, one: tuple[UUID, Text, Text], waiting: Sequence[ChangeView]
) -> dict[str, Any]:
    uuid, title, about = one
    address = [page.member.uuid, part.key, uuid]
    return {
        "title": title, "about": about, "url": reverse("members:edit_item", args=address),
        "end": reverse("members:end_item", args=address) if part.may_end else "",
        "waiting": _waits(part, uuid, waiting),
    }  # fmt: skip


def _waits(part: Part, subject: UUID, waiting: Sequence[ChangeView]) -> ChangeView | None:
    return next((one for one in waiting if one.part is part and one.subject == subject), None)


def _items(page: OwnPage) -> dict[str, list[tuple[UUID, Text, Text]]]:
    """Return uuid, title and a second line of each item, by part."""
    found: dict[str, list[tuple[UUID, Text, Text]]] = {
        "service": [(one.uuid, one.name, SHOWN_TO[one.shown_to]) for one in page.services],
        "contact": [
            (one.uuid, one.name, _and(word_of("purpose", one.purpose), SHOWN_TO[one.shown_to]))
            for one in page.contacts
        ],
    }
    for site in page.sites:
        found.setdefault("site", []).append(
            (
                site.uuid,
                site.name,
                _and(site.place, _plain(f"GLN {site.gln}"), _until(Validity(date.min, site.valid_until))),
            )
        )
        for able in sorted(site.capabilities, key=lambda one: capability_position(one.facts.key)):
            about = _and(site.name, *_limits(able.facts), *terms_of(able.facts), _until(able.facts.validity))
            found.setdefault("capability", []).append((able.uuid, able.facts.name, about))
        for held in site.licences:
            about = _and(site.name, _plain(held.number), _until(held.validity))
            found.setdefault("licence", []).append((held.uuid, held.name, about))
        found.setdefault("equipment", []).extend(
            (one.uuid, one.name, _and(site.name, _until(Validity(date.min, one.valid_until))))
            for one in site.equipment
        )
    return found


def _until(validity: Validity) -> Text:
    last = validity.valid_until
    return Text(f"{last}まで", f"until {last}") if last else Text("", "")


def _plain(text: str) -> Text:
    return Text(text, text)


def _and(*texts: Text) -> Text:
    said = [one for one in texts if one.ja]
    return Text("　".join(one.ja for one in said), " · ".join(one.en for one in said))
