"""Give places at a desk that is held: count them, move the waiting list, keep the gathering's figures."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from tsunagu.coordination.domain.gatherings.registering import Asking, moving_up
from tsunagu.coordination.models import Gathering, Registration
from tsunagu.coordination.services.gatherings.telling import tell_registrant


def state_for_next(gathering: Gathering, of_member: int | None) -> str:
    """Return how the next one who asks is entered: with a place, or waiting behind all who could take one."""
    asks = Asking(_NOT_ENTERED, of_member)
    return "registered" if asks in _moving_up(gathering, [*_asking(gathering), asks]) else "waiting"


def move_up(gathering: Gathering, now: datetime) -> list[Registration]:
    """Move up those who wait as far as there are places, before the gathering begins; each is told."""
    if gathering.state != "published" or now >= gathering.starts_at:
        count(gathering)
        return []
    chosen = {one.row for one in _moving_up(gathering, _asking(gathering))}
    moved = list(gathering.registrations.filter(pk__in=chosen).order_by("asked_at", "id"))
    for one in moved:
        one.state = "registered"
        one.save(update_fields=["state"])
        tell_registrant(one, gathering, "moved_up", now)
    count(gathering)
    return moved


def count(gathering: Gathering) -> None:
    """Write down how many places are taken and how many wait."""
    gathering.taken = _registered(gathering).count()
    gathering.waiting = gathering.registrations.filter(state="waiting").count()
    gathering.save(update_fields=["taken", "waiting"])


def _asking(gathering: Gathering) -> list[Asking]:
    rows = gathering.registrations.filter(state="waiting").order_by("asked_at", "id")
    return [Asking(*row) for row in rows.values_list("pk", "of_member_id")]


def _moving_up(gathering: Gathering, asking: Sequence[Asking]) -> list[Asking]:
    """Return who of them would get a place now."""
    of_members = Counter(
        _registered(gathering).filter(of_member__isnull=False).values_list("of_member_id", flat=True)
    )
    taken = _registered(gathering).count()
    return moving_up(asking, gathering.limit, taken, of_members, gathering.per_member)


def _registered(gathering: Gathering) -> QuerySet[Registration]:
    return gathering.registrations.filter(state="registered")


_NOT_ENTERED = 0
"""Stands for the row of who asks just now."""
