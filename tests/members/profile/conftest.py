"""What the tests of members' own pages have in common: files, values of parts, and a way to send a change."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.members.conftest import NOW, Cast
from tsunagu.foundation import clock
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.profile.changes import Sent, Verb, Wanted, digest_of
from tsunagu.members.models import Evidence, PageChange, Person
from tsunagu.members.queries.profile.changes import ChangeView, change_of
from tsunagu.members.queries.profile.values import current_values
from tsunagu.members.services.profile import change_page

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 20 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 20 + b"\xff\xd9"
CONTACT = {
    "name_ja": "試験 花子", "name_en": "Hanako Shiken", "title_ja": "営業部", "title_en": "Sales",
    "email": "hanako@maker.example", "phone": "044-000-0000", "purpose": "contract", "shown_to": "members",
    "consented_on": "2026-11-20",
}  # fmt: skip


def capability(site: UUID, **more: Any) -> dict[str, Any]:
    """A capability of a site as a form gives it."""
    return {
        "site": str(site), "key": "car_t_manufacturing", "cell_type": "t_cell", "setting": "", "band": "",
        "method": "viral_transduction", "format": "frozen_bag", "capacity_per_month": 4, "lead_time_days": 60,
        "price_thousand_yen": None, "valid_from": "2026-04-01", "valid_until": None,
    } | more  # fmt: skip


def licence(site: UUID, **more: Any) -> dict[str, Any]:
    """A licence of a site as a form gives it, without its file."""
    return {
        "site": str(site), "kind": "manufacturing", "number": "14AZ000001", "valid_from": "2026-04-01",
        "valid_until": "2031-03-31", "suspended_on": None, "evidence": None,
    } | more  # fmt: skip


def sent(
    cast: Cast, actor: Actor, part: str, values: dict[str, Any] | None = None, subject: UUID | None = None,
    *, member: UUID | None = None, verb: Verb | None = None, file: bytes | None = None, **more: Any,
) -> ChangeView:  # fmt: skip
    """Send a change as the actor, from what is there now, and return it."""
    owner = member or cast.maker.uuid
    with acting(cast.scope(actor)):
        looked_at = owner if part in ("basics", "profile") else subject
        current = current_values(part, looked_at) if looked_at else None
        wanted = Wanted(
            part, verb or ("add" if current is None else "change"), looked_at, {**(current or {}), **(values or {})},
            more.pop("seen", digest_of(current)), more.pop("key", None) or str(uuid4()), more.pop("reason", ""),
            None if file is None else Sent("証明書.pdf", file), more.pop("follows", None),
        )  # fmt: skip
        return change_of(change_page(actor, owner, wanted, NOW))


def kept() -> tuple[int, int]:
    """How many changes and files there are."""
    with acting(Scope("auditor")):
        return PageChange.objects.count(), Evidence.objects.count()


@pytest.fixture(autouse=True)
def still(db: None) -> None:
    """Let the clock stand still at the time of the cast."""
    clock.forget()
    with acting(Scope("worker")):
        clock.set_clock(NOW, 1e-6)


@pytest.fixture
def as_person() -> Callable[[Actor | None], Client]:
    """A browser of someone, reading Japanese; of nobody, where None is given."""

    def sign_in(actor: Actor | None) -> Client:
        client = Client(headers={"accept-language": "ja"})
        if actor is not None:
            client.force_login(Person.objects.get(uuid=actor.person_uuid))
        return client

    return sign_in
