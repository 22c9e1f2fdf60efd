"""What everybody is told, for programs and spreadsheets: the same figures as on the page."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from tsunagu.coordination.queries.pipeline import LEAST_TOLD
from tsunagu.foundation.web.times import language
from tsunagu.journeys.domain.suppression import SMALLEST
from tsunagu.members.domain.register.growth import PUBLISHED
from tsunagu.portal.web.public.told import Told, count_said, days_said, name_of, products_said

HEADS = ["figure", "quarter", "group", "value"]


def as_data(told: Told) -> dict[str, Any]:
    """Return everything as JSON: ``figures`` is the edition as published; a count of null is withheld."""
    return {
        "until": told.edition.until.isoformat(),
        "published_at": told.edition.published_at.isoformat(),
        "smallest_count_shown": SMALLEST,
        "figures": told.edition.figures,
        "members_over_time": {
            "months": [{"month": f"{one.first:%Y-%m}", "members": one.total} for one in told.months],
            "published_elsewhere": [
                {"month": f"{one.month:%Y-%m}", "members": one.members, "ja": one.source.ja, "en": one.source.en}
                for one in PUBLISHED
            ],
        },
        "products_in_development": {
            "smallest_count_shown": LEAST_TOLD,
            "stages": [
                {"key": one.stage, "ja": one.name.ja, "en": one.name.en, "count": one.count}
                for one in told.products
            ],
        },
    }  # fmt: skip


def as_rows(told: Told) -> Iterator[list[Any]]:
    """Yield everything as lines: figure, quarter (of members over time: the month), group, value."""
    figures, lang = told.edition.figures, language()
    for group in ("kinds", "areas", "stages"):
        for one in figures["members"][group]:
            yield [f"members_{group}", "", name_of(one).in_language(lang), one["count"]]
    for month in told.months:
        yield ["members_at", f"{month.first:%Y-%m}", "", month.total]
    for seen in PUBLISHED:
        yield [
            "members_published_elsewhere",
            f"{seen.month:%Y-%m}",
            seen.source.in_language(lang),
            seen.members,
        ]
    for stage in told.products:
        yield ["products_in_development", "", stage.name.in_language(lang), products_said(stage)]
    for line in figures["treated"]:
        for one in line["settings"]:
            yield ["treated", line["quarter"], name_of(one).in_language(lang), count_said(one)]
        yield ["treated", line["quarter"], _("Total"), count_said(line["total"])]
    for one in figures["vein_to_vein"]:
        yield ["vein_to_vein_median_days", one["quarter"], name_of(one).in_language(lang), days_said(one)]
    for one in figures["on_time"]:
        yield ["on_time_percent", one["quarter"], "", "" if one["percent"] is None else one["percent"]]
