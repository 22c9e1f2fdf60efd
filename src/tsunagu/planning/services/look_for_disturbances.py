"""Look whether promised dates can still be kept; where not, mend them as a proposal to those concerned."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from time import perf_counter
from uuid import UUID

from django.db import connection, transaction

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.asking.record import kept
from tsunagu.planning.domain.mending.difference import assignment_of
from tsunagu.planning.domain.mending.mend import Mended, Unsound, beside, disturbances, mend, still_holds
from tsunagu.planning.models import Mending, PlanRequest
from tsunagu.planning.queries.promises import Promises, promises
from tsunagu.planning.services.end_mending import end_mending
from tsunagu.planning.services.free_cancelled import free_cancelled
from tsunagu.planning.services.propose_mending import Seen, propose_mending

LOCK = 0x74736E_6D656E64  # one look at a time
log = logging.getLogger(__name__)
Broken = Mapping[str, tuple[str, ...]]


@transaction.atomic
def look_for_disturbances(now: datetime) -> UUID | None:
    """Return the mending that is proposed now, made or confirmed by this look; None where all promises can be kept.

    A worker looks, who sees all. Doing it again changes nothing while nothing has happened.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    free_cancelled(now)
    began = perf_counter()
    at = promises(now)
    broken: Broken = disturbances(at.problem, at.posed, at.grid) if at else {}
    before = Mending.objects.select_for_update().filter(state="proposed").first()
    if before is not None:
        if at is not None and now < before.answer_by and stands(before, at, broken):
            return before.uuid
        end_mending(before, "outdated", EXPIRED if now >= before.answer_by else OVERTAKEN, now)
    if at is None or not broken:
        return None
    last = Mending.objects.order_by("-found_at", "-id").first()
    pinned = _pinned(last, broken)
    found = _mended(at, pinned)
    if found is None or not (found.after or found.unsaved):
        return None
    milliseconds = round((perf_counter() - began) * 1000)
    follows = last.uuid if last is not None and (before is not None or pinned) else None
    return propose_mending(at, found, Seen(broken, pinned, milliseconds, follows), now)


def stands(mending: Mending, at: Promises, broken: Broken) -> bool:
    """Say whether a proposed mending is still what the facts ask for, and still fits."""
    if set(mending.facts["disturbed"]) != set(broken):
        return False
    after = {}
    posed = {one.promise.key: one for one in at.posed}
    for part in mending.parts.filter(role="hospital").select_related("request"):
        key = str(part.request.uuid) if part.request else ""
        if part.request is None or key not in posed or _before(part.data) != _promised(part.request):
            return False
        if part.data["again_at"] != posed[key].again_at:  # it begins again otherwise than was assumed
            return False
        if part.state != "told":
            after[key] = assignment_of(part.data, posed[key], at.grid)
    stay = {*mending.facts["unsaved"], *mending.pinned}
    return still_holds(at.problem, at.posed, at.grid, after, stay)


def _before(data: Mapping[str, list[list[str]]]) -> list[tuple[str, datetime, datetime]]:
    at = datetime.fromisoformat
    return [(key, at(start), at(end)) for key, start, end, _, _ in data["steps"]]


def _promised(request: PlanRequest) -> list[tuple[str, datetime, datetime]]:
    return list(kept(request.proposals[request.chosen or 0]).steps)


def _pinned(last: Mending | None, broken: Broken) -> frozenset[str]:
    """Return the requests that must not move: their hospital declined while this very disturbance lasted."""
    if last is None or last.state == "accepted" or set(last.facts["disturbed"]) != set(broken):
        return frozenset()
    declined = last.parts.filter(state__in=("declined", "objected"))
    return frozenset(last.pinned) | {key for part in declined for key in part.requests}


def _mended(at: Promises, pinned: Collection[str]) -> Mended | None:
    """Return the repair of all but the pinned, whose capacity stays theirs; others' expected use is spared."""
    free = [one for one in at.posed if one.promise.key not in pinned]
    held = [one for one in at.posed if one.promise.key in pinned]
    problem = replace(
        at.sparing,
        resources=tuple(beside(each, held, at.grid) for each in at.sparing.resources),
        journeys=tuple(each for each in at.sparing.journeys if each.key not in pinned),
    )
    try:
        return mend(problem, free, at.grid)
    except Unsound as refused:
        log.error("a mending was refused by the checker: %s", refused)
        return None


EXPIRED = Text("回答の期限が過ぎました。", "The time to answer has passed.")
OVERTAKEN = Text(
    "提案の後に予定や枠が変わったため、計算し直しました。",
    "Dates or capacity have changed since; it was computed anew.",
)
