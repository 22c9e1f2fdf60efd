"""Remind of duties that nobody has done: once before their time, once after it."""

from datetime import datetime

from django.db import transaction

from tsunagu.notices.domain import letters
from tsunagu.notices.domain.kinds import KINDS
from tsunagu.notices.models import Notice
from tsunagu.notices.services.make_letters import addressed, tell

DUTIES = tuple(key for key, kind in KINDS.items() if kind.is_duty)


@transaction.atomic
def remind(now: datetime) -> int:
    """Write to those whose duty comes due within a day, or is overdue; each once, by the way they want it."""
    rows = Notice.objects.filter(
        done_at__isnull=True, kind__in=DUTIES, posted_at__isnull=False,
        due_at__gte=now - letters.REMINDED_AFTER, due_at__lte=now + letters.REMINDED_BEFORE,
    )  # fmt: skip
    written = 0
    due = [(one, letters.reminder_for(one.due_at, one.created_at, now)) for one in rows if one.due_at]
    for reason in ("before", "after"):
        written += tell(addressed([one for one, found in due if found == reason], now, reason), now)
    return written
