"""Remind who has a place, the day before."""

from datetime import datetime, timedelta

from tsunagu.coordination.models import Gathering
from tsunagu.coordination.services.gatherings.telling import tell_registrant
from tsunagu.foundation.scope import Scope, acting

BEFORE = timedelta(hours=24)


def remind_guests(now: datetime) -> int:
    """Tell everybody who has a place of what begins within a day; return how many were told, or had been.

    Once for each beginning: again tells nothing, another time does. Who asked within that day has just been told.
    """
    told = 0
    with acting(Scope("worker")):
        for one in Gathering.objects.filter(
            state="published", starts_at__gt=now, starts_at__lte=now + BEFORE
        ):
            rows = one.registrations.filter(state="registered", asked_at__lt=one.starts_at - BEFORE)
            for row in rows.filter(erased_at__isnull=True):
                tell_registrant(row, one, "soon", now, once=f"{one.starts_at.timestamp()}")
                told += 1
    return told
