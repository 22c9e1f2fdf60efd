"""End calls whose matter is done, and call by ourselves where a signature under a hand-over is missing in the night."""

from datetime import datetime, timedelta
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.journeys.models import Standing, StandingConcern
from tsunagu.journeys.queries.concern import Concern
from tsunagu.journeys.queries.exceptions import concern_from, showing
from tsunagu.journeys.queries.links import journey_link
from tsunagu.notices.queries.calls import calls_about, waiting_matters
from tsunagu.notices.services.answer_call import end_call
from tsunagu.notices.services.call import Matter, start_call

AUTOMATIC = ("hand_over",)
"""Kinds of concern of which somebody is called though no coordinator is awake: cells lie between two organisations."""
LONGEST_AGO = timedelta(hours=6)
"""What is older was seen by people before there were calls, and is for the coordinator."""


def mind_calls(now: datetime) -> tuple[int, int]:
    """Return how many calls were ended since their matter is done, and how many were begun. Run as a worker."""
    return end_done(now), call_for_missing_signatures(now)


def end_done(now: datetime) -> int:
    """End the calls about concerns that nobody has any more, as far as what is kept of the journeys is true now."""
    waiting = waiting_matters()
    chains = {chain for _, _, chain in waiting}
    there = {_concern(row).about for row in showing(now).filter(chain__in=chains)} if waiting else set()
    kept = Standing.objects.filter(chain__in=chains).exclude(is_live=True, stands_until__lte=now)
    true = set(kept.values_list("chain", flat=True))
    return sum(end_call(call, now) for call, about, chain in waiting if chain in true and about not in there)


def call_for_missing_signatures(now: datetime) -> int:
    """Call who must sign, once the time for it is over; a matter that was called about before is left alone."""
    due = showing(now).filter(kind__in=AUTOMATIC, limit_at__lte=now, limit_at__gt=now - LONGEST_AGO)
    concerns = [_concern(row) for row in due.order_by("limit_at", "pk")]
    known = calls_about([one.about for one in concerns])
    missing = [one for one in concerns if one.about not in known]
    for one in missing:
        start_call(None, matter_of(one), now)
    return len(missing)


def matter_of(one: Concern, urgency: int = 3) -> Matter:
    """Return a concern as the matter of a call."""
    text = Text(
        f"{one.number}：{one.title.ja}。{one.detail.ja}", f"{one.number}: {one.title.en}. {one.detail.en}"
    )
    return Matter(
        one.about, one.member, one.role, text, urgency, link=journey_link(one.number), chain=one.chain,
        number=one.number, concern=one.kind, step=one.step,
    )  # fmt: skip


def _concern(row: StandingConcern) -> Concern:
    names: dict[UUID, Text] = {}
    return concern_from(row, names)
