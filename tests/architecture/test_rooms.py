"""Folders and rooms: a closed list, entered by their doors."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from tests.architecture import sources

IMPURE_CALLS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time"),
    ("time", "monotonic"), ("time", "sleep"), ("uuid", "uuid1"), ("uuid", "uuid4"), ("os", "urandom"),
    ("os", "environ"),
}  # fmt: skip
IMPURE_NAMES = {"open", "print", "input", "uuid4", "exec", "eval"}
LIBRARIES = {("events",), ("identifiers",), ("statistics",)}
PURE = {("foundation", name) for name in ("text", "refusals", "brake", "written", "era")}
MAY_BE_USED_BY_DOMAIN = LIBRARIES | PURE


def test_the_import_contracts_hold() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache"]
    result = subprocess.run(command, cwd=sources.ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_no_folder_and_no_app_is_missing_from_the_contracts() -> None:
    named = frozenset[str]().union(*sources.storeys())
    assert sources.folders() == named
    from tsunagu.project import demonstration_settings

    installed = {
        app.split(".")[1] for app in demonstration_settings.INSTALLED_APPS if app.startswith("tsunagu.")
    }
    with_app = {folder for folder in named if (sources.SOURCE / folder / "apps.py").exists()}
    assert installed == with_app
    assert not {f for f in named if (sources.SOURCE / f / "models").exists()} - installed
    assert {path.name for path in sources.SOURCE.glob("*.py")} == {"__init__.py"}


def test_every_concept_is_a_container_of_the_rooms_contract() -> None:
    text = (sources.ROOT / ".importlinter").read_text()
    assert {name for name in sources.concepts() if f"    tsunagu.{name}\n" not in text} == set()


@pytest.mark.parametrize("concept", sorted(sources.concepts()))
def test_a_concept_has_only_the_known_rooms(concept: str) -> None:
    allowed = sources.ROOMS | sources.DATA_ROOMS | {"__init__", "__pycache__", "README"}
    found = {path.stem for path in (sources.SOURCE / concept).iterdir()}
    assert found <= allowed, f"{concept}: {sorted(found - allowed)} is no room of the architecture"


def test_other_concepts_are_entered_by_domain_services_and_queries_alone() -> None:
    trespasses = []
    for path in sources.python_files("src/tsunagu"):
        own = sources.module_of(path)
        for target in sources.imported(path):
            is_foreign = target[0] in sources.concepts() and own[:1] != target[:1]
            if is_foreign and len(target) > 1 and target[1] in sources.PRIVATE_ROOMS:
                trespasses.append(f"{'.'.join(own)} imports {'.'.join(target)}")
    assert not trespasses


@pytest.mark.parametrize(
    "path", [p for p in sources.python_files("src/tsunagu") if "domain" in sources.module_of(p)[1:2]], ids=str
)
def test_domain_takes_only_values_and_lower_rules(path: Path) -> None:
    own = sources.module_of(path)[0]
    for target in sources.imported(path):
        is_library = target[:2] in MAY_BE_USED_BY_DOMAIN or target[:1] in MAY_BE_USED_BY_DOMAIN
        is_rule = target[1:2] == ("domain",) and (
            target[0] == own or sources.height(target[0]) < sources.height(own)
        )
        assert is_library or is_rule, f"{path.name} imports {'.'.join(target)}"
    assert not impurities(path)


@pytest.mark.parametrize(
    "path", sources.python_files(*(f"src/tsunagu/{name}" for name in ("events", "identifiers"))), ids=str
)
def test_libraries_are_pure(path: Path) -> None:
    pure = ("foundation", "text"), ("foundation", "refusals")
    strangers = {
        t for t in sources.imported(path) if t[:2] not in pure and t[0] not in sources.PURE_LIBRARIES
    }
    assert not strangers
    assert not [found for found in impurities(path) if "urandom" not in found or path.name != "uuid7.py"]


def impurities(path: Path) -> list[str]:
    """Where a file asks a clock, chance or the machine instead of its arguments."""
    found = []
    for node in ast.walk(sources.tree(path)):
        if isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else getattr(node.value, "attr", "")
            if (owner, node.attr) in IMPURE_CALLS:
                found.append(f"{path.name}:{node.lineno}: {owner}.{node.attr}")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_NAMES:
            found.append(f"{path.name}:{node.lineno}: {node.func.id}()")
    return found


def test_impurities_are_found(tmp_path: Path) -> None:
    file = tmp_path / "x.py"
    file.write_text("import datetime, time\ndatetime.datetime.now()\ntime.time()\nopen('x')\nlen('x')\n")
    assert len(impurities(file)) == 3
