"""All that everybody is told: the newest edition, and beside it members and open products until the same day."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tsunagu.coordination.queries.pipeline import PublicCount, public_pipeline_counts
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.suppression import SMALLEST
from tsunagu.journeys.queries.public_figures import Edition, newest_edition
from tsunagu.members.domain.register.growth import Month, months
from tsunagu.members.queries.membership import stays


@dataclass(frozen=True, slots=True)
class Told:
    """An edition as it was published; members at the end of each month and open products by stage, as known now."""

    edition: Edition
    months: list[Month]
    products: list[PublicCount]


def newest() -> Told | None:
    """Return what is told now; None before there is any edition."""
    edition = newest_edition()
    if edition is None:
        return None
    return Told(edition, months(stays(), edition.until), public_pipeline_counts(edition.until))


def name_of(one: dict[str, Any]) -> Text:
    """Return the name of a line of an edition."""
    return Text(one["ja"], one["en"])


def count_said(cell: dict[str, Any]) -> str:
    """Say a count of an edition: the number, or why there is none."""
    if cell["mark"] == "small":
        return _("fewer than %(count)s") % {"count": SMALLEST}
    return _("withheld") if cell["mark"] else str(cell["count"])


def products_said(one: PublicCount) -> str:
    """Say a count of open products: the number, or that it is withheld."""
    return _("withheld") if one.count is None else str(one.count)


def days_said(one: dict[str, Any] | None) -> str:
    """Say the median days of a line, or why there are none."""
    if one is None:
        return "–"
    return count_said(one["cases"]) if one["median_days"] is None else str(one["median_days"])
