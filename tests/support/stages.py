"""Databases that services have filled, kept as templates: the network, and journeys brought to a step.

A stage is built once per state of the code (its name carries a hash of it) and cloned for each test file.
"""

import fcntl
import hashlib
import inspect
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from django.db import connections, transaction
from psycopg import sql

from tests.support import databases
from tests.support.world import BEGINNING, World, enter_network
from tsunagu.demonstration.engine import hands
from tsunagu.foundation import clock
from tsunagu.foundation.database import embedded
from tsunagu.foundation.database.credentials import Credentials
from tsunagu.foundation.database.roles import create_database, database_exists
from tsunagu.foundation.models import ClockSetting
from tsunagu.project.configuration import CHECKOUT

Build = Callable[[World], None]
PointAt = Callable[[Credentials, str], None]
KEPT = 96
"""More stages than all files of tests together make, so that none is dropped while it is needed."""
_CODE = CHECKOUT / "src" / "tsunagu"


def nothing(world: World) -> None:
    """Leave the network as it is: members, people, routes and papers, and no journey."""


@contextmanager
def on_clone(credentials: Credentials, build: Build, point_at: PointAt) -> Iterator[World]:
    """Point this process at a clone of what ``build`` made; yield the world as it stands there."""
    before = connections.settings["default"]["NAME"]
    template = stage(credentials, build, point_at)
    name = databases.clone(credentials, template)
    world = _remembered(credentials, template)
    with _pointing(credentials, name, before, point_at):
        _set_the_clock()
        yield world
    databases.discard(credentials, name)


def stage(credentials: Credentials, build: Build, point_at: PointAt) -> str:
    """Return the template that ``build`` filled for the present code, building it if nobody has."""
    below = databases.template(credentials) if build is nothing else stage(credentials, nothing, point_at)
    name = f"stage_{build.__name__}_{_fingerprint(build)}"[:60]
    with _lock(build.__name__), embedded.connect(credentials, "owner", "postgres") as owner:
        if not database_exists(owner, name):
            unfinished = f"build_{os.getpid()}_{build.__name__}"[:60]
            databases.discard(credentials, unfinished)
            create_database(owner, unfinished, below)
            before = connections.settings["default"]["NAME"]
            with _pointing(credentials, unfinished, before, point_at):
                world = World() if build is nothing else _remembered(credentials, below)
                with transaction.atomic():  # one commit, not one for each act
                    (enter_network if build is nothing else build)(world)
            _remember(owner, unfinished, world)
            old, new = sql.Identifier(unfinished), sql.Identifier(name)
            owner.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(old, new))
            _sweep(credentials, owner, name)
    return name


@contextmanager
def _pointing(credentials: Credentials, name: str, before: str, point_at: PointAt) -> Iterator[None]:
    """Connect to another database; what this process remembers of the one before is forgotten."""
    connections.close_all()
    point_at(credentials, name)
    _forget()
    try:
        yield
    finally:
        connections.close_all()
        point_at(credentials, before)
        _forget()


def _set_the_clock() -> None:
    """Let the clone's clock begin where the world does, however old the stage is; a story moves it on."""
    anchors = {"anchor_real": datetime.now(UTC), "anchor_shown": BEGINNING, "rate": 1.0}
    ClockSetting.objects.update_or_create(pk=1, defaults=anchors)
    clock.forget()


def _forget() -> None:
    hands.forget()
    clock.forget()


def _fingerprint(build: Build) -> str:
    """Return a hash of all that decides what the stage looks like: the code, its data and the builder."""
    written = inspect.getsource(build) + databases.fingerprint() + _code_of_all(build is nothing)
    return hashlib.sha256(written.encode()).hexdigest()[:12]


@cache
def _code_of_all(of_network: bool) -> str:
    """Return a hash of the code that fills a stage, read once by each process: nobody edits it meanwhile."""
    files = [
        path for path in _CODE.rglob("*") if path.suffix in (".py", ".yaml") and _decides(path, of_network)
    ]
    digest = hashlib.sha256()
    for file in sorted([*files, Path(__file__).with_name("world.py")]):
        digest.update(str(file.relative_to(CHECKOUT)).encode() + file.read_bytes())
    return digest.hexdigest()


def _decides(path: Path, of_network: bool) -> bool:
    concept, *rooms = path.relative_to(_CODE).parts
    if concept in ("project", "portal", "notices", "statistics") or "web" in rooms or "migrations" in rooms:
        return False
    return not of_network or concept in ("demonstration", "foundation", "members", "therapies")


def _remember(owner: object, name: str, world: World) -> None:
    known = {
        "now": world.now.isoformat(),
        "chains": {key: str(chain) for key, chain in world.chains.items()},
        "orders": world.orders,
    }
    comment = sql.SQL("COMMENT ON DATABASE {} IS {}").format(
        sql.Identifier(name), sql.Literal(json.dumps(known))
    )
    owner.execute(comment)  # type: ignore[attr-defined]


def _remembered(credentials: Credentials, name: str) -> World:
    with embedded.connect(credentials, "owner", "postgres") as owner:
        row = owner.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
    known = json.loads(row[0])  # type: ignore[index]
    chains = {key: UUID(chain) for key, chain in known["chains"].items()}
    return World(datetime.fromisoformat(known["now"]), chains, known["orders"])


def _sweep(credentials: Credentials, owner: object, current: str) -> None:
    """Drop all but the newest stages; the newest network, from which the others are made, always stays."""
    rows = owner.execute(  # type: ignore[attr-defined]
        "SELECT datname FROM pg_database WHERE datname LIKE 'stage\\_%' ORDER BY oid"
    ).fetchall()
    networks = [name for (name,) in rows if name.startswith("stage_nothing_")]
    for (name,) in rows[:-KEPT]:
        if name not in (current, *networks[-1:]):
            databases.discard(credentials, name)


@contextmanager
def _lock(name: str) -> Iterator[None]:
    with (databases.test_data() / f"stage-{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
