"""The words of the directory of this installation: shipped, with what its own file adds or says instead."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from django.conf import settings

from tsunagu.foundation.problems import setup_problem
from tsunagu.foundation.refusals import BadInput
from tsunagu.members.domain.taxonomy.reading import taxonomy_from
from tsunagu.members.domain.taxonomy.words import Taxonomy

SHIPPED = "taxonomy.yaml"


@cache
def taxonomy() -> Taxonomy:
    """Return the words of the directory here.

    Raises
    ------
    SetupProblem : the installation's file can't be read, or says something that makes no sense.
    """
    return read_taxonomy(settings.TAXONOMY)


def read_taxonomy(own: Path | None) -> Taxonomy:
    """Return the shipped taxonomy, with what the installation's own file adds."""
    shipped = (SHIPPED, (files("tsunagu.members") / "data" / SHIPPED).read_text(encoding="utf-8"))
    if own is None:
        return taxonomy_from(shipped)
    try:
        return taxonomy_from(shipped, (str(own), own.read_text(encoding="utf-8-sig")))
    except BadInput as refused:
        raise setup_problem(refused.reason.ja, refused.reason.en) from refused
    except (OSError, UnicodeDecodeError) as error:
        raise setup_problem(
            f"TSUNAGU_TAXONOMY の {own} を UTF-8 の文字として読めません。",
            f"TSUNAGU_TAXONOMY names {own}, which can't be read as UTF-8 text.",
        ) from error
