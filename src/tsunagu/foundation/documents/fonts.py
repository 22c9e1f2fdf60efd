"""Where the Japanese font is: in a wheel that we need for the font alone, found without importing it."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from tsunagu.foundation.problems import setup_problem

_PACKAGE, _FILE = "matplotlib_fontja", "fonts/ipaexg.ttf"


@cache
def font_paths() -> tuple[str, ...]:
    """Return the folders that typst looks for fonts in."""
    spec = find_spec(_PACKAGE)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        file = Path(folder) / _FILE
        if file.exists():
            return (str(file.parent),)
    raise setup_problem(
        "書類用の日本語フォントがありません。make setup をもう一度実行してください。",
        "The Japanese font for documents is missing: run make setup again.",
    )
