"""Letters to a person, how the person wants them, and what could not be delivered."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.domain.letters import STATES, URGENCIES, way_of
from tsunagu.notices.models import Letter, MailPreference, MailTrouble

MOST = 100
OUTSIDE = Text("会員外の方", "Someone outside the network")
BADGES = {"waiting": "wait", "sent": "ok", "kept": "wait", "failed": "stop"}


@dataclass(frozen=True, slots=True)
class LetterShown:
    """A letter as its reader sees it."""

    uuid: UUID
    subject: str
    body: str
    language: str
    state: str
    made_at: datetime
    sent_at: datetime | None

    @property
    def badge(self) -> tuple[str, Text]:
        """The class and the word of its state."""
        return BADGES[self.state], STATES[self.state]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A letter that could not be delivered, without what stood in it."""

    uuid: UUID
    member: Text
    person: Text
    address: str
    said: str
    tries: int
    is_final: bool
    at: datetime


def ways_of(actor: Actor) -> dict[int, str]:
    """Return how the person wants notices of each urgency, the default where nothing was chosen."""
    rows = MailPreference.objects.filter(person_id=actor.person_id, member_id=actor.member_id)
    chosen = {row.urgency: row.way for row in rows}
    return {urgency: way_of(chosen, urgency) for urgency in URGENCIES}


def letters_to(actor: Actor, most: int = MOST) -> list[LetterShown]:
    """Return the newest letters to the person."""
    rows = Letter.objects.filter(person_id=actor.person_id, member_id=actor.member_id)
    return [_letter(row) for row in rows.order_by("-made_at", "-pk")[:most]]


def letter_to(actor: Actor, uuid: UUID) -> LetterShown:
    """Return one letter to the person; nobody else's."""
    row = Letter.objects.filter(person_id=actor.person_id, member_id=actor.member_id, uuid=uuid).first()
    if row is None:
        raise NotFound("letter", Text("このメールはありません。", "There is no such letter."))
    return _letter(row)


def open_troubles(most: int = MOST) -> list[Trouble]:
    """Return what could not be delivered and isn't settled, the newest first; as far as the scope reads it."""
    rows = MailTrouble.objects.filter(ended_at__isnull=True).select_related("member", "person")
    return [
        Trouble(
            row.uuid, row.member.name if row.member else Text("", ""), row.person.name if row.person else OUTSIDE,
            row.person.email if row.person else row.address, row.said, row.tries, row.is_final, row.at,
        )
        for row in rows.order_by("-at", "-pk")[:most]
    ]  # fmt: skip


def _letter(row: Letter) -> LetterShown:
    return LetterShown(row.uuid, row.subject, row.body, row.language, row.state, row.made_at, row.sent_at)
