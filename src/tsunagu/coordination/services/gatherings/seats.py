"""Give places at a desk that is held: count them, move the waiting list, keep the gathering's figures."""

from collections import Counter
from datetime import datetime

from django.db.models import QuerySet

from tsunagu.coordination.domain.gatherings.registering import Asking, has_place, moving_up
from tsunagu.coordination.models import Gathering, Registration
from tsunagu.coordination.services.gatherings.telling import tell_registrant


def state_for_next(gathering: Gathering, of_member: int | None) -> str:
    """Return how the next one who asks is entered: with a place, or waiting."""
    mine = 0
    if of_member is not None and gathering.per_member is not None:
        mine = _registered(gathering).filter(of_member_id=of_member).count()
    per_member = gathering.per_member if of_member is not None else None
    gets_one = has_place(gathering.limit, gathering.taken, gathering.waiting, per_member, mine)
    return "registered" if gets_one else "waiting"


def move_up(gathering: Gathering, now: datetime) -> list[Registration]:
    """Move up those who wait as far as there are places, before the gathering begins; each is told."""
    if gathering.state != "published" or now >= gathering.starts_at:
        count(gathering)
        return []
    waiting = list(gathering.registrations.filter(state="waiting").order_by("asked_at", "id"))
    of_members = Counter(
        _registered(gathering).filter(of_member__isnull=False).values_list("of_member_id", flat=True)
    )
    asking = [Asking(one.pk, one.of_member_id) for one in waiting]
    taken = _registered(gathering).count()
    found = moving_up(asking, gathering.limit, taken, of_members, gathering.per_member)
    chosen = {one.row for one in found}
    moved = [one for one in waiting if one.pk in chosen]
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


def _registered(gathering: Gathering) -> QuerySet[Registration]:
    return gathering.registrations.filter(state="registered")
