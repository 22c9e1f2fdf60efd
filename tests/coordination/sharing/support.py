"""Something offered to test with, and who books it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.members.conftest import Cast
from tsunagu.coordination.domain.sharing.terms import Terms
from tsunagu.coordination.models import SharedBooking, SharedTime
from tsunagu.coordination.services.sharing.book import Wish, book
from tsunagu.coordination.services.sharing.offer import Card, make_offer
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import TOKYO
from tsunagu.members.domain.actor import Actor

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=TOKYO)
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=TOKYO)
"""The day after a public holiday, Monday 23 November."""
WEEK = ((540, 1080),) * 5 + (None, None)
HOUR = timedelta(hours=1)


def terms(**changes: Any) -> Terms:
    said: dict[str, Any] = {"week": WEEK, "member_yen": 1005, "guest_yen": 2000}
    return Terms(**(said | changes))


def card(cast: Cast, **changes: Any) -> Card:
    said = {"site": cast.site, "kind": "equipment", "name": Text("フローサイトメーター", "Cytometer"),
            "description": Text("", "")}  # fmt: skip
    return Card(**(said | changes))  # type: ignore[arg-type]


def an_offer(cast: Cast, **changes: Any) -> UUID:
    """An instrument of the maker."""
    with acting(cast.scope(cast.operator)):
        return make_offer(cast.operator, card(cast), terms(**changes), f"{uuid4()}", NOW)


def booked(
    cast: Cast, actor: Actor, offer: UUID, starts_at: datetime = TUESDAY, units: int = 2, key: str = "",
    now: datetime = NOW, **more: Any,
) -> UUID:  # fmt: skip
    with acting(cast.scope(actor)):
        return book(actor, offer, Wish(starts_at, units, **more), key or f"{uuid4()}", now)


def row(uuid: UUID) -> SharedBooking:
    with acting(Scope("auditor")):
        return SharedBooking.objects.get(uuid=uuid)


def counts() -> tuple[int, int]:
    """How many bookings and how many taken times there are."""
    with acting(Scope("auditor")):
        return SharedBooking.objects.count(), SharedTime.objects.count()
