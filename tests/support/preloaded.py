"""A process that has read the application once, and forks a web server from itself for each database.

Reading the application takes some seconds, and a test waits for them whenever it asks for a server. A line on
standard input (a :class:`Order` as JSON) starts one; its process number is the answer.
"""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache

from tsunagu.project.configuration import CHECKOUT


@dataclass(frozen=True, slots=True)
class Order:
    """What a server is to be: its environment, the arguments of Granian, and the file that it writes to."""

    environment: dict[str, str]
    arguments: list[str]
    output: str


@dataclass(frozen=True, slots=True)
class Forked:
    """A server that was forked, with the ways of a ``Popen``: it isn't our child, so its end is seen from outside."""

    pid: int

    def poll(self) -> int | None:
        """Return None while it runs; its parent leaves nothing of one that ended."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self._send(signal.SIGKILL)

    def wait(self, timeout: float) -> int:
        """Wait for its end, for so many seconds at most."""
        until = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired("granian", timeout)
            time.sleep(0.02)
        return 0

    def _send(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)


def fork_server(order: Order) -> Forked:
    """Let this session's preloaded process fork a server, which isn't ready yet."""
    parent = _parent(order.environment["DJANGO_SETTINGS_MODULE"])
    assert parent.stdin is not None
    assert parent.stdout is not None
    parent.stdin.write(json.dumps(asdict(order)) + "\n")
    parent.stdin.flush()
    answer = parent.stdout.readline()
    if not answer.strip():
        raise RuntimeError("the preloaded process ended: its reason is on standard error")
    return Forked(int(answer))


@cache
def _parent(settings: str) -> subprocess.Popen[str]:
    """Start the process; it ends with ours, when its standard input is closed."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.preloaded"],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": settings, "TSUNAGU_ROLE": "app"},
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _main() -> None:
    from django.urls import get_resolver

    import tsunagu.project.wsgi  # noqa: F401 - read here, once

    assert get_resolver().url_patterns
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who ended leaves nothing behind
    for line in sys.stdin:
        order = Order(**json.loads(line))
        pid = os.fork()
        if pid == 0:
            _serve(order)
        print(pid, flush=True)


def _serve(order: Order) -> None:
    """Become a web server, as ``python -m granian`` is one; never return."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    output = os.open(order.output, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for standard in (1, 2):
        os.dup2(output, standard)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(order.environment)
    from django.db import connections
    from granian.cli import cli

    connections.settings["default"]["NAME"] = order.environment["TSUNAGU_DATABASE"]
    try:
        cli(order.arguments)
    finally:
        os._exit(0)


if __name__ == "__main__":
    _main()
