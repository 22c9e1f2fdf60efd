"""Dates of a plan on their way to an order: sealed, so that the page between can't change them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core import signing

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.planning import Dates

SALT = "journeys.dates"


def seal(dates: Dates) -> str:
    """Return the dates as text for an address or a hidden field; it names no patient."""
    data = {
        "reference": str(dates.reference),
        "route": dates.route,
        "sites": {party: str(site) for party, site in dates.sites.items()},
        "steps": {
            key: [int(start.timestamp()), int(end.timestamp())] for key, (start, end) in dates.steps.items()
        },
    }
    return signing.dumps(data, salt=SALT, compress=True)


def unseal(text: str) -> Dates:
    """Return the dates; refuse text that isn't ours or was changed."""
    try:
        data: dict[str, Any] = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError) as error:
        raise BadInput("dates", UNREADABLE) from error
    return Dates(
        UUID(data["reference"]),
        data["route"],
        {party: UUID(site) for party, site in data["sites"].items()},
        {key: (_time(start), _time(end)) for key, (start, end) in data["steps"].items()},
    )


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


UNREADABLE = Text(
    "日程を読み取れません。日程の相談の画面から、もう一度開いてください。",
    "The dates can't be read. Open this page again from the request for dates.",
)
