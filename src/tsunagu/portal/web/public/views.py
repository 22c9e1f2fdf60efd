"""What everybody may read of the network: figures that can't identify anyone, as a page and as files."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tsunagu.coordination.queries.pipeline import public_pipeline_counts
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.downloads import csv_file
from tsunagu.foundation.web.scope import open_to_all
from tsunagu.foundation.web.svg import Growing, Seen, growth
from tsunagu.foundation.web.times import language
from tsunagu.journeys.domain.suppression import SMALLEST
from tsunagu.journeys.queries.public_figures import Edition, newest_edition
from tsunagu.members.domain.register.growth import PUBLISHED, Month, months
from tsunagu.members.queries.membership import stays


@require_GET
@open_to_all
def figures_page(request: HttpRequest) -> HttpResponse:
    """Show the newest edition, with what each figure means."""
    edition = newest_edition()
    context = {} if edition is None else _shown(edition)
    return render(request, "portal/public.html", {"edition": edition, **context})


@require_GET
@open_to_all
def figures_json(request: HttpRequest) -> HttpResponse:
    """Give the newest edition as JSON, as it was published."""
    edition = newest_edition()
    if edition is None:
        return JsonResponse({"until": None, "figures": None}, status=404)
    told = {"until": edition.until.isoformat(), "published_at": edition.published_at.isoformat()}
    return JsonResponse(told | {"smallest_count_shown": SMALLEST, "figures": edition.figures})


@require_GET
@open_to_all
def figures_csv(request: HttpRequest) -> HttpResponse:
    """Give the newest edition as lines: figure, quarter, group, value."""
    edition = newest_edition()
    rows = [["figure", "quarter", "group", "value"], *([] if edition is None else _lines(edition))]
    return csv_file("network-figures.csv", rows, 404 if edition is None else 200)


def _shown(edition: Edition) -> dict[str, Any]:
    figures = edition.figures
    spans: dict[str, dict[str, Any]] = {}
    for one in figures["vein_to_vein"]:
        group = spans.setdefault(one["key"], {"name": _name(one), "cells": {}})
        group["cells"][one["quarter"]] = one
    quarters = figures["quarters"]
    shares = {one["quarter"]: one["percent"] for one in figures["on_time"]}
    return {
        "quarters": quarters,
        "members": figures["members"],
        "groups": [
            (_("By kind of organisation"), _named(figures["members"]["kinds"])),
            (_("By area"), _named(figures["members"]["areas"])),
            (_("By stage"), _named(figures["members"]["stages"])),
        ],
        "settings": [_name(one) for one in figures["treated"][0]["settings"]] if figures["treated"] else [],
        "treated": [
            {"quarter": line["quarter"], "cells": [*map(_count, line["settings"]), _count(line["total"])]}
            for line in figures["treated"]
        ],
        "spans": [
            {"name": one["name"], "cells": [_days(one["cells"].get(quarter)) for quarter in quarters]}
            for one in spans.values()
        ],
        "shares": [(quarter, shares.get(quarter)) for quarter in quarters if quarter in shares],
        "smallest": SMALLEST,
        "growth": _growth(edition),
        "pipeline": _bars([(one.name, one.count) for one in public_pipeline_counts(edition.until)]),
    }


def _growth(edition: Edition) -> dict[str, Any]:
    """Return the members over time until the day of the edition, beside the numbers that were published elsewhere."""
    lang, found = language(), months(stays(), edition.until)
    seen = [Seen(one.month, one.members, one.source.in_language(lang)) for one in PUBLISHED]
    layer = Growing(_("Members"), [one.total for one in found], "manufacturing")
    return {
        "picture": growth([one.first for one in found], [layer], _("Number of members over time"), seen=seen),
        "published": PUBLISHED,
        "years": year_ends(found),
    }


def year_ends(found: Sequence[Month]) -> list[Month]:
    """Return the last month of each year that is known, the newest first."""
    return sorted({one.first.year: one for one in found}.values(), key=lambda one: one.first, reverse=True)


def _bars(lines: Sequence[tuple[Text, int | None]]) -> list[tuple[Text, str, int]]:
    """Return name, count in words and the width of the bar of each line; what is withheld has none."""
    most = max((count for _name, count in lines if count), default=1)
    return [
        (name, _("withheld") if count is None else str(count), round(100 * (count or 0) / most))
        for name, count in lines
    ]


def _named(lines: list[dict[str, Any]]) -> list[tuple[Text, int, int]]:
    """Return name, count and the width of the bar of each line, in per cent of the widest."""
    most = max((one["count"] for one in lines), default=1)
    return [(_name(one), one["count"], round(100 * one["count"] / most)) for one in lines]


def _name(one: dict[str, Any]) -> Text:
    return Text(one["ja"], one["en"])


def _count(cell: dict[str, Any]) -> str:
    if cell["mark"] == "small":
        return _("fewer than %(count)s") % {"count": SMALLEST}
    return _("withheld") if cell["mark"] else str(cell["count"])


def _days(one: dict[str, Any] | None) -> str:
    if one is None:
        return "–"
    return _count(one["cases"]) if one["median_days"] is None else str(one["median_days"])


def _lines(edition: Edition) -> Iterator[list[Any]]:
    figures, lang = edition.figures, language()
    for group in ("kinds", "areas", "stages"):
        for one in figures["members"][group]:
            yield [f"members_{group}", "", _name(one).in_language(lang), one["count"]]
    for month in reversed(year_ends(months(stays(), edition.until))):
        yield ["members_at", f"{month.first:%Y-%m}", "", month.total]
    for line in figures["treated"]:
        for one in line["settings"]:
            yield ["treated", line["quarter"], _name(one).in_language(lang), _count(one)]
        yield ["treated", line["quarter"], _("Total"), _count(line["total"])]
    for one in figures["vein_to_vein"]:
        yield ["vein_to_vein_median_days", one["quarter"], _name(one).in_language(lang), _days(one)]
    for one in figures["on_time"]:
        yield ["on_time_percent", one["quarter"], "", "" if one["percent"] is None else one["percent"]]
