"""Whether the patient has an infection: the worst that was said, and what a physician alone may clear."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

COUNTS_FOR = timedelta(hours=72)
"""How long "no infection" counts (an assumption of the platform)."""


@dataclass(frozen=True, slots=True)
class InfectionStatement:
    """What somebody found when looking for an infection."""

    has_infection: bool
    stated_at: datetime
    by_physician: bool


def infection_on(now: datetime, statements: Iterable[InfectionStatement]) -> bool | None:
    """Return whether there is an infection; None: nobody has looked for one lately.

    Once found it stays until a physician says later that there is none; "none" counts for 72 hours.
    """
    found: bool | None = None
    for one in sorted(statements, key=lambda each: each.stated_at):
        if one.has_infection:
            found = True
        elif found is not True or one.by_physician:
            found = False if now - one.stated_at <= COUNTS_FOR else None
    return found
