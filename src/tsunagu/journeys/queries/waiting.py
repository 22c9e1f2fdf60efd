"""The waiting times of this installation, read once: those that are shipped, and its own file if it names one."""

from functools import cache
from pathlib import Path

from django.conf import settings

from tsunagu.foundation.own_data import read_data
from tsunagu.journeys.domain.waiting import WaitingTimes, waiting_times_from


@cache
def waiting_times() -> WaitingTimes:
    """Return the times within which people are expected to act here.

    Raises
    ------
    SetupProblem : the installation's file can't be read, or says something that makes no sense.
    """
    own: Path | None = settings.WAITING_TIMES
    return read_waiting_times(own)


def read_waiting_times(own: Path | None) -> WaitingTimes:
    """Return the shipped times, with what the installation's own file says instead."""
    return read_data("waiting_times.yaml", own, "TSUNAGU_WAITING_TIMES", waiting_times_from, "journeys")
