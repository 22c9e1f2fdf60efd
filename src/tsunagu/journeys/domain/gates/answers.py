"""Short ways for a gate to answer."""

from datetime import datetime
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.verdicts import OUT_OF_SPECIFICATION, Evidence, Outcome, Verdict


def _gate(cause: str) -> str:
    return cause.partition(".")[0]


def passes(
    cause: str,
    ja: str,
    en: str,
    *,
    item: UUID | None = None,
    evidence: tuple[Evidence, ...] = (),
    warning: bool = False,
    remaining_hours: float | None = None,
    deadline: datetime | None = None,
) -> Verdict:
    """Answer yes, if need be with a warning."""
    return Verdict(
        _gate(cause),
        Outcome.PASS,
        Text(ja, en),
        cause,
        item,
        evidence,
        warning=warning,
        remaining_hours=remaining_hours,
        deadline=deadline,
    )


def stops(
    cause: str,
    ja: str,
    en: str,
    *,
    item: UUID | None = None,
    evidence: tuple[Evidence, ...] = (),
    advice: Text | None = None,
    remaining_hours: float | None = None,
    deadline: datetime | None = None,
    leads_to_special_use: bool = False,
) -> Verdict:
    """Answer no; only where ``leads_to_special_use`` is the out-of-specification path open."""
    return Verdict(
        _gate(cause),
        Outcome.STOP,
        Text(ja, en),
        cause,
        item,
        evidence,
        advice=advice,
        remaining_hours=remaining_hours,
        deadline=deadline,
        path=OUT_OF_SPECIFICATION if leads_to_special_use else "",
    )


def asks(
    cause: str,
    ja: str,
    en: str,
    *,
    item: UUID | None = None,
    evidence: tuple[Evidence, ...] = (),
    remaining_hours: float | None = None,
    deadline: datetime | None = None,
) -> Verdict:
    """Answer that two people must decide and sign first."""
    return Verdict(
        _gate(cause),
        Outcome.DECIDE,
        Text(ja, en),
        cause,
        item,
        evidence,
        overridable=True,
        remaining_hours=remaining_hours,
        deadline=deadline,
    )
