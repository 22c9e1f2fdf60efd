"""The number of members over time: pictures, a table, and the figures as a file."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tsunagu.foundation import clock
from tsunagu.foundation.web.downloads import csv_file
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.svg import Growing, Seen, growth
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.register.growth import PUBLISHED, Month, months
from tsunagu.members.domain.vocabulary import MEMBER_KINDS
from tsunagu.members.queries.membership import stays
from tsunagu.members.services.register_writing import check_keeps_register
from tsunagu.members.web.register.shown import pages

HUES = {
    "company": "manufacturing", "university": "evaluation", "hospital": "clinical", "public_body": "storage",
    "association": "transport",
}  # fmt: skip


@require_GET
@signed_in
def growth_page(request: HttpRequest) -> HttpResponse:
    """Show how the network has grown, as the register knows it, beside the figures that were made public."""
    check_keeps_register(actor_of(request, Actor))
    found = months(stays(), tokyo_date(clock.now()))
    years = sorted({one.first.year for one in found}, reverse=True)
    context = {
        "pages": pages("growth"), "published": PUBLISHED, "picture": _picture(found), "kinds": MEMBER_KINDS,
        "now": found[-1] if found else None, "by_kind": _by_kind(found[-1]) if found else [],
        "years": [_year(year, [one for one in found if one.first.year == year]) for year in years],
    }  # fmt: skip
    return render(request, "members/register/growth.html", context)


@require_GET
@signed_in
def growth_csv(request: HttpRequest) -> HttpResponse:
    """Write the months as a list."""
    check_keeps_register(actor_of(request, Actor))
    lang = language()
    kinds = [name.in_language(lang) for name in MEMBER_KINDS.values()]
    rows: list[list[object]] = [[_("Month"), _("Members"), *kinds, _("Joined in it"), _("Left in it")]]
    for one in months(stays(), tokyo_date(clock.now())):
        by_kind = [one.by_kind.get(key, 0) for key in MEMBER_KINDS]
        rows.append([f"{one.first:%Y-%m}", one.total, *by_kind, one.joined, one.left])
    return csv_file("members-by-month.csv", rows)


def _picture(found: Sequence[Month]) -> str:
    lang = language()
    layers = [
        Growing(name.in_language(lang), [one.by_kind.get(key, 0) for one in found], HUES[key])
        for key, name in MEMBER_KINDS.items()
    ]
    seen = [Seen(one.month, one.members, one.source.in_language(lang)) for one in PUBLISHED]
    return growth([one.first for one in found], layers, _("Number of members over time"), seen=seen)


def _by_kind(month: Month) -> list[dict[str, Any]]:
    return [
        {"name": name, "hue": HUES[key], "n": month.by_kind.get(key, 0)} for key, name in MEMBER_KINDS.items()
    ]


def _year(year: int, found: list[Month]) -> dict[str, Any]:
    last = max(found, key=lambda one: one.first)
    return {
        "year": year, "total": last.total, "joined": sum(one.joined for one in found),
        "left": sum(one.left for one in found), "by_kind": [last.by_kind.get(key, 0) for key in MEMBER_KINDS],
        "months": [one for one in reversed(found) if one.joined or one.left], "end": date(year, 12, 31),
    }  # fmt: skip
