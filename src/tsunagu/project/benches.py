"""``tsunagu bench``: each file of ``benchmarks/`` measures one thing and returns its figures."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from tsunagu.foundation.problems import setup_problem
from tsunagu.project.configuration import CHECKOUT

FOLDER = CHECKOUT / "benchmarks"


def run(name: str | None, *, as_json: bool) -> int:
    """Measure ``name``, or everything; as one JSON object, or as lines for people."""
    known = names()
    if name is not None and name not in known:
        raise setup_problem(
            f"ベンチ「{name}」はありません。あるのは {', '.join(known)} です。",
            f"There is no bench {name!r}; there are {', '.join(known)}.",
        )
    if name is None and as_json:
        raise setup_problem("--json にはベンチの名前が要ります。", "--json needs the name of one bench.")
    for one in [name] if name else known:
        figures = measure(one)
        if as_json:
            print(json.dumps({"bench": one, "figures": figures}, ensure_ascii=False))
            continue
        print(one)
        for key, figure in figures.items():
            print(f"  {key:<28}{figure['value']:>14,.2f} {figure['unit']}")
    return 0


def names() -> list[str]:
    """Return the benches there are."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))


def measure(name: str) -> dict[str, dict[str, Any]]:
    """Run one bench's ``main``; what it prints on the way goes to standard error, so that JSON stays alone."""
    module = _load(FOLDER / f"{name}.py")
    output, sys.stdout = sys.stdout, sys.stderr
    try:
        figures: dict[str, dict[str, Any]] = module.main()
    finally:
        sys.stdout = output
    for key, figure in figures.items():
        if set(figure) != {"value", "unit"}:
            raise TypeError(f"bench {name}: figure {key} must have value and unit alone")
    return figures


def _load(path: Path) -> ModuleType:
    if str(CHECKOUT) not in sys.path:
        sys.path.insert(0, str(CHECKOUT))  # benches share helpers: from benchmarks._x import y
    spec = importlib.util.spec_from_file_location(f"benchmarks.{path.stem}", path)
    if spec is None or spec.loader is None:
        raise TypeError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
