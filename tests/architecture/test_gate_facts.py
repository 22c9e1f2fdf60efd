"""No gate judges by a fact that nothing loads: each fact, and each word it may be, comes from the loaders."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest

import tsunagu
from tsunagu.journeys.domain.gates import facts as all_facts

SOURCE = Path(tsunagu.__file__).parent
LOADERS = (
    *(SOURCE / "journeys" / "services" / "facts").glob("*.py"),
    SOURCE / "journeys" / "queries" / "behind.py",
    SOURCE / "journeys" / "queries" / "decided_holds.py",
    SOURCE / "journeys" / "domain" / "screening.py",
    SOURCE / "journeys" / "domain" / "qualifying.py",
)
GATES = SOURCE / "journeys" / "domain" / "gates"
FACTS: dict[str, type[Any]] = {
    name: found
    for name in all_facts.__all__
    if isinstance(found := getattr(all_facts, name), type) and is_dataclass(found)
}


def _calls() -> Iterator[tuple[str, dict[str, ast.expr]]]:
    """Yield each place where a loader makes facts: the class, and what is given for which field."""
    for file in LOADERS:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FACTS:
                names = [one.name for one in fields(FACTS[node.func.id])]
                given = dict(zip(names, node.args, strict=False))
                yield node.func.id, given | {one.arg: one.value for one in node.keywords if one.arg}


def _loaded() -> dict[str, set[str]]:
    """Return the fields of each class that loaders fill with something that isn't always the same."""
    calls: dict[str, list[dict[str, ast.expr]]] = defaultdict(list)
    for name, given in _calls():
        calls[name].append(given)
    found: dict[str, set[str]] = defaultdict(set)
    for name, several in calls.items():
        for field in {field for given in several for field in given}:
            values = [given.get(field) for given in several]
            constants = {ast.unparse(one) if one else "its default" for one in values if _is_constant(one)}
            if len(constants) > 1 or not all(_is_constant(one) for one in values):
                found[name].add(field)
    return found


def _is_constant(value: ast.expr | None) -> bool:
    return value is None or isinstance(value, ast.Constant)


@pytest.mark.parametrize("name", sorted(FACTS))
def test_every_fact_is_loaded(name: str) -> None:
    missing = {one.name for one in fields(FACTS[name])} - _loaded()[name]
    assert not missing, f"no loader ever says these of {name}: a gate that reads them says nothing"


def _words(hint: Any) -> Iterator[str]:
    if get_origin(hint) is Literal:
        yield from (one for one in get_args(hint) if one)
    elif get_origin(hint) in (Union, UnionType):
        for inner in get_args(hint):
            yield from _words(inner)


def _said_outside_the_gates() -> set[str]:
    return {
        node.value
        for file in SOURCE.rglob("*.py")
        if GATES not in file.parents
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_word_of_a_fact_is_said_by_somebody() -> None:
    said = _said_outside_the_gates()
    unsaid = {
        (name, field, word)
        for name, found in FACTS.items()
        for field, hint in get_type_hints(found).items()
        for word in _words(hint)
        if word not in said
    }
    assert not unsaid
