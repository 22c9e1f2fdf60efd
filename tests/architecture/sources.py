"""The source tree as the architecture's tests see it."""

import ast
import configparser
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tsunagu"
ROOMS = {
    "domain",
    "models",
    "queries",
    "services",
    "tasks",
    "web",
    "api",
    "admin",
    "management",
    "apps",
    "migrations",
}
DATA_ROOMS = {"templates", "static", "locale", "data"}
PRIVATE_ROOMS = ROOMS - {"domain", "queries", "services"}
PURE_LIBRARIES = {"events", "identifiers", "statistics"}
NO_CONCEPT = {"project", "demonstration", "foundation"} | PURE_LIBRARIES


@cache
def storeys() -> tuple[frozenset[str], ...]:
    """The storeys from top to bottom, as the import contract states them."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    lines = contracts["importlinter:contract:storeys"]["layers"].split("\n")
    return tuple(frozenset(name.strip() for name in line.split("|")) for line in lines if line.strip())


def height(folder: str) -> int:
    """How many storeys lie below a folder's own."""
    for number, names in enumerate(reversed(storeys())):
        if folder in names:
            return number
    raise AssertionError(f"{folder} is not named in the contract of storeys")


def folders() -> set[str]:
    """Every folder with code."""
    return {path.parent.name for path in SOURCE.glob("*/__init__.py")}


def concepts() -> set[str]:
    """Every folder that has rooms."""
    return folders() - NO_CONCEPT


def python_files(*parts: str) -> list[Path]:
    """Our Python files under the named folders of the checkout, without migrations."""
    found = [path for part in parts for path in (ROOT / part).rglob("*.py")]
    return sorted(
        path for path in found if "migrations" not in path.parts and "__pycache__" not in path.parts
    )


def module_of(path: Path) -> tuple[str, ...]:
    """The dotted name of a source file, in parts below ``tsunagu``: ``("custody", "models")``."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


@cache
def tree(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> set[tuple[str, ...]]:
    """Every ``tsunagu`` module that a file imports anywhere, type checking included."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative imports hide where things come from"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {tuple(name.split(".")[1:]) for name in names if name.startswith("tsunagu.")}
