"""Once a day: one letter with all that a person wants told together."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.queries.recipients import Recipient, recipients
from tsunagu.notices.domain import letters
from tsunagu.notices.models import LetterPart
from tsunagu.notices.services.make_letters import Told, letter_to, line_of, preferences

MOST_LINES = 40


@transaction.atomic
def make_daily_letters(now: datetime) -> int:
    """Write a letter to each person for whom something waits; return how many.

    What is done by now, and what the person wants no more, is left out; so are people who left.
    """
    waiting = list(
        LetterPart.objects.select_for_update(of=("self",))
        .filter(letter__isnull=True)
        .select_related("notice")
        .order_by("-notice__urgency", "notice__created_at", "pk")
    )
    people = {
        (one.member_id, one.person_id): one
        for group in recipients({part.member_id for part in waiting}, tokyo_date(now)).values()
        for one in group
    }
    chosen = preferences({part.person_id for part in waiting})
    wanted: dict[tuple[int, int], list[LetterPart]] = defaultdict(list)
    for part in waiting:
        way = letters.way_of(chosen.get(part.person_id, {}), part.notice.urgency)
        key = (part.member_id, part.person_id)
        if part.notice.done_at is None and key in people and way != "never":
            wanted[key].append(part)
    kept = {part.pk for parts in wanted.values() for part in parts}
    LetterPart.objects.filter(pk__in=[part.pk for part in waiting if part.pk not in kept]).delete()
    for key, parts in wanted.items():
        _write(people[key], parts, now)
    return len(wanted)


def _write(to: Recipient, parts: list[LetterPart], now: datetime) -> None:
    """Write one letter; what is beyond its length waits for the next day's."""
    told = parts[:MOST_LINES]
    lines = [line_of(Told(part.notice, to, "daily", part.reason)) for part in told]
    letter = letter_to(to, lines, now, is_digest=True)
    letter.save(force_insert=True)
    LetterPart.objects.filter(pk__in=[part.pk for part in told]).update(letter=letter)
