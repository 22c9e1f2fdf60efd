"""Gatherings as templates write them: badges, places left, the programme, data for search engines, calendars."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from tsunagu.coordination.domain.gatherings.calendar import Entry, calendar_file
from tsunagu.coordination.domain.gatherings.details import AUDIENCES, ITEM_KINDS, Item, clashes
from tsunagu.coordination.domain.gatherings.states import PLACES, STANDINGS, standing, takes_registrations
from tsunagu.coordination.domain.gatherings.tickets import symbol_of
from tsunagu.coordination.queries.gatherings import GatheringView, OwnRegistration
from tsunagu.foundation.documents.symbols import qr
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.downloads import file_answer
from tsunagu.foundation.web.times import TOKYO, clock_text, day_text, language, this_year, tokyo_date

HOST = "gatherings.tsunagu"
FILE_NAME = Text("つなぐ 催しのご案内", "Tsunagu gatherings")


def card(view: GatheringView, now: datetime) -> dict[str, Any]:
    """Return what every page says of a gathering."""
    state, word = STANDINGS[standing(view.facts, now)]
    said = view.details
    return {
        "view": view, "title": view.title, "badge": state, "standing": word,
        "when": when(said.starts_at, said.ends_at),
        "hall": _either(said.hall), "summary": _either(said.summary), "address": said.address,
        "audience": AUDIENCES[said.audience], "is_open": takes_registrations(view.facts, now),
        "left": view.facts.left, "is_past": now >= said.ends_at,
    }  # fmt: skip


def when(starts: datetime, ends: datetime) -> str:
    """Write ``11月10日（火）13:00–17:00``, or both days where it lasts longer."""
    first, last = starts.astimezone(TOKYO).date(), ends.astimezone(TOKYO).date()
    begun = f"{day_text(first, this_year(), language(), weekday=True)} {clock_text(starts)}"
    if first == last:
        return f"{begun}–{clock_text(ends)}"
    return f"{begun} – {day_text(last, this_year(), language(), weekday=True)} {clock_text(ends)}"


def programme(view: GatheringView) -> list[dict[str, Any]]:
    """Return the programme, entry by entry; the day is said where it isn't the first."""
    first = tokyo_date(view.details.starts_at)
    return [
        {
            "uuid": uuid, "item": one, "title": _either(one.title), "kind": ITEM_KINDS[one.kind],
            "hours": f"{clock_text(one.starts_at)}–{clock_text(one.ends_at)}",
            "day": one.starts_at if tokyo_date(one.starts_at) != first else None,
            "speakers": [_speaker(each) for each in one.speakers],
        }
        for uuid, one in view.items
    ]  # fmt: skip


def clash_lines(items: Iterable[tuple[UUID, Item]]) -> list[Text]:
    """Return what can't both be in a programme, a sentence each."""
    return [
        Text(
            f"「{one.title.ja}」と「{other.title.ja}」：{why.ja}。",
            f"“{one.title.en or one.title.ja}” and “{other.title.en or other.title.ja}”: {why.en}.",
        )
        for one, other, why in clashes(item for _, item in items)
    ]


def registration(own: OwnRegistration) -> dict[str, Any]:
    """Return a registration with its badge; who gave it back or was moved is told so."""
    state, word = PLACES[own.state]
    return {"own": own, "badge": state, "word": word}


def attendance(every: Sequence[OwnRegistration], *, is_settled: bool) -> dict[str, int | None]:
    """Return how many registered, wait, came and were absent, and how many of a hundred who registered came.

    Who walked in counts among those who came, not among those who registered. Nobody is absent before it is settled.
    """
    asked = [one for one in every if one.state == "registered" and not one.is_walk_in]
    came = sum(one.checked_in_at is not None for one in asked)
    return {
        "registered": len(asked),
        "waiting": sum(one.state == "waiting" for one in every),
        "came": sum(one.checked_in_at is not None for one in every),
        "walked_in": sum(one.is_walk_in for one in every),
        "absent": len(asked) - came if is_settled else None,
        "percent": round(100 * came / len(asked)) if is_settled and asked else None,
    }


def ticket(link: str) -> SafeString:
    """Draw the symbol of a ticket."""
    return mark_safe(qr(symbol_of(link)).svg())  # noqa: S308 - drawn by ourselves from a hash


def structured(request: HttpRequest, view: GatheringView) -> SafeString:
    """Return a public gathering as schema.org data, safe to stand inside a page."""
    said = view.details
    status = "EventCancelled" if view.facts.state == "cancelled" else "EventScheduled"
    data: dict[str, Any] = {
        "@context": "https://schema.org", "@type": "Event", "name": view.title.in_language(language()),
        "startDate": said.starts_at.astimezone(TOKYO).isoformat(),
        "endDate": said.ends_at.astimezone(TOKYO).isoformat(),
        "eventStatus": f"https://schema.org/{status}",
        "organizer": {"@type": "Organization", "name": view.organiser.in_language(language())},
        "url": request.build_absolute_uri(reverse("public_gatherings:gathering", args=[view.uuid])),
    }  # fmt: skip
    if said.hall.ja:
        place = {"@type": "Place", "name": _either(said.hall).in_language(language())}
        data["location"] = place | ({"address": said.address} if said.address else {})
    if said.summary.ja:
        data["description"] = _either(said.summary).in_language(language())
    text = json.dumps(data, ensure_ascii=False)
    for sign, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(sign, code)
    return mark_safe(text)  # noqa: S308 - no sign that could end the element is left


def calendar(request: HttpRequest, views: Sequence[GatheringView], url: str, name: str) -> HttpResponse:
    """Answer gatherings as a calendar file; ``url`` names the page of one."""
    entries = [_entry(request, view, url) for view in views]
    content = calendar_file(entries, FILE_NAME.in_language(language()))
    return file_answer(f"{name}.ics", content, "text/calendar; charset=utf-8")


def _entry(request: HttpRequest, view: GatheringView, url: str) -> Entry:
    said = view.details
    place = ", ".join(part for part in (_either(said.hall).in_language(language()), said.address) if part)
    return Entry(
        f"{view.uuid}@{HOST}", view.revision, view.changed_at, said.starts_at, said.ends_at,
        view.title.in_language(language()), place, _either(said.summary).in_language(language()),
        request.build_absolute_uri(reverse(url, args=[view.uuid])), view.facts.state == "cancelled",
    )  # fmt: skip


def _speaker(one: Any) -> dict[str, Any]:
    return {
        "name": _either(one.name),
        "affiliation": _either(one.affiliation),
        "has_agreed": one.has_agreed,
    }


def _either(text: Text) -> Text:
    """Return a text whose Japanese stands where nobody gave an English one."""
    return Text(text.ja, text.en or text.ja)
