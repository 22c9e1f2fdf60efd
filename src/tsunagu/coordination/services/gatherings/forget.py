"""Forget who came, once the days for which it is kept are over."""

from datetime import datetime, timedelta

from tsunagu.coordination.models import Gathering
from tsunagu.coordination.services.gatherings.give_back import erase
from tsunagu.foundation.scope import Scope, acting


def forget(now: datetime) -> int:
    """Erase registrations of gatherings whose retention is over; return how many. Again erases nothing more."""
    erased = 0
    with acting(Scope("worker")):
        for one in Gathering.objects.filter(ends_at__lt=now - timedelta(days=1)):
            if one.ends_at + timedelta(days=one.keep_days) >= now:
                continue
            for row in one.registrations.filter(erased_at__isnull=True).select_for_update():
                erase(row, now)
                erased += 1
    return erased
