"""Tell a member, a role in it or one person that something waits."""

from datetime import datetime
from uuid import UUID

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.members.domain.roles import ROLES
from tsunagu.notices.domain.kinds import KINDS, MOST_URGENT
from tsunagu.notices.models import Notice

LONGEST = 2000


def notify(
    member_id: int,
    role: str,
    kind: str,
    text: Text,
    *,
    subject: UUID,
    now: datetime,
    chain: UUID | None = None,
    link: str = "",
    urgency: int | None = None,
    due_at: datetime | None = None,
    person_id: int | None = None,
) -> None:
    """Write the notice once per member, kind, subject, role and person, however often it is asked for.

    Any scope may write to any member, and reads nothing back: the writer needn't see the addressee's inbox.
    An empty role speaks to everyone in the member. The urgency is that of the kind unless given (0 to 3).
    """
    _check(role, kind, urgency)
    notice = Notice(
        chain=chain,
        member_id=member_id,
        role=role,
        person_id=person_id,
        kind=kind,
        subject=subject,
        text_ja=text.ja[:LONGEST],
        text_en=text.en[:LONGEST],
        link=link[:300],
        urgency=KINDS[kind].urgency if urgency is None else urgency,
        due_at=due_at,
        created_at=now,
    )
    # Without a conflict target and without RETURNING, so that the policy for reading isn't asked.
    Notice.objects.bulk_create([notice], ignore_conflicts=True)


def _check(role: str, kind: str, urgency: int | None) -> None:
    is_known = kind in KINDS and (not role or role in ROLES)
    if is_known and (urgency is None or 0 <= urgency <= MOST_URGENT):
        return
    raise BadInput(
        "notice",
        Text(
            f"通知の種類「{kind}」、役割「{role}」または緊急度が登録されていません。",
            f"Kind “{kind}”, role “{role}” or the urgency of this notice is not known.",
        ),
    )
