"""Starting everything that serves: database, migrations, files, web server, worker; and ending it together."""

import argparse
import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from tsunagu.foundation.database.cluster import is_free
from tsunagu.foundation.problems import setup_problem
from tsunagu.project import database, tls

WORKERS, THREADS = 4, 2
"""Processes of the web server, and threads in each that may wait for the database: of 2x4, 4x1, 2x2 and 4x2 the one
with the shortest waits on two processors (median 31 ms against 36, p95 69 against 76, at four clients)."""


@dataclass(frozen=True, slots=True)
class Serving:
    """What to serve, where; ``extra`` are commands that run beside the server (the demonstration's engine)."""

    host: str
    port: int
    workers: int
    is_lan: bool
    extra: tuple[tuple[str, ...], ...] = field(default=())

    @classmethod
    def of(cls, options: argparse.Namespace) -> "Serving":
        """Read the options of ``up`` and ``demo``; the local network means every address of this machine."""
        workers = WORKERS if options.workers is None else options.workers
        if not 0 < options.port < 65536 or workers < 1:
            raise setup_problem(
                "--port は 1〜65535、--workers は 1 以上です。",
                "--port goes from 1 to 65535, --workers from 1.",
            )
        return cls("0.0.0.0" if options.lan else options.host, options.port, workers, options.lan)  # noqa: S104

    @property
    def address(self) -> str:
        """Return the address that people type."""
        host = lan_address() if self.is_lan else self.host
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
        return f"{'https' if self.is_lan else 'http'}://{shown}:{self.port}/"


class _Told(Exception):
    pass


def serve(serving: Serving) -> int:
    """Serve until told to stop, or until a part of it ends by itself (then exit code 1)."""
    taken = setup_problem(
        f"ポート {serving.port} は使用中です。--port で別の番号を指定してください。",
        f"Port {serving.port} is taken: choose another one with --port.",
    )
    with alone(f"port-{serving.port}", taken):
        if not is_free(serving.port):
            raise taken
        prepare()
        return _serve(serving)


@contextlib.contextmanager
def alone(name: str, otherwise: Exception) -> Iterator[None]:
    """Hold the data folder's lock of this name; raise ``otherwise`` while another process holds it."""
    folder = database.configuration().data
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise otherwise from None
        yield


def _serve(serving: Serving) -> int:
    environment = serving_environment(serving)
    parts = [subprocess.Popen(command, env=environment) for command in commands(serving)]
    handlers = {name: signal.signal(name, _tell) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        wait_for_port(serving, parts[0])
        print(f"\n  Tsunagu  {serving.address}\n  Ctrl+C: stop / 停止\n", flush=True)
        while all(part.poll() is None for part in parts):
            time.sleep(0.3)
        return 1
    except _Told:
        return 0
    finally:
        for name, handler in handlers.items():
            signal.signal(name, handler)
        end(parts)


def prepare() -> None:
    """Bring database and files to the present code: safe and quick to repeat."""
    show("Database / データベース")
    database.ensure()
    run("migrate", "--verbosity", "0", "--skip-checks", role="owner")
    show("Translations and files / 翻訳と静的ファイル")
    run("translations", "compile")
    run("collectstatic", "--noinput", "--verbosity", "0")


def run(*words: str, role: str = "app") -> None:
    """Run one command of ours to its end in a process of its own, which has the role it needs."""
    environment = os.environ | {"TSUNAGU_ROLE": role}
    result = subprocess.run([*this_command(), *words], env=environment, check=False)
    if result.returncode != 0:
        raise setup_problem(
            f"「tsunagu {words[0]}」が失敗しました（上の表示を見てください）。",
            f"`tsunagu {words[0]}` failed: see above.",
        )


def commands(serving: Serving) -> list[list[str]]:
    """Return the processes that make up a running installation; the web server first."""
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", serving.host]
    web += [
        "--port",
        str(serving.port),
        "--workers",
        str(serving.workers),
        "--blocking-threads",
        str(THREADS),
    ]
    web += ["--log-level", "error", "--respawn-failed-workers", "--workers-kill-timeout", "10"]
    if serving.is_lan:
        certificate, key = tls.certificate(database.configuration().data, lan_address())
        web += ["--ssl-certificate", str(certificate), "--ssl-keyfile", str(key)]
    web.append("tsunagu.project.wsgi:application")
    worker = [*this_command(), "procrastinate", "worker", "--concurrency", "2"]
    return [web, worker, *([*this_command(), *words] for words in serving.extra)]


def serving_environment(serving: Serving) -> dict[str, str]:
    """Return the environment of the serving processes: the app's role, and the addresses people may type."""
    environment = os.environ | {"TSUNAGU_ROLE": "app", "PYTHONUNBUFFERED": "1"}
    environment["PROMETHEUS_MULTIPROC_DIR"] = str(fresh_metrics_folder())
    if not environment.get("TSUNAGU_ORIGINS"):
        environment.setdefault("TSUNAGU_ADDRESS", serving.address.rstrip("/"))
    if serving.is_lan:
        hosts = ["127.0.0.1", "localhost", lan_address(), socket.gethostname()]
        environment |= {"TSUNAGU_TLS": "1", "TSUNAGU_HOSTS": ",".join(hosts)}
    elif serving.host not in ("127.0.0.1", "localhost"):
        environment.setdefault("TSUNAGU_HOSTS", f"127.0.0.1,localhost,{serving.host}")
    return environment


def fresh_metrics_folder() -> Path:
    """Return the empty folder where the web server's processes add up their counters."""
    folder = database.configuration().data / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def wait_for_port(serving: Serving, web: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Wait until the web server answers; refuse to go on when it ended instead."""
    until = time.monotonic() + seconds
    while web.poll() is None and time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", serving.port), 1):
            return
        time.sleep(0.1)
    raise setup_problem("Web サーバーが起動しませんでした。", "The web server did not start.")


def end(parts: list[subprocess.Popen[bytes]], seconds: float = 20) -> None:
    """Ask every part to stop, wait, and kill what does not listen."""
    for part in parts:
        if part.poll() is None:
            part.terminate()
    until = time.monotonic() + seconds
    for part in parts:
        try:
            part.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            part.kill()
            part.wait()


def this_command() -> list[str]:
    """Return how to call ``tsunagu`` again with this very interpreter."""
    return [sys.executable, "-m", "tsunagu.project.cli"]


def lan_address() -> str:
    """Return this machine's address in the local network: no packet is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def show(what: str) -> None:
    """Print one line of progress."""
    print(f"- {what}", flush=True)


def _tell(number: int, frame: FrameType | None) -> None:
    raise _Told
