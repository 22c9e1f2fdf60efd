"""The page of what varies: who reads high or low, and what the spread of a characteristic comes from."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.evaluation.domain.varies import Variation, what_varies
from tsunagu.evaluation.queries.catalogue import method_name
from tsunagu.foundation.era import is_in_era
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.downloads import csv_file
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language
from tsunagu.journeys.queries.subjects import Subject, subjects
from tsunagu.journeys.queries.variation import RESULTS, Chosen, Found, Source
from tsunagu.journeys.queries.variation_sources import SOURCES
from tsunagu.journeys.web.variation_shown import cut, qualify_link, shares, table, who_reads
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies.queries import routes_list

COUNTED = ("{cells}", "{copies}", "{colonies}", "[iU]")
"""Units of counts and activities, whose spread grows with the value: logarithms unless asked otherwise."""


@require_GET
@signed_in
def page(request: HttpRequest) -> HttpResponse:
    """Show the split of one characteristic by one method, of results that this person may see."""
    return render(request, "laboratory/variation.html", _shown(request))


@require_GET
@signed_in
def export(request: HttpRequest) -> HttpResponse:
    """Return the components and the levels of the same choice as CSV, unrounded."""
    shown = _shown(request)
    rows = table(shown["variation"], shown["found"], shown["unit"]) if "variation" in shown else ()
    return csv_file("variation.csv", rows)


def _shown(request: HttpRequest) -> dict[str, Any]:
    actor, said, lang = actor_of(request, Actor), request.GET, language()
    source = SOURCES.get(said.get("source", ""), RESULTS)
    choices, routes = _subjects(source, actor), {one.key: one.name for one in routes_list()}
    therapies = source.therapies(actor)
    subject = choices.get(said.get("subject", ""), next(iter(choices.values()), None))
    since, until = _day(said.get("since", "")), _day(said.get("until", ""))
    therapy = said.get("therapy", "") if said.get("therapy", "") in therapies else ""
    context: dict[str, Any] = {
        "sources": list(SOURCES.values()),
        "source": source,
        "subjects": [(key, one.label.in_language(lang)) for key, one in choices.items()],
        "subject": subject,
        "therapies": [(key, routes.get(key, Text(key, key)).in_language(lang)) for key in therapies],
        "therapy": therapy,
        "since": since,
        "until": until,
        "query": request.GET.urlencode(),
    }
    if subject is None:
        return context
    chosen = Chosen(subject.characteristic, subject.method, therapy, since, until)
    found = source.observed(actor, chosen)
    scale = said.get("scale", "") if said.get("scale") in ("log", "plain") else ""
    is_log = scale == "log" or (not scale and found.unit.startswith(COUNTED))
    variation = what_varies(found.observations, source.factors, is_log)
    return context | {"is_log": is_log} | _told(actor, subject, found, variation)


def _told(actor: Actor, subject: Subject, found: Found, variation: Variation) -> dict[str, Any]:
    unit = "%" if variation.is_log else shown_unit(found.unit).in_language(language())
    return {
        "found": found,
        "variation": variation,
        "unit": unit,
        "mean_unit": shown_unit(found.unit).in_language(language()),
        "shares": shares(variation),
        "lines": cut(variation),
        "groups": [
            who_reads(variation, found, one.key, unit)
            for one in variation.factors
            if one.key in variation.levels
        ],
        "left_out": [
            (one, variation.left_out[one.key]) for one in variation.factors if one.key in variation.left_out
        ],
        "qualify": qualify_link(subject, variation) if actor.holds("quality") and variation.parts else "",
    }


def _subjects(source: Source, actor: Actor) -> dict[str, Subject]:
    """Return what this source has for this person, by key, the most results first."""
    known, found = subjects(), dict[str, Subject]()
    for characteristic, method, _count in source.counted(actor):
        key = f"{characteristic}/{method}"
        name = Text(characteristic, characteristic)
        found[key] = known.get(key) or Subject(characteristic, method, name, method_name(method), "")
    return found


def _day(text: str) -> date | None:
    """Return a day that was typed; what is no day sets no bound."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if is_in_era(day) else None
