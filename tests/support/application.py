"""The real application, served by its real web server on a free loopback port."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.support.preloaded import Forked, Order, fork_server
from tsunagu.foundation.database.cluster import free_port
from tsunagu.project.configuration import CHECKOUT

SETTINGS = "tests.support.served_settings"
Process = subprocess.Popen[bytes] | Forked


@dataclass(frozen=True)
class Served:
    """A served application: its address, and the database that it works on."""

    url: str
    database: str

    def __truediv__(self, path: str) -> str:
        """Return the address of a path: ``served / "journeys/"``."""
        return f"{self.url}/{path.lstrip('/')}"


@contextmanager
def serving(database: str, settings: str = SETTINGS, workers: int = 1) -> Iterator[Served]:
    """Serve ``database`` until the block ends; what the server wrote is shown when it can't start."""
    port = free_port()
    arguments = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    arguments += ["--workers", str(workers), "--blocking-threads", "4", "--log-level", "warning"]
    arguments += ["tsunagu.project.wsgi:application"]
    with tempfile.NamedTemporaryFile("r") as output:
        process = fork_server(Order(_environment(database, settings), arguments, output.name))
        try:
            try:
                wait_for_answer(f"http://127.0.0.1:{port}/healthz", process)
            except RuntimeError as error:
                raise RuntimeError(f"the application did not start:\n{output.read()[-4000:]}") from error
            yield Served(f"http://127.0.0.1:{port}", database)
        finally:
            end(process)


@contextmanager
def working(database: str, settings: str = SETTINGS) -> Iterator[None]:
    """Run the background worker on ``database`` until the block ends, as an installation does beside its server."""
    command = [sys.executable, "-m", "django", "procrastinate", "worker", "--concurrency", "1"]
    process = subprocess.Popen(
        command,
        env=_environment(database, settings),
        cwd=CHECKOUT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
        assert process.poll() is None, "the worker ended by itself"
    finally:
        end(process)


def end(process: Process) -> None:
    """Ask a process to end, and see that it does."""
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)


def _environment(database: str, settings: str) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": settings,
        "TSUNAGU_DATABASE": database,
        "TSUNAGU_ROLE": "app",
    }


def session_cookie(served: Served, person: Any) -> dict[str, str]:
    """Open a session for ``person`` as sign-in does; return the cookie in Playwright's shape.

    Call it while the test's connection points to the served database (as the ``served`` fixture arranges).
    """
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    assert session.session_key
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": served.url}


def wait_for_answer(url: str, process: Process, seconds: float = 60) -> None:
    """Wait until an address answers, as long as its server lives."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise RuntimeError(f"{url} did not answer")
