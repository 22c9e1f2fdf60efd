"""The test catalogue of this installation, read once: what is shipped, and its own file if it names one."""

from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from tsunagu.evaluation.domain.catalogue import Catalogue
from tsunagu.evaluation.domain.catalogue_reading import Layer, catalogue_from
from tsunagu.foundation.problems import setup_problem
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

SHIPPED = ("characteristics.yaml", "methods.yaml")
TOKYO = ZoneInfo("Asia/Tokyo")


@cache
def catalogue() -> Catalogue:
    """Return what may be measured here, and how.

    Raises
    ------
    SetupProblem : the installation's file can't be read, or says something that makes no sense.
    """
    own: Path | None = settings.TEST_CATALOGUE
    return read_catalogue(own)


def read_catalogue(own: Path | None) -> Catalogue:
    """Return the shipped catalogue, with what the installation's own file adds or says instead."""
    folder = files("tsunagu.evaluation") / "data"
    layers = [Layer(name, (folder / name).read_text(encoding="utf-8")) for name in SHIPPED]
    if own is None:
        return catalogue_from(*layers)
    try:
        return catalogue_from(*layers, Layer(str(own), own.read_text(encoding="utf-8-sig")))
    except BadInput as refused:
        raise setup_problem(refused.reason.ja, refused.reason.en) from refused
    except (OSError, UnicodeDecodeError) as error:
        raise setup_problem(
            f"TSUNAGU_TEST_CATALOGUE の {own} を UTF-8 の文字として読めません。",
            f"TSUNAGU_TEST_CATALOGUE names {own}, which can't be read as UTF-8 text.",
        ) from error


def method_name(key: str) -> Text:
    """Return the name of a method as people read it."""
    return catalogue().method_name(key)


def version_used(method: str, typed: str, at: datetime) -> str:
    """Return the version by which a test of this time was made; refuses one that was not in force on that day."""
    return catalogue().version_used(method, typed, at.astimezone(TOKYO).date())
