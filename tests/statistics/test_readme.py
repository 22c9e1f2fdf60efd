"""The README's examples run, and what it and the subpackages list as public is there."""

import doctest
import importlib
import re
from pathlib import Path
from types import ModuleType

import pytest

import tsunagu.statistics

FOLDER = Path(tsunagu.statistics.__file__).parent
SUBPACKAGES = sorted(path.parent.name for path in FOLDER.glob("*/__init__.py"))


def test_the_examples_answer_as_written() -> None:
    found = doctest.testfile(str(FOLDER / "README.md"), module_relative=False)
    assert (found.attempted, found.failed) == (8, 0)


def test_every_function_in_the_tables_is_public_somewhere() -> None:
    rows = [
        line.split("|")[1] for line in (FOLDER / "README.md").read_text().splitlines() if line[:3] == "| `"
    ]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    public = {name for sub in SUBPACKAGES for name in _module(sub).__all__}
    assert len(named) > 80
    assert named <= public


@pytest.mark.parametrize("sub", SUBPACKAGES)
def test_what_a_subpackage_lists_is_there_with_a_docstring(sub: str) -> None:
    module = _module(sub)
    listed = [getattr(module, name) for name in module.__all__]
    assert len(listed) == len(set(module.__all__))
    assert all(one.__doc__ for one in listed)


def _module(sub: str) -> ModuleType:
    return importlib.import_module(f"tsunagu.statistics.{sub}")
