"""Settings fail loudly: one sentence that names the setting, never a default in its place."""

from pathlib import Path

import pytest

from tsunagu.foundation.problems import SetupProblem
from tsunagu.project.configuration import from_url, read_configuration

URLS = {
    "DATABASE_URL": "postgresql://app:a@db.example:5433/t",
    "TSUNAGU_OWNER_URL": "postgresql://own:o@db.example:5433/t",
}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"TSUNAGU_DATA": str(tmp_path / "data")}


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("TSUNAGU_ROLE", "super", "TSUNAGU_ROLE must be app or owner"),
        ("TSUNAGU_DEBUG", "perhaps", "TSUNAGU_DEBUG must be 1 or 0"),
        ("TSUNAGU_TLS", "2", "TSUNAGU_TLS must be 1 or 0"),
        ("DATABASE_URL", "postgresql://a:b@c/d", "together"),
        ("TSUNAGU_OWNER_URL", "postgresql://a:b@c/d", "together"),
        ("TSUNAGU_WAITING_TIMES", "/nowhere/times.yaml", "TSUNAGU_WAITING_TIMES names /nowhere/times.yaml"),
        ("TSUNAGU_TEST_CATALOGUE", "/nowhere/tests.yaml", "TSUNAGU_TEST_CATALOGUE names /nowhere/tests.yaml"),
    ],
)
def test_nonsense_is_refused_by_name(
    environment: dict[str, str], setting: str, value: str, words: str
) -> None:
    with pytest.raises(SetupProblem, match=words) as caught:
        read_configuration(environment | {setting: value})
    assert setting in caught.value.reason.ja


@pytest.mark.parametrize(
    "url",
    [
        "mysql://a:b@c/d",
        "postgresql://c/d",
        "postgresql://a:b@c",
        "postgresql://a:b@c:x/d",
        "nonsense",
        "postgresql://a@c:99999/d",
    ],
)
def test_an_address_that_is_none_is_refused(environment: dict[str, str], url: str) -> None:
    with pytest.raises(SetupProblem, match="must look like postgresql://"):
        read_configuration(environment | URLS | {"DATABASE_URL": url})


def test_the_role_chooses_the_address(environment: dict[str, str]) -> None:
    app = read_configuration(environment | URLS)
    owner = read_configuration(environment | URLS | {"TSUNAGU_ROLE": "owner"})
    assert (app.database()["user"], owner.database()["user"]) == ("app", "own")


def test_an_address_is_decoded_and_keeps_its_options() -> None:
    assert from_url("postgresql://a%40b:p%2Fq@h:1/d?sslmode=require") == {
        "host": "h", "port": 1, "user": "a@b", "password": "p/q", "dbname": "d", "sslmode": "require",
    }  # fmt: skip


def test_secrets_stay_out_of_repr(environment: dict[str, str]) -> None:
    configuration = read_configuration(environment | URLS)
    shown = repr(configuration)
    assert configuration.secret_key not in shown
    assert "db.example" not in shown


def test_the_secret_key_is_drawn_once_and_private(environment: dict[str, str]) -> None:
    first, second = read_configuration(environment), read_configuration(environment)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) > 50
    assert (first.data / "secret_key").stat().st_mode & 0o077 == 0
    assert [path.name for path in first.data.iterdir()] == ["secret_key"]


def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(SetupProblem, match="no folder"):
        read_configuration({"TSUNAGU_DATA": str(tmp_path / "data")})
