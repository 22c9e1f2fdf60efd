"""Data that is shipped and that an installation may say otherwise, in a file of its own."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import yaml

from tsunagu.foundation.problems import setup_problem
from tsunagu.foundation.refusals import BadInput

Read = TypeVar("Read")


def read_data(name: str, own: Path | None, variable: str, parse: Callable[..., Read], concept: str) -> Read:
    """Return the shipped data of this name of a concept, with what the installation's own file says instead.

    Raises
    ------
    SetupProblem : the file that ``variable`` names can't be read, or says something that makes no sense.
    """
    shipped = yaml.safe_load((files(f"tsunagu.{concept}") / "data" / name).read_text(encoding="utf-8"))
    if own is None:
        return parse(shipped)
    try:
        return parse(shipped, yaml.safe_load(own.read_text(encoding="utf-8")))
    except BadInput as refused:
        raise setup_problem(f"{own}：{refused.reason.ja}", f"{own}: {refused.reason.en}") from refused
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise setup_problem(
            f"{variable} の {own} を YAML として読めません。",
            f"{variable} names {own}, which can't be read as YAML.",
        ) from error
