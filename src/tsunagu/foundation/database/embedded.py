"""The embedded server of one data folder: any number of processes may ask for it, one starts it."""

import dataclasses
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tsunagu.foundation.database import cluster as clusters
from tsunagu.foundation.database.binaries import (
    Account,
    bundled_binaries,
    can_reach,
    reachable_binaries,
    server_account,
)
from tsunagu.foundation.database.cluster import Cluster
from tsunagu.foundation.database.credentials import (
    Credentials,
    Role,
    new_credentials,
    read_credentials,
    write_credentials,
)
from tsunagu.foundation.database.roles import create_database, create_roles, database_exists, prepare_database
from tsunagu.foundation.problems import setup_problem

DATABASE = "tsunagu"
SHELF = Path("/var/lib/tsunagu")
"""Where root keeps what the server's account can't reach inside a private checkout."""


def ensure_running(data: Path) -> Credentials:
    """Return the credentials of the server of ``data``; make it on first use, start it where it doesn't run."""
    _make_data_folder(data)
    with locked(data):
        credentials = read_credentials(data) or new_credentials()
        account = server_account()
        folder = (
            Path(credentials.cluster) if credentials.cluster else _choose_place(data, credentials, account)
        )
        cluster = _cluster(folder, account)
        credentials = dataclasses.replace(credentials, cluster=str(folder))
        if not cluster.exists():
            write_credentials(data, credentials)
            clusters.initialise(cluster, credentials.super)
        if clusters.is_alive(cluster):
            port = clusters.wait_until_ready(cluster)
        else:
            port = clusters.start(cluster, credentials.port)
        if port != credentials.port or not (folder / "prepared").exists():
            credentials = dataclasses.replace(credentials, port=port)
            write_credentials(data, credentials)
            _prepare(credentials)
            (folder / "prepared").touch()
        return credentials


def stop(data: Path) -> bool:
    """Stop the server of ``data``; False where none ran."""
    credentials = read_credentials(data)
    if credentials is None or not credentials.cluster:
        return False
    with locked(data):
        return clusters.stop(_cluster(Path(credentials.cluster), server_account()))


def remove(data: Path) -> None:
    """Stop the server of ``data`` and delete its cluster and passwords: for demonstrations and tests alone."""
    stop(data)
    credentials = read_credentials(data)
    if credentials is not None:
        if credentials.cluster:
            shutil.rmtree(credentials.cluster, ignore_errors=True)
        (data / "database.json").unlink(missing_ok=True)


def connect(credentials: Credentials, role: Role, database: str = DATABASE) -> psycopg.Connection[object]:
    """Open an autocommit connection as ``role``."""
    return psycopg.connect(**credentials.parameters(role, database), autocommit=True)  # type: ignore[arg-type]


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """Hold the data folder's lock: starters and stoppers wait for one another."""
    with (data / "database.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _prepare(credentials: Credentials) -> None:
    """Create roles and the database as the bootstrap superuser, who does nothing else; safe to repeat."""
    with connect(credentials, "super", "postgres") as connection:
        create_roles(connection, credentials)
    with connect(credentials, "owner", "postgres") as connection:
        if not database_exists(connection, DATABASE):
            create_database(connection, DATABASE)
    with connect(credentials, "owner") as connection:
        prepare_database(connection, "tsunagu_app")


def _cluster(folder: Path, account: Account | None) -> Cluster:
    try:
        major: int | None = int((folder / "PG_VERSION").read_text())
    except (FileNotFoundError, NotADirectoryError):
        major = None
    return Cluster(folder, reachable_binaries(bundled_binaries(major), account, SHELF), account)


def _make_data_folder(data: Path) -> None:
    try:
        # the server's account must pass through, so others may enter but not list; files inside are private
        data.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        (data / "database.lock").touch(0o600)
    except OSError as error:
        raise setup_problem(
            f"データフォルダ {data} に書き込めません。TSUNAGU_DATA で別の場所を指定してください。",
            f"The data folder {data} can't be written: name another one in TSUNAGU_DATA.",
        ) from error


def _choose_place(data: Path, credentials: Credentials, account: Account | None) -> Path:
    """Return the cluster's folder: inside ``data``, or on the shelf where the server's account can't go there."""
    if account is None or can_reach(account, data, "-x"):
        return data.resolve() / "postgres"
    owner = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]
    SHELF.mkdir(mode=0o755, parents=True, exist_ok=True)
    for orphan in SHELF.glob(f"{owner}-*"):
        # the data folder that held this cluster's passwords was deleted and made anew
        clusters.stop(_cluster(orphan, account))
        shutil.rmtree(orphan, ignore_errors=True)
    return SHELF / f"{owner}-{credentials.identity}"
