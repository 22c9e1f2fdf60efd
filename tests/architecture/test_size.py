"""Small enough to read: limits on files, functions and templates, and the dated exceptions that may only shrink."""

import ast
import datetime
import warnings
from dataclasses import dataclass
from pathlib import Path

from tests.architecture import sources

FILE_SOFT, FILE_HARD, FUNCTION_HARD, TEMPLATE_HARD = 300, 400, 40, 150


@dataclass(frozen=True)
class Exception_:
    """A thing that is too long for now: it may shrink, and must be gone from here once it fits."""

    lines: int
    since: datetime.date
    reason: str


EXCEPTIONS: dict[str, Exception_] = {}
"""``path`` or ``path::function`` -> exception. Lower ``lines`` when the thing shrinks; never raise it."""


def test_everything_is_small_enough() -> None:
    problems, used = [], set()
    for name, lines, limit in measured():
        known = EXCEPTIONS.get(name)
        if lines > limit and known is None:
            problems.append(f"{name}: {lines} lines, at most {limit}")
        elif known is not None:
            used.add(name)
            if not limit < lines <= known.lines:
                problems.append(
                    f"{name}: {lines} lines; its exception says {known.lines}: lower or remove it"
                )
    problems += [f"{name}: excepted but gone" for name in EXCEPTIONS.keys() - used]
    assert not problems, "\n".join(problems)


def test_long_files_are_named() -> None:
    for name, lines, limit in measured():
        if limit == FILE_HARD and lines > FILE_SOFT:
            warnings.warn(f"{name} has {lines} lines, more than {FILE_SOFT}: time to divide it", stacklevel=1)


def measured() -> list[tuple[str, int, int]]:
    """Everything that has a limit: its name, its lines, its limit."""
    found = []
    for path in sources.python_files("src", "tests", "benchmarks"):
        name = str(path.relative_to(sources.ROOT))
        found.append((name, length(path), FILE_HARD))
        for function in functions(path):
            found.append((f"{name}::{function.name}", code_lines(function), FUNCTION_HARD))
    for path in sorted((sources.ROOT / "src").rglob("templates/**/*.html")):
        found.append((str(path.relative_to(sources.ROOT)), length(path), TEMPLATE_HARD))
    for path in sorted((sources.ROOT / "src").rglob("static/**/*.js")):
        found.append((str(path.relative_to(sources.ROOT)), length(path), FILE_HARD))
    return found


def length(path: Path) -> int:
    """The lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    return [
        node
        for node in ast.walk(sources.tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function from ``def`` to its end, its docstring left out."""
    assert function.end_lineno is not None
    lines = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        assert first.end_lineno is not None
        lines -= first.end_lineno - first.lineno + 1
    return lines


def test_a_docstring_does_not_count() -> None:
    function = ast.parse('def f():\n    """One\n    two."""\n    return 1\n').body[0]
    assert isinstance(function, ast.FunctionDef)
    assert code_lines(function) == 2
