"""A template database built by the owner, and clones of it for sessions and tests."""

import fcntl
import hashlib
import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from psycopg import Connection, sql

from tsunagu.foundation.database import embedded
from tsunagu.foundation.database.credentials import Credentials
from tsunagu.foundation.database.roles import create_database, database_exists
from tsunagu.project.configuration import CHECKOUT

KEPT_TEMPLATES = 3
HURRIED = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")
"""Nothing in the tests' own server outlives a power cut, or lives long enough to be swept: clones come and go."""
_numbers = itertools.count(1)


def test_data() -> Path:
    """The data folder of the tests, apart from the one that people use."""
    return Path(os.environ["TSUNAGU_DATA"])


def server() -> Credentials:
    """Return the credentials of the tests' own server, started if it doesn't run; it never waits for the disk."""
    credentials = embedded.ensure_running(test_data())
    with embedded.connect(credentials, "super", "postgres") as connection:
        slow = [name for name in HURRIED if connection.execute(f"SHOW {name}").fetchone() != ("off",)]
        for name in slow:
            connection.execute(f"ALTER SYSTEM SET {name} TO off")
        if slow:
            connection.execute("SELECT pg_reload_conf()")
    return credentials


@cache
def fingerprint() -> str:
    """Return a hash of all that decides what an empty database looks like."""
    source = CHECKOUT / "src" / "tsunagu"
    files = [
        *source.glob("*/migrations/*.py"),
        *source.glob("foundation/database/*.py"),
        *source.glob("*/apps.py"),
        source / "project" / "settings.py",
        CHECKOUT / "requirements.lock",
    ]
    digest = hashlib.sha256()
    for file in sorted(file for file in files if file.exists()):
        digest.update(str(file.relative_to(CHECKOUT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def template(credentials: Credentials) -> str:
    """Return the name of the template for the present migrations, building it if nobody has."""
    name = f"template_{fingerprint()}"
    with _template_lock(), _owner(credentials) as owner:
        if not database_exists(owner, name):
            unfinished = f"build_{os.getpid()}"
            discard(credentials, unfinished)
            create_database(owner, unfinished)
            _migrate(unfinished)
            owner.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(unfinished), sql.Identifier(name)
                )
            )
        _sweep(credentials, owner, name)
    return name


def clone(credentials: Credentials, template_name: str) -> str:
    """Make a database of this process out of the template; return its name."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    discard(credentials, name)
    with _owner(credentials) as owner:
        # copied as files: half the work of writing each page to the log as well
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        owner.execute(copy.format(sql.Identifier(name), sql.Identifier(template_name)))
    return name


def discard(credentials: Credentials, name: str) -> None:
    """Drop a database if there is one, ending whatever is still connected to it, the server's own sweepers too."""
    command = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with embedded.connect(credentials, "super", "postgres") as connection:
        connection.execute(command)


def _migrate(name: str) -> None:
    environment = os.environ | {
        "TSUNAGU_DATABASE": name,
        "DJANGO_SETTINGS_MODULE": "tsunagu.project.test_settings",
    }
    command = [sys.executable, "-m", "tsunagu.project.cli", "migrate", "--verbosity", "0", "--skip-checks"]
    result = subprocess.run(
        command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        raise RuntimeError(f"the template database could not be migrated:\n{result.stderr[-4000:]}")


def _sweep(credentials: Credentials, owner: Connection[object], current: str) -> None:
    """Drop clones of processes that are gone, and all but the newest templates."""
    rows = owner.execute("SELECT datname FROM pg_database ORDER BY oid").fetchall()
    names = [str(row[0]) for row in rows]  # type: ignore[index]
    for name in names:
        if name.startswith(("test_", "build_")) and not Path(f"/proc/{name.split('_')[1]}").exists():
            discard(credentials, name)
    templates = [name for name in names if name.startswith("template_") and name != current]
    for name in templates[: -(KEPT_TEMPLATES - 1)]:
        discard(credentials, name)


def _owner(credentials: Credentials) -> Connection[object]:
    return embedded.connect(credentials, "owner", "postgres")


@contextmanager
def _template_lock() -> Iterator[None]:
    with (test_data() / "template.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
