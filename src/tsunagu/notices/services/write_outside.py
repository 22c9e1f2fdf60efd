"""Write to people without an account: one letter for one occasion, gone as soon as it is sent."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from tsunagu.foundation.text import Text
from tsunagu.notices.domain.letters import Outsider, written_outside
from tsunagu.notices.models import Letter, MailTrouble

LONGEST_SUBJECT = 200


def write_outside(
    to: Outsider, said: Text, links: Sequence[tuple[Text, str]], *, once: UUID, about: UUID, now: datetime
) -> None:
    """Write a letter, to be sent by the post within a minute; the same ``once`` is the same letter for ever.

    ``links`` are paths of this installation, each with what it is for. ``about`` is what the letter is about: see
    ``forget_outside``. From a worker: nobody else reads or writes letters to people outside.
    """
    letter = written_outside(to, said, links, settings.PUBLIC_ADDRESS)
    row = Letter(
        address=to.email, language=to.language, once=once, about=about, subject=letter.subject[:LONGEST_SUBJECT],
        body=letter.body, made_at=now, try_at=now,
    )  # fmt: skip
    Letter.objects.bulk_create([row], ignore_conflicts=True)


def forget_outside(about: UUID) -> None:
    """Delete the letters about something that is forgotten: nothing of them is sent any more. From a worker."""
    rows = Letter.objects.filter(Q(person__isnull=True), about=about)
    MailTrouble.objects.filter(letter__in=rows).delete()
    rows.delete()
