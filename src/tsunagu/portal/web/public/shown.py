"""The figures for everybody arranged for the page."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from tsunagu.coordination.queries.pipeline import PublicCount
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.svg import Growing, Seen, growth
from tsunagu.foundation.web.times import language
from tsunagu.journeys.domain.suppression import SMALLEST
from tsunagu.members.domain.register.growth import PUBLISHED, Month
from tsunagu.portal.web.public.told import Told, count_said, days_said, name_of, products_said


def shown(told: Told) -> dict[str, Any]:
    """Return what the page shows of an edition."""
    figures = told.edition.figures
    spans: dict[str, dict[str, Any]] = {}
    for one in figures["vein_to_vein"]:
        group = spans.setdefault(one["key"], {"name": name_of(one), "cells": {}})
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
        "settings": [name_of(one) for one in figures["treated"][0]["settings"]] if figures["treated"] else [],
        "treated": [
            {
                "quarter": line["quarter"],
                "cells": [*map(count_said, line["settings"]), count_said(line["total"])],
            }
            for line in figures["treated"]
        ],
        "spans": [
            {"name": one["name"], "cells": [days_said(one["cells"].get(quarter)) for quarter in quarters]}
            for one in spans.values()
        ],
        "shares": [(quarter, shares.get(quarter)) for quarter in quarters if quarter in shares],
        "smallest": SMALLEST,
        "growth": _growth(told.months),
        "pipeline": _bars(told.products),
    }


def _growth(found: Sequence[Month]) -> dict[str, Any]:
    """Return the members over time until the day of the edition, beside the numbers that were published elsewhere."""
    lang = language()
    seen = [Seen(one.month, one.members, one.source.in_language(lang)) for one in PUBLISHED]
    layer = Growing(_("Members"), [one.total for one in found], "manufacturing")
    return {
        "picture": growth([one.first for one in found], [layer], _("Number of members over time"), seen=seen),
        "published": PUBLISHED,
        "years": _year_ends(found),
    }


def _year_ends(found: Sequence[Month]) -> list[Month]:
    return sorted({one.first.year: one for one in found}.values(), key=lambda one: one.first, reverse=True)


def _bars(lines: Sequence[PublicCount]) -> list[tuple[Text, str, int]]:
    """Return name, count in words and the width of the bar of each line; what is withheld has none."""
    most = max((one.count for one in lines if one.count), default=1)
    return [(one.name, products_said(one), round(100 * (one.count or 0) / most)) for one in lines]


def _named(lines: list[dict[str, Any]]) -> list[tuple[Text, int, int]]:
    """Return name, count and the width of the bar of each line, in per cent of the widest."""
    most = max((one["count"] for one in lines), default=1)
    return [(name_of(one), one["count"], round(100 * one["count"] / most)) for one in lines]
