"""What waits for someone, the most urgent first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.domain.kinds import kind_name, slack_hours
from tsunagu.notices.models import Notice


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of an inbox."""

    uuid: UUID
    chain: UUID | None
    subject: UUID
    kind: str
    text: Text
    link: str
    urgency: int
    due_at: datetime | None
    created_at: datetime
    role: str

    @property
    def kind_name(self) -> Text:
        """What kind of notice this is."""
        return kind_name(self.kind)

    def slack_hours(self, now: datetime) -> float | None:
        """Return the hours left until it is due."""
        return slack_hours(self.due_at, now)


def addressed_to(actor: Actor) -> Q:
    """Return the condition for notices to the actor: to the person, or to the member and a role held there."""
    to_role = Q(person__isnull=True) & (Q(role="") | Q(role__in=sorted(actor.roles)))
    return Q(member_id=actor.member_id) & (Q(person_id=actor.person_id) | to_role)


def waiting_for(actor: Actor, limit: int = 200) -> list[Waiting]:
    """Return the open notices to the actor, by due time, the undated after them, the more urgent first."""
    rows = Notice.objects.filter(addressed_to(actor), done_at__isnull=True).order_by(
        F("due_at").asc(nulls_last=True), "-urgency", "created_at", "pk"
    )
    return [_line(row) for row in rows[:limit]]


def waiting_count(actor: Actor) -> int:
    """Return how many notices wait for the actor, for the figure beside the menu."""
    return Notice.objects.filter(addressed_to(actor), done_at__isnull=True).count()


def _line(row: Notice) -> Waiting:
    return Waiting(
        uuid=row.uuid,
        chain=row.chain,
        subject=row.subject,
        kind=row.kind,
        text=row.text,
        link=row.link,
        urgency=row.urgency,
        due_at=row.due_at,
        created_at=row.created_at,
        role=row.role,
    )
