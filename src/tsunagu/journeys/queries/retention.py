"""How long this installation keeps samples, read once: what is shipped, and its own file if it names one."""

from functools import cache
from pathlib import Path

from django.conf import settings

from tsunagu.foundation.own_data import read_data
from tsunagu.journeys.domain.retention import Retention, retention_from


@cache
def retention() -> Retention:
    """Return the least years of retention here, by purpose and legal setting."""
    own: Path | None = settings.RETENTION
    return read_data("retention.yaml", own, "TSUNAGU_RETENTION", retention_from, "journeys")
