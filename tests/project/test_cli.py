"""The command line: our words, Django's behind them, and one sentence when something is wrong."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tsunagu.foundation.console import in_console_language
from tsunagu.foundation.problems import setup_problem
from tsunagu.foundation.text import Text
from tsunagu.project import benches, cli, database


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    calls: list[str] = []
    monkeypatch.setattr(database, "ensure", lambda: calls.append("ensure"))
    monkeypatch.setattr(database, "prepare", lambda: calls.append("prepare"))
    monkeypatch.setenv("TSUNAGU_ROLE", "app")
    return calls


@pytest.fixture
def executed(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    words: list[list[str]] = []
    monkeypatch.setattr("django.core.management.execute_from_command_line", words.append)
    return words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["trace", "CHA999926000148"], ["trace", "CHA999926000148"]),
        (["import", "route.yaml", "--dry-run"], ["import_route", "route.yaml", "--dry-run"]),
        (["export", "epcis"], ["export", "epcis"]),
        (["verify"], ["verify"]),
        (["rebuild", "--only", "custody"], ["rebuild", "--only", "custody"]),
    ],
)
def test_words_reach_their_concept(
    executed: list[list[str]], no_database: list[str], typed: list[str], meant: list[str]
) -> None:
    assert cli.main(typed) == 0
    assert executed == [["tsunagu", *meant]]
    assert no_database == ["ensure"]


@pytest.mark.parametrize(("word", "role"), [("migrate", "owner"), ("shell", "app"), ("verify", "app")])
def test_only_schema_commands_run_as_the_owner(
    executed: list[list[str]], word: str, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    cli.main([word])
    assert os.environ["TSUNAGU_ROLE"] == role


def test_a_problem_is_one_sentence_and_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise setup_problem("だめです。", "It can't be.")

    monkeypatch.setattr(database, "ensure", fail)
    monkeypatch.setenv("TSUNAGU_LANGUAGE", "ja")
    assert cli.main(["verify"]) == 1
    assert capsys.readouterr().err == "だめです。\n"


def test_the_terminal_chooses_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TSUNAGU_LANGUAGE", "LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert in_console_language(Text("ja", "en")) == "en"
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    assert in_console_language(Text("ja", "en")) == "ja"


@pytest.mark.parametrize(
    "typed", [["up", "--port", "0"], ["up", "--port", "70000"], ["demo", "--workers", "0"]]
)
def test_impossible_ports_and_workers_are_refused(
    typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(typed) == 1
    assert "--port" in capsys.readouterr().err


@pytest.fixture
def bench_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(benches, "FOLDER", tmp_path)
    (tmp_path / "_shared.py").write_text("")
    (tmp_path / "quick.py").write_text(
        "def main():\n    print('noise')\n    return {'p95_ms': {'value': 1.5, 'unit': 'ms'}}\n"
    )
    return tmp_path


def test_a_bench_is_one_json_object_without_noise(
    bench_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["bench", "quick", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "bench": "quick",
        "figures": {"p95_ms": {"value": 1.5, "unit": "ms"}},
    }


def test_an_unknown_bench_names_the_known_ones(
    bench_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["bench", "slow"]) == 1
    assert "quick" in capsys.readouterr().err


def test_the_installed_command_shows_its_help() -> None:
    command = [str(Path(sys.executable).parent / "tsunagu"), "--help"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0
    for word in ("up", "demo", "stop", "trace", "import", "export", "bench"):
        assert f"    {word} " in result.stdout
