"""Apply a change to a page, as its next version."""

from datetime import datetime
from typing import Any

from django.db.models import Max

from tsunagu.foundation.refusals import ChangedMeanwhile
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.profile.changes import is_out_of_date, without_persons
from tsunagu.members.domain.profile.checking import check_values
from tsunagu.members.domain.profile.parts import PARTS, Values
from tsunagu.members.models import Member, PageChange
from tsunagu.members.services.profile.writing import check_is_new, write


def checked_values(
    change: PageChange, owner: Member, current: Values | None, now: datetime, *, is_whole: bool = True
) -> dict[str, Any]:
    """Return what the part holds once the change is applied; refuse what can't be, or no longer fits.

    ``is_whole``: what it refers to must stand on the page already (a capability's site).
    """
    if is_out_of_date(change.verb, change.before, change.after, current):
        raise ChangedMeanwhile("page_changed", OUT_OF_DATE)
    values = {**(current or {}), **change.after}
    if change.verb != "end":
        check_values(change.part, values, tokyo_date(now), current)
        if is_whole:
            check_is_new(change.part, owner, change.subject, values)
    return values


def apply(change: PageChange, owner: Member, values: Values, actor: Actor, now: datetime) -> None:
    """Write the change onto the page of its member (locked by the caller) and number it as a version."""
    write(change.part, change.verb, owner, change.subject, values, actor, now)
    part = PARTS[change.part]
    change.before, change.after = (without_persons(part, side) for side in (change.before, change.after))
    last = PageChange.objects.filter(member=owner).aggregate(last=Max("version"))["last"]
    change.state, change.version = "applied", (last or 0) + 1
    change.decided_by, change.decided_at = actor.person_uuid, now
    change.save()


OUT_OF_DATE = Text(
    "この間に掲載内容が変わりました。今の内容と見比べて、必要なら送り直してください。",
    "The page has changed since. Compare with what is there now, and send it again if it is still needed.",
)
