"""The newest edition of the figures that everybody may read."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tsunagu.journeys.models import PublicFigures


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition: until which day it counts, when it was published, and the figures as they were written."""

    until: date
    published_at: datetime
    figures: dict[str, Any]


def newest_edition() -> Edition | None:
    """Return the newest edition; None before there is any."""
    row = PublicFigures.objects.order_by("-until").first()
    return None if row is None else Edition(row.until, row.published_at, row.figures)
