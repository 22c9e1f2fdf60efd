"""The waiting times of this installation, read once: those that are shipped, and its own file if it names one."""

from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml
from django.conf import settings

from tsunagu.foundation.problems import setup_problem
from tsunagu.foundation.refusals import BadInput
from tsunagu.journeys.domain.waiting import WaitingTimes, waiting_times_from

SHIPPED = files("tsunagu.journeys") / "data" / "waiting_times.yaml"


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
    shipped = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    if own is None:
        return waiting_times_from(shipped)
    try:
        return waiting_times_from(shipped, yaml.safe_load(own.read_text(encoding="utf-8")))
    except BadInput as refused:
        raise setup_problem(f"{own}：{refused.reason.ja}", f"{own}: {refused.reason.en}") from refused
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise setup_problem(
            f"TSUNAGU_WAITING_TIMES の {own} を YAML として読めません。",
            f"TSUNAGU_WAITING_TIMES names {own}, which can't be read as YAML.",
        ) from error
