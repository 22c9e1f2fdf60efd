"""The test catalogue on screen: characteristics and methods, who asks for them and who does them."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.evaluation.domain.catalogue import (
    KINDS,
    Catalogue,
    ListedCharacteristic,
    ListedMethod,
    Measurement,
)
from tsunagu.evaluation.domain.sampling import amount_text, need_text
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.evaluation.domain.words import word_name
from tsunagu.evaluation.queries.catalogue import catalogue
from tsunagu.foundation import clock
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.capabilities import capability_name
from tsunagu.members.domain.stages import STAGES
from tsunagu.members.queries.sites import sites_with
from tsunagu.therapies.queries.catalogue_use import Use, therapies_asking

LONGEST = 80
MOST_OPEN = 4
"""So many methods that are found stand unfolded."""


@require_GET
@signed_in
def catalogue_page(request: HttpRequest) -> HttpResponse:
    """Show what is listed and matches the words typed, and the purpose chosen."""
    listed, today = catalogue(), tokyo_date(clock.now())
    text = request.GET.get("q", "").strip()[:LONGEST]
    purpose = request.GET.get("purpose", "")
    purpose = purpose if purpose in listed.purposes else ""
    found = [
        one
        for one in listed.characteristics.values()
        if purpose in ("", one.purpose) and _matches(one, listed, text)
    ]
    methods = [one for one in listed.methods.values() if _concerns(one, found, text)]
    uses = therapies_asking()
    context = {
        "q": text,
        "purpose": purpose,
        "purposes": listed.purposes.items(),
        "characteristics": [_characteristic(one, listed, uses) for one in found],
        "methods": [
            _method(one, listed, uses, today) | {"is_open": len(methods) <= MOST_OPEN} for one in methods
        ],
    }
    return render(request, "laboratory/catalogue.html", context)


def _matches(one: ListedCharacteristic, listed: Catalogue, text: str) -> bool:
    """Whether each word typed stands in a characteristic, its purpose, its unit or its methods."""
    methods = [listed.methods[each.method] for each in listed.methods_of(one.key)]
    names = [one.name, listed.purposes[one.purpose], shown_unit(one.unit), *(each.name for each in methods)]
    told = [one.key, one.unit, *(each.key for each in methods)]
    heap = " ".join([*told, *(each.ja for each in names), *(each.en for each in names)]).lower()
    return all(word in heap for word in text.lower().split())


def _concerns(one: ListedMethod, found: list[ListedCharacteristic], text: str) -> bool:
    named = f"{one.key} {one.name.ja} {one.name.en}".lower()
    is_named = bool(text) and all(word in named for word in text.lower().split())
    return is_named or bool({each.key for each in found} & {each.characteristic for each in one.measures})


def _characteristic(one: ListedCharacteristic, listed: Catalogue, uses: Use) -> dict[str, Any]:
    measured = listed.methods_of(one.key)
    return {
        "key": one.key,
        "name": one.name,
        "purpose": listed.purposes[one.purpose],
        "kind": KINDS[one.kind],
        "unit": shown_unit(one.unit),
        "ucum": one.unit if one.kind == "number" else "",
        "expected": word_name(one.expected) if one.expected else None,
        "stages": [STAGES[stage].name for stage in one.stages],
        "methods": [listed.methods[each.method] for each in measured],
        "therapies": _therapies([(one.key, each.method) for each in measured], uses),
    }


def _therapies(asked: list[tuple[str, str]], uses: Use) -> list[tuple[str, Text]]:
    return list({one.key: (one.key, one.name) for pair in asked for one in uses.get(pair, ())}.values())


def _method(one: ListedMethod, listed: Catalogue, uses: Use, today: date) -> dict[str, Any]:
    able = sites_with(one.capability, today)
    newest = one.in_force(today)[:1]
    return {
        "method": one,
        "versions": [
            (each, each.is_in_force(today), (each.version,) == newest) for each in one.versions[::-1]
        ],
        "capability": capability_name(one.capability),
        "laboratories": list({site.member.uuid: site.member for site in able}.values()),
        "measures": [_measurement(each, listed) for each in one.measures],
        "therapies": _therapies([(each.characteristic, one.key) for each in one.measures], uses),
    }


def _measurement(one: Measurement, listed: Catalogue) -> dict[str, Any]:
    limit = one.detection_limit
    return {
        "measurement": one,
        "name": listed.characteristics[one.characteristic].name,
        "unit": shown_unit(one.unit),
        "ucum": one.unit if one.unit not in ("1", shown_unit(one.unit).ja) else "",
        "need": need_text(one.sample),
        "limit": None if limit is None else f"{amount_text(limit[0])} ",
        "limit_unit": None if limit is None else shown_unit(limit[1]),
    }
