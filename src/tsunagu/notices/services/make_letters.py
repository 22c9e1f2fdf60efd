"""Turn new notices into letters: the post looks at each notice once, and writes to those who want it at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import moment_text, tokyo_date
from tsunagu.members.queries.recipients import Recipient, recipients
from tsunagu.notices.domain import letters
from tsunagu.notices.domain.letters import Line
from tsunagu.notices.models import Letter, LetterPart, MailPreference, Notice

AT_A_TIME = 500
Chosen = Mapping[int, Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class Told:
    """One notice to be told to one person, for a reason."""

    notice: Notice
    to: Recipient
    way: str
    reason: str = "told"


@transaction.atomic
def make_letters(now: datetime) -> int:
    """Look at notices that no one has looked at, oldest first; return how many letters were written.

    What is older than two days, or done already, isn't mailed. From a worker: it reads every member's notices.
    """
    new = list(
        Notice.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(posted_at__isnull=True)
        .order_by("pk")[:AT_A_TIME]
    )
    fresh = [one for one in new if one.done_at is None and now - one.created_at <= letters.TOO_OLD]
    written = tell(addressed(fresh, now), now)
    Notice.objects.filter(pk__in=[one.pk for one in new]).update(posted_at=now)
    return written


def addressed(notices: Sequence[Notice], now: datetime, reason: str = "told") -> list[Told]:
    """Return whom the notices are for, each with the way the person wants it, in two queries."""
    people = recipients({one.member_id for one in notices}, tokyo_date(now))
    chosen = preferences(one.person_id for group in people.values() for one in group)
    return [
        Told(notice, to, letters.way_of(chosen.get(to.person_id, {}), notice.urgency), reason)
        for notice in notices
        for to in people.get(notice.member_id, [])
        if _is_for(notice, to)
    ]


def preferences(people: Iterable[int]) -> Chosen:
    """Return what each person has chosen, by urgency."""
    found: dict[int, dict[int, str]] = {}
    for row in MailPreference.objects.filter(person_id__in=set(people)):
        found.setdefault(row.person_id, {})[row.urgency] = row.way
    return found


def tell(all_told: Iterable[Told], now: datetime) -> int:
    """Write a letter for each that is wanted at once, and keep what is wanted daily; what was told before isn't."""
    wanted = [one for one in all_told if one.way != "never"]
    known = set(
        LetterPart.objects.filter(notice_id__in={one.notice.pk for one in wanted}).values_list(
            "notice_id", "person_id", "reason"
        )
    )
    fresh = [one for one in wanted if (one.notice.pk, one.to.person_id, one.reason) not in known]
    at_once = {id(one): letter_to(one.to, [line_of(one)], now) for one in fresh if one.way == "at_once"}
    Letter.objects.bulk_create(at_once.values())
    LetterPart.objects.bulk_create(
        [
            LetterPart(
                member_id=one.to.member_id, person_id=one.to.person_id, notice=one.notice, reason=one.reason,
                letter=at_once.get(id(one)), made_at=now,
            )
            for one in fresh
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return len(at_once)


def letter_to(to: Recipient, lines: Sequence[Line], now: datetime, *, is_digest: bool = False) -> Letter:
    """Return a letter, not written to the database yet, in the reader's language."""
    said = letters.written(
        lines, language=to.language, name=to.name.in_language(to.language), address=settings.PUBLIC_ADDRESS,
        is_digest=is_digest,
    )  # fmt: skip
    return Letter(
        member_id=to.member_id, person_id=to.person_id, language=to.language, subject=said.subject[:200],
        body=said.body, is_digest=is_digest, made_at=now, try_at=now,
    )  # fmt: skip


def line_of(told: Told) -> Line:
    """Return what a letter says of a notice."""
    notice = told.notice
    due = None
    if notice.due_at is not None:
        year = tokyo_date(told.notice.created_at).year
        due = Text(moment_text(notice.due_at, year, "ja"), moment_text(notice.due_at, year, "en"))
    return Line(notice.text, notice.kind, notice.link, notice.urgency, due, told.reason)


def _is_for(notice: Notice, to: Recipient) -> bool:
    if notice.person_id is not None:
        return notice.person_id == to.person_id
    return not notice.role or notice.role in to.roles
