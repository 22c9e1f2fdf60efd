"""``tsunagu up`` as a whole: serves, adds its counters up, and ends everything that it started."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.application import wait_for_answer

from tsunagu.foundation.database.cluster import free_port
from tsunagu.foundation.problems import SetupProblem
from tsunagu.project import serving
from tsunagu.project.configuration import CHECKOUT

pytestmark = pytest.mark.slow


@pytest.fixture
def running(fresh_database: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    environment = os.environ | {
        "TSUNAGU_DATABASE": fresh_database,
        "DJANGO_SETTINGS_MODULE": "tsunagu.project.settings",
    }
    command = [sys.executable, "-m", "tsunagu.project.cli", "up", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, cwd=CHECKOUT, stdout=subprocess.DEVNULL)
    try:
        wait_for_answer(f"http://127.0.0.1:{port}/readyz", process)
        yield process, f"http://127.0.0.1:{port}"
    finally:
        if process.poll() is None:
            process.kill()


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_up_serves_and_ends_with_all_its_parts(
    running: tuple[subprocess.Popen[bytes], str], told: signal.Signals
) -> None:
    process, url = running
    for _ in range(6):
        urllib.request.urlopen(f"{url}/healthz").close()
    with urllib.request.urlopen(f"{url}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    (count,) = [line for line in lines if line.startswith("tsunagu_requests_total") and '"health"' in line]
    assert float(count.rpartition(" ")[2]) == 6
    parts = children(process.pid)
    assert len(parts) >= 2
    process.send_signal(told)
    assert process.wait(30) == 0
    until = time.monotonic() + 5
    while (left := [pid for pid in parts if Path(f"/proc/{pid}").exists()]) and time.monotonic() < until:
        time.sleep(0.1)
    assert not left


def test_a_taken_port_is_one_clear_sentence() -> None:
    with socket.socket() as taker:
        taker.bind(("127.0.0.1", 0))
        taker.listen()
        target = serving.Serving("127.0.0.1", taker.getsockname()[1], 1, is_lan=False)
        with pytest.raises(SetupProblem, match="is taken"):
            serving.serve(target)


def test_a_port_that_another_is_about_to_take_is_taken() -> None:
    target = serving.Serving("127.0.0.1", free_port(), 1, is_lan=False)
    with (
        serving.alone(f"port-{target.port}", RuntimeError()),
        pytest.raises(SetupProblem, match="is taken"),
    ):
        serving.serve(target)


def children(pid: int) -> set[int]:
    """The processes that a process started, and theirs."""
    found: set[int] = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == pid:
                found |= {int(entry.name), *children(int(entry.name))}
    return found
