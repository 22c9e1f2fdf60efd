"""An installation of its own for a benchmark: embedded server, production settings, thrown away afterwards."""

import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tsunagu.foundation.database import cluster, embedded
from tsunagu.foundation.database.credentials import Credentials
from tsunagu.project import serving
from tsunagu.project.configuration import data_folder

SMALL = "TSUNAGU_BENCH_SMALL"
SETTINGS = "tsunagu.project.settings"
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


def is_small() -> bool:
    """Say whether only the course of the bench is to be tried, in seconds; its figures then mean nothing."""
    return os.environ.get(SMALL) == "1"


def tell(line: str) -> None:
    """Say how far the bench is, on standard error."""
    print(line, file=sys.stderr, flush=True)


def read_words() -> None:
    """Read the vocabularies, for a bench of values that needs no database."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()


@dataclass(frozen=True, slots=True)
class Installation:
    """A running embedded server with an empty, migrated database; ``app`` and ``owner`` connect to it."""

    data: Path
    credentials: Credentials

    def owner(self) -> Any:
        """Open an autocommit connection of the owner, who is under row-level security too."""
        return embedded.connect(self.credentials, "owner")


@contextmanager
def installation() -> Iterator[Installation]:
    """Make an installation, point this process's Django at it as the app's role, and remove it at the end."""
    data = data_folder(os.environ) / f"bench-{os.getpid()}"
    before = dict(os.environ)
    os.environ |= {"TSUNAGU_DATA": str(data), "DJANGO_SETTINGS_MODULE": SETTINGS, "TSUNAGU_ROLE": "app"}
    os.environ["TSUNAGU_SECRET_KEY"] = _secret_key()
    for name in ("DATABASE_URL", "TSUNAGU_OWNER_URL", "TSUNAGU_DATABASE"):
        os.environ.pop(name, None)
    try:
        credentials = embedded.ensure_running(data)
        _check_durable(credentials)
        command("migrate", "--verbosity", "0", "--skip-checks", role="owner")
        _point_django_at(credentials)
        yield Installation(data, credentials)
    finally:
        _close_django()
        embedded.remove(data)
        shutil.rmtree(data, ignore_errors=True)
        os.environ.clear()
        os.environ |= before


@contextmanager
def served() -> Iterator[int]:
    """Serve the installation as ``tsunagu up`` does (processes, threads, role); yield its port."""
    command("translations", "compile")
    command("collectstatic", "--noinput", "--verbosity", "0")
    port = cluster.free_port()
    target = serving.Serving("127.0.0.1", port, serving.WORKERS, False)
    process = subprocess.Popen(
        serving.commands(target)[0], env=serving.serving_environment(target), stdout=sys.stderr
    )
    try:
        serving.wait_for_port(target, process)
        time.sleep(1)
        yield port
    finally:
        serving.end([process])


def checkpoint(place: Installation) -> None:
    """Write out what the filling left, so that it isn't written while something is timed."""
    with embedded.connect(place.credentials, "super") as connection:
        connection.execute("CHECKPOINT")


def command(*words: str, role: str = "app") -> None:
    """Run one command of ours to its end; what it prints goes to standard error."""
    environment = os.environ | {"TSUNAGU_ROLE": role}
    subprocess.run([*serving.this_command(), *words], env=environment, stdout=sys.stderr, check=True)


def _secret_key() -> str:
    """Keep the key of a Django that is set up already: sessions and wristbands hang on it."""
    from django.conf import settings

    return str(settings.SECRET_KEY) if settings.configured else secrets.token_urlsafe(48)


def _check_durable(credentials: Credentials) -> None:
    with embedded.connect(credentials, "app") as connection:
        for name, wanted in DURABLE.items():
            row: Any = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
            if row[0] != wanted:
                raise RuntimeError(f"{name} is {row[0]}: figures would not be those of a durable server")


def _point_django_at(credentials: Credentials) -> None:
    import django

    django.setup()
    from django.db import connections

    parameters = credentials.parameters("app", embedded.DATABASE)
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    for settings in (connections.settings["default"], connections["default"].settings_dict):
        settings.update({ours: parameters[theirs] for ours, theirs in names.items()})
    connections.close_all()


def _close_django() -> None:
    from django.conf import settings

    if settings.configured:
        from django.db import connections

        connections.close_all()
