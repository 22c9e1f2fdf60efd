"""``tsunagu plan``: a file in, a plan out, faults with their lines, exit codes, the same plan each time."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.domain.problem.files import read_plan, write_problem
from tsunagu.planning.domain.verify import verify
from tsunagu.project.configuration import CHECKOUT

NOWHERE = "postgres://nobody@127.0.0.1:1/none"


@pytest.fixture
def written(tmp_path: Path, small: Problem) -> Path:
    path = tmp_path / "problem.json"
    path.write_text(write_problem(small), encoding="utf-8")
    return path


def plan(*words: Any) -> tuple[str, str]:
    """Run the command; return what it wrote and what it said."""
    out, said = StringIO(), StringIO()
    call_command("plan", *map(str, words), stdout=out, stderr=said)
    return out.getvalue(), said.getvalue()


def test_the_same_file_gives_the_same_plan_which_passes_its_check(
    written: Path, small: Problem, tmp_path: Path
) -> None:
    first, said = plan(written, "--effort", "quick")
    kept = tmp_path / "plan.json"
    again, _ = plan(written, "--effort", "quick", "-o", kept)
    assert (again, kept.read_text(encoding="utf-8")) == ("", first)
    report = verify(small, read_plan(first, small, "json"))
    assert report.is_sound
    assert report.is_bound_proven
    assert f"cost {report.cost:,}" in said
    assert "first 0:" in said
    assert "best possible" in said
    nothing, said = plan(written, "--check", kept)
    assert nothing == ""
    assert f"cost {report.cost:,}" in said


def test_a_plan_that_breaks_a_rule_exits_with_two(written: Path, tmp_path: Path) -> None:
    made = json.loads(plan(written, "--effort", "quick")[0])
    first = next(iter(made["assignments"].values()))
    first["tasks"]["seed"] = first["tasks"]["collect"]
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps(made), encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        plan(written, "--check", bad)
    assert refused.value.returncode == 2


def test_a_bad_file_is_told_with_its_lines_and_writes_nothing(tmp_path: Path) -> None:
    bad, out = tmp_path / "bad.yaml", tmp_path / "plan.json"
    bad.write_text("start: 2026-11-30\nhours: many\nresources: []\njourneys: []\n", encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        plan(bad, "-o", out)
    assert refused.value.returncode == 1
    assert "line 2" in str(refused.value)
    assert "hours" in str(refused.value)
    assert not out.exists()


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_bytes(b"\xff\xfe{")
    with pytest.raises(CommandError, match="UTF-8"):
        plan(bad)


def test_it_needs_no_database_and_speaks_the_language_of_the_terminal(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("start: 2026-11-30\n", encoding="utf-8")
    environment = os.environ | {
        "DATABASE_URL": NOWHERE,
        "TSUNAGU_OWNER_URL": NOWHERE,
        "LC_ALL": "ja_JP.UTF-8",
    }
    environment.pop("TSUNAGU_DATABASE", None)
    command = [sys.executable, "-m", "tsunagu.project.cli", "plan", str(bad)]
    done = subprocess.run(
        command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "hours" in done.stderr
    assert "行目" in done.stderr
    assert done.stdout == ""
