"""One PostgreSQL cluster on disk: made, started, found running, stopped. Its callers hold the lock."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tsunagu.foundation.database.binaries import Account, Binaries, run_as
from tsunagu.foundation.database.credentials import HOST, ROLE_NAMES
from tsunagu.foundation.problems import SetupProblem, setup_problem

READY = "ready"
LOG = "server.log"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster's folder with the programs and the account that it runs under."""

    folder: Path
    binaries: Binaries
    account: Account | None

    def program(self, name: str) -> str:
        """Return the path of a PostgreSQL program."""
        return str(self.binaries.folder / name)

    def exists(self) -> bool:
        """Say whether the cluster was completely made."""
        return (self.folder / "PG_VERSION").exists()


def initialise(cluster: Cluster, password: str) -> None:
    """Make the cluster: UTF-8, code-point order, a password for everybody; appears complete or not at all."""
    unfinished = cluster.folder.with_name(cluster.folder.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    _give(unfinished, cluster.account)
    with tempfile.TemporaryDirectory(prefix="tsunagu-") as temporary:
        Path(temporary).chmod(0o711)
        file = Path(temporary) / "password"
        file.touch(0o600)
        file.write_text(password + "\n")
        _give(file, cluster.account)
        command = [cluster.program("initdb"), "-D", str(unfinished), "-U", ROLE_NAMES["super"]]
        command += ["--auth=scram-sha-256", f"--pwfile={file}", "--encoding=UTF8", "--no-locale"]
        command += ["--data-checksums", "--no-instructions"]
        if cluster.binaries.major >= 17:  # the server's own UTF-8 order: the same on every machine
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        _must(run_as(cluster.account, command, 300), "initdb")
    with (unfinished / "postgresql.conf").open("a") as file_:
        file_.write("".join(f"{key} = {value}\n" for key, value in settings().items()))
    unfinished.rename(cluster.folder)


def settings() -> dict[str, str]:
    """Return the server's settings: durable always, sized for the machine (24 GiB and 2 cores give 512 MB)."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return {
        "listen_addresses": f"'{HOST}'",
        "unix_socket_directories": "''",
        "password_encryption": "'scram-sha-256'",
        "max_connections": "100",
        "shared_buffers": f"'{max(32, min(512, memory // 16))}MB'",
        "effective_cache_size": f"'{max(128, memory // 3)}MB'",
        "work_mem": "'16MB'",
        "maintenance_work_mem": f"'{max(32, min(256, memory // 32))}MB'",
        "random_page_cost": "1.1",
        "jit": "off",
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "max_wal_size": "'2GB'",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        # an error's text can quote a row: the log names the statement's place, never its values
        "log_error_verbosity": "'terse'",
        "log_min_error_statement": "'panic'",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
    }


def running_port(cluster: Cluster) -> int | None:
    """Return the port of the server that runs on this folder, or None."""
    lines = _pid_lines(cluster.folder)
    if len(lines) < 8 or not _serves(int(lines[0]), cluster.folder):
        return None
    return int(lines[3]) if lines[7].strip() == READY else None


def start(cluster: Cluster, port: int) -> int:
    """Start the server on ``port``, or on a free one where that is taken; return the port."""
    _forget_stranger(cluster.folder)
    for attempt in (port, 0, 0):
        chosen = attempt if attempt and is_free(attempt) else free_port()
        command = [cluster.program("pg_ctl"), "start", "-D", str(cluster.folder), "-w", "-t", "300", "-s"]
        command += ["-l", str(cluster.folder / LOG), "-o", f"-p {chosen}"]
        result = run_as(cluster.account, command, 320)
        if result.returncode == 0:
            return chosen
        if "Address already in use" not in _log_tail(cluster.folder):
            break
    raise _failed("pg_ctl start", _log_tail(cluster.folder) or result.stderr)


def stop(cluster: Cluster) -> bool:
    """Stop the server, ending its connections; False where none ran."""
    lines = _pid_lines(cluster.folder)
    if not lines or not _serves(int(lines[0]), cluster.folder):
        return False
    command = [
        cluster.program("pg_ctl"),
        "stop",
        "-D",
        str(cluster.folder),
        "-m",
        "fast",
        "-w",
        "-t",
        "120",
        "-s",
    ]
    _must(run_as(cluster.account, command, 140), "pg_ctl stop")
    return True


def free_port() -> int:
    """Return a loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Say whether a server could listen on ``port``."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def wait_until_ready(cluster: Cluster, seconds: float = 60) -> int:
    """Wait for a server that is starting or recovering after a crash; return its port."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        port = running_port(cluster)
        if port is not None:
            return port
        time.sleep(0.1)
    raise _failed("start", _log_tail(cluster.folder))


def is_alive(cluster: Cluster) -> bool:
    """Say whether a server process works on this folder, ready or not."""
    lines = _pid_lines(cluster.folder)
    return bool(lines) and _serves(int(lines[0]), cluster.folder)


def _pid_lines(folder: Path) -> list[str]:
    try:
        lines = (folder / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return []
    return lines if lines and lines[0].strip().isdigit() else []


def _serves(pid: int, folder: Path) -> bool:
    """A server's working folder is its cluster: a process that only reuses its number has another."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder.resolve()
    except OSError:
        return False


def _forget_stranger(folder: Path) -> None:
    """Remove a pid file left by a power cut when its number now belongs to a stranger.

    PostgreSQL itself clears a file whose process is gone. It keeps one whose number lives again; we clear that, unless
    any process still works on the folder.
    """
    lines = _pid_lines(folder)
    if not lines or not Path(f"/proc/{lines[0].strip()}").exists():
        return
    if not any(_serves(int(entry.name), folder) for entry in Path("/proc").iterdir() if entry.name.isdigit()):
        (folder / "postmaster.pid").unlink(missing_ok=True)


def _give(path: Path, account: Account | None) -> None:
    if account:
        os.chown(path, account.uid, account.gid)


def _log_tail(folder: Path) -> str:
    try:
        return "\n".join((folder / LOG).read_text(errors="replace").splitlines()[-8:])
    except OSError:
        return ""


def _must(result: subprocess.CompletedProcess[str], what: str) -> None:
    if result.returncode != 0:
        raise _failed(what, result.stderr)


def _failed(what: str, details: str) -> SetupProblem:
    return setup_problem(
        f"内蔵 PostgreSQL の {what} が失敗しました: {details.strip()}",
        f"The embedded PostgreSQL failed at {what}: {details.strip()}",
    )
