"""Build a believable past: run every planned journey from its beginning until now, in the order of time."""

import heapq
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from tsunagu.demonstration.engine.bench import bench_move, certify
from tsunagu.demonstration.engine.deciding import decide
from tsunagu.demonstration.engine.doing import carry_out
from tsunagu.demonstration.engine.hands import NobodyThere
from tsunagu.demonstration.engine.orders import Planned, begin
from tsunagu.demonstration.engine.outlook import Outlook, outlook
from tsunagu.demonstration.engine.samples import keep_donor_sample
from tsunagu.demonstration.engine.script import Script
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.domain.refusal import GatesRefused

RETRY = timedelta(hours=8)
logger = logging.getLogger(__name__)
Tell = Callable[[str], None]


def build_past(plan: Sequence[Planned], now: datetime, tell: Tell) -> dict[UUID, Script]:
    """Run the planned journeys until ``now``; return the script of each chain."""
    waiting: list[tuple[datetime, int, Planned | UUID]] = []
    scripts: dict[UUID, Script] = {}
    for number, planned in enumerate(plan):
        heapq.heappush(waiting, (now - timedelta(days=planned.days_ago), number, planned))
    turn, begun = len(plan), 0
    while waiting and waiting[0][0] <= now:
        at, _, what = heapq.heappop(waiting)
        turn += 1
        if isinstance(what, Planned):
            with acting(Scope("worker")):
                chain = begin(what, at)
            scripts[chain] = replace(what.script, is_at_bench=True)
            begun += 1
            if begun % 10 == 0:
                tell(f"{begun}/{len(plan)}")
            heapq.heappush(waiting, (at, turn, chain))
            continue
        following = advance(what, scripts[what], at)
        if following is not None:
            heapq.heappush(waiting, (following, turn, what))
    return scripts


def advance(chain: UUID, script: Script, at: datetime) -> datetime | None:
    """Do the next thing in a journey if its time has come; return when to look again."""
    seen = at_bench(outlook(chain, script)) if script.is_at_bench else outlook(chain, script)
    if seen.move is None:
        waits = seen.running.journey.state == "under_way" and not script.stops_at
        return at + RETRY if waits else None
    if seen.move.at > at:
        return seen.move.at
    move = replace(seen.move, at=max(seen.move.at, at))
    try:
        carry_out(seen.running, move, script)
    except GatesRefused as refusal:
        if script.decides and decide(seen.running, move, refusal):
            return at + timedelta(minutes=50)
        note(seen, refusal)
        return at + RETRY * 6
    except (Refused, NobodyThere) as refusal:
        note(seen, refusal)
        return at + RETRY * 6
    keep_donor_sample(seen.running, move, at + timedelta(minutes=5))
    if move.kind in ("perform", "verify"):
        certify(seen.running, replace(move, at=at + timedelta(minutes=6)))
    return at + timedelta(minutes=7)


def at_bench(seen: Outlook) -> Outlook:
    """Return what is next, the single tests of a test under way among it."""
    if (
        seen.move is None
        or seen.move.kind != "perform"
        or seen.running.route.step(seen.move.step).action != "test"
    ):
        return seen
    with acting(Scope("worker")):
        return Outlook(seen.running, bench_move(seen.running, seen.move.step, seen.move))


def note(seen: Outlook, refusal: Exception) -> None:
    """Note what a gate refused: an ordinary thing, kept for who looks into the engine."""
    move = seen.move
    what = f"{seen.running.journey.number} {move.kind} {move.step}" if move else seen.running.journey.number
    logger.debug("waits", extra={"what": what, "why": str(refusal)})
