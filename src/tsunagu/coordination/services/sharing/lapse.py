"""Bookings that nobody approved until they began come to nothing."""

from datetime import datetime

from django.db import transaction

from tsunagu.coordination.domain.sharing.states import check_may_become
from tsunagu.coordination.models import SharedBooking, SharedTime
from tsunagu.coordination.services.sharing.telling import tell_booker
from tsunagu.foundation.scope import Scope, acting
from tsunagu.notices.services.mark_done import settle


def lapse(now: datetime) -> int:
    """Decline what still waits for approval when its time has begun, tell the booker; return how many."""
    with acting(Scope("worker")), transaction.atomic():
        rows = SharedBooking.objects.select_for_update(of=("self",), skip_locked=True).select_related("offer")
        late = list(rows.filter(state="asked", starts_at__lte=now))
        for row in late:
            check_may_become(row.state, "declined")
            row.state, row.decided_at = "declined", now
            row.save(update_fields=["state", "decided_at"])
            tell_booker(row, row.offer, "lapsed", now)
            settle(row.uuid, now, kinds=("shared_asked",))
        SharedTime.objects.filter(booking__in=[row.uuid for row in late]).delete()
    return len(late)
