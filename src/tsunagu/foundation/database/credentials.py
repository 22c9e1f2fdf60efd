"""The passwords, port and place of an embedded server: one private file in the data folder."""

import dataclasses
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tsunagu.foundation.problems import setup_problem

Role = Literal["app", "owner", "super"]
ROLE_NAMES: dict[Role, str] = {"app": "tsunagu_app", "owner": "tsunagu_owner", "super": "tsunagu_super"}
HOST = "127.0.0.1"
FILE = "database.json"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a process needs to connect; ``cluster`` is the folder of the server's files."""

    identity: str
    port: int
    cluster: str
    app: str = dataclasses.field(repr=False)
    owner: str = dataclasses.field(repr=False)
    super: str = dataclasses.field(repr=False)

    def password(self, role: Role) -> str:
        """Return the password of ``role``."""
        return {"app": self.app, "owner": self.owner, "super": self.super}[role]

    def parameters(self, role: Role, database: str) -> dict[str, str | int]:
        """Return the connection parameters of libpq for ``role`` in ``database``."""
        return {
            "host": HOST,
            "port": self.port,
            "user": ROLE_NAMES[role],
            "password": self.password(role),
            "dbname": database,
        }


def new_credentials() -> Credentials:
    """Draw fresh passwords; port and cluster are filled in by the first start."""
    draw = [secrets.token_urlsafe(24) for _ in range(3)]
    return Credentials(secrets.token_hex(6), 0, "", *draw)


def read_credentials(data: Path) -> Credentials | None:
    """Read the file in ``data``; None where no server was ever started there."""
    path = data / FILE
    try:
        return Credentials(**json.loads(path.read_text()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise setup_problem(
            f"{path} を読めません。この利用者で読めるか、内容が壊れていないか確認してください。",
            f"{path} can't be read: check that this user may read it and that it isn't damaged.",
        ) from error


def write_credentials(data: Path, credentials: Credentials) -> None:
    """Replace the file in one step, readable by its owner alone; a power cut leaves the old or the new one."""
    unfinished = data / f".{FILE}.{os.getpid()}"
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(dataclasses.asdict(credentials), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(data / FILE)
