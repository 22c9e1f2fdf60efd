"""``tsunagu demo`` keeps its data unless asked, starts over what was interrupted, and never touches real data."""

import os
from pathlib import Path

import pytest

from tsunagu.foundation.database import embedded
from tsunagu.foundation.problems import SetupProblem
from tsunagu.project import cli, database, demonstrating, serving


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TSUNAGU_DATA", str(tmp_path))
    monkeypatch.setenv("TSUNAGU_ROLE", "app")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", os.environ["DJANGO_SETTINGS_MODULE"])
    return tmp_path


@pytest.fixture
def done(data: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    steps: list[str] = []
    monkeypatch.setattr(serving, "run", lambda *words, role="app": steps.append(" ".join(words)))
    monkeypatch.setattr(serving, "prepare", lambda: steps.append("prepare"))

    def serve(target: serving.Serving) -> int:
        steps.append(f"serve {target.extra}")
        return 0

    monkeypatch.setattr(serving, "serve", serve)
    monkeypatch.setattr(embedded, "remove", lambda folder: steps.append("remove"))
    monkeypatch.setattr(database, "ensure", lambda: None)
    monkeypatch.setattr(demonstrating, "refuse_real_data", lambda: steps.append("look for real data"))
    return steps


SERVE = "serve (('demonstrate', '--run'),)"
BUILD = ["prepare", "look for real data", "demonstrate --build", "demonstrate --sign-ins"]


def test_the_first_time_builds_and_serves(done: list[str]) -> None:
    assert cli.main(["demo"]) == 0
    assert done == [*BUILD, SERVE]


def test_the_second_time_keeps_what_is_there(done: list[str]) -> None:
    cli.main(["demo", "--no-serve"])
    done.clear()
    cli.main(["demo"])
    assert done == ["prepare", "demonstrate --sign-ins", SERVE]


def test_a_second_one_beside_it_touches_nothing(done: list[str]) -> None:
    other = RuntimeError()
    with serving.alone(demonstrating.MARK, other):
        assert cli.main(["demo", "--fresh"]) == 1
    assert done == []
    assert cli.main(["demo", "--no-serve"]) == 0


def test_fresh_starts_over_what_was_invented(done: list[str]) -> None:
    cli.main(["demo", "--no-serve"])
    done.clear()
    cli.main(["demo", "--fresh", "--no-serve"])
    assert done == ["remove", *BUILD]


def test_fresh_looks_for_real_data_where_nothing_says_it_was_invented(done: list[str]) -> None:
    cli.main(["demo", "--fresh", "--no-serve"])
    assert done[:3] == ["migrate --verbosity 0 --skip-checks", "look for real data", "remove"]


def test_an_interrupted_build_starts_over(done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*words: str, role: str = "app") -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr(serving, "run", interrupted)
        assert cli.main(["demo"]) == 130
    done.clear()
    cli.main(["demo", "--no-serve"])
    assert done == ["remove", *BUILD]


def test_a_database_of_somebody_else_is_never_thrown_away(
    done: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://a:b@c/d")
    assert cli.main(["demo", "--fresh"]) == 1
    assert "DATABASE_URL" in capsys.readouterr().err
    assert "remove" not in done


@pytest.mark.usefixtures("fresh_database")
def test_real_people_stop_the_demonstration() -> None:
    from tsunagu.members.models import Person

    demonstrating.refuse_real_data()
    Person.objects.create_user("hanako@hospital.example", name_ja="花子")
    with pytest.raises(SetupProblem, match="real data"):
        demonstrating.refuse_real_data()
