"""Take what is done out of the inbox."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.models import Notice
from tsunagu.notices.queries import addressed_to


def mark_done(actor: Actor, notice: UUID, now: datetime) -> None:
    """Mark one notice addressed to the actor as done; doing it twice changes nothing."""
    found = Notice.objects.filter(addressed_to(actor), uuid=notice)
    if not found.filter(done_at__isnull=True).update(done_at=now, done_by_id=actor.person_id):
        if found.exists():
            return
        raise NotFound("notice", Text("この通知はありません。", "There is no such notice."))


def settle(subject: UUID, now: datetime, *, kinds: Iterable[str] = (), person_id: int | None = None) -> int:
    """Mark all open notices about the subject (of these kinds) as done; return how many.

    Reaches the notices that the scope in force may read: to settle those of other members, call it from a worker.
    """
    rows = Notice.objects.filter(subject=subject, done_at__isnull=True)
    chosen = tuple(kinds)
    if chosen:
        rows = rows.filter(kind__in=chosen)
    return rows.update(done_at=now, done_by_id=person_id)


def settle_others(kind: str, standing: Iterable[UUID], now: datetime) -> None:
    """Close the notices of a kind whose subject no longer stands, and open those again that stand once more.

    Only what was closed this way is opened again, not what a person marked as done. From a worker.
    """
    subjects = set(standing)
    of_kind = Notice.objects.filter(kind=kind)
    of_kind.filter(done_at__isnull=True).exclude(subject__in=subjects).update(done_at=now)
    closed = of_kind.filter(subject__in=subjects, done_at__isnull=False, done_by__isnull=True)
    closed.update(done_at=None, created_at=now)
