"""A gathering to test with, and people who come."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.members.conftest import NOW, Cast
from tsunagu.coordination.domain.gatherings.details import Details
from tsunagu.coordination.domain.gatherings.registering import Guest
from tsunagu.coordination.models import Gathering, Registration
from tsunagu.coordination.services.gatherings.keep import write_down
from tsunagu.coordination.services.gatherings.publish import publish
from tsunagu.coordination.services.gatherings.register import Registered, register_guest
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.open_forms import opened_mark

PUBLIC = Scope("public")
STARTS = NOW + timedelta(days=10)


def details(**changes: Any) -> Details:
    said: dict[str, Any] = {
        "title": Text("再生医療セミナー", "Seminar"), "summary": Text("内容", "About"),
        "hall": Text("大会議室", "Large hall"), "address": "川崎市川崎区殿町", "audience": "everybody",
        "starts_at": STARTS, "ends_at": STARTS + timedelta(hours=4), "opens_at": NOW - timedelta(days=1),
        "closes_at": STARTS - timedelta(hours=1), "limit": 2,
    }  # fmt: skip
    return Details(**(said | changes))


def a_gathering(cast: Cast, *, is_published: bool = True, **changes: Any) -> UUID:
    """A gathering of the maker."""
    with acting(cast.scope(cast.operator)):
        uuid = write_down(cast.operator, details(**changes), f"{uuid4()}", NOW)
        if is_published:
            publish(cast.operator, uuid, NOW)
    return uuid


def comes(gathering: UUID, name: str, now: datetime = NOW, key: str = "") -> Registered:
    """Someone from outside registers."""
    guest = Guest(name, "ある会社", f"{name}@example.jp", True)
    with acting(PUBLIC):
        return register_guest(gathering, guest, key or f"{uuid4()}", now)


def filled_in(email: str, at: datetime = NOW, /, **changes: str) -> dict[str, str]:
    """The public form as a person sends it, a minute after it was opened."""
    said = {"key": f"{uuid4()}", "name": "ある人", "email": email, "consent": "on"}
    return said | {"opened": opened_mark(at - timedelta(minutes=1))} | changes


def states(gathering: UUID) -> dict[str, str]:
    """How every registration stands, by name."""
    with acting(Scope("auditor")):
        return dict(Registration.objects.filter(gathering__uuid=gathering).values_list("name", "state"))


def row(gathering: UUID) -> Gathering:
    with acting(Scope("auditor")):
        return Gathering.objects.get(uuid=gathering)
