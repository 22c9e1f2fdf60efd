"""Build a believable past: run every planned journey from its beginning until now, in the order of time."""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from tsunagu.demonstration.engine.deciding import decide
from tsunagu.demonstration.engine.doing import carry_out
from tsunagu.demonstration.engine.hands import NobodyThere
from tsunagu.demonstration.engine.orders import Planned, begin
from tsunagu.demonstration.engine.outlook import outlook
from tsunagu.demonstration.engine.script import Script
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.domain.refusal import GatesRefused

RETRY = timedelta(hours=8)
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
            scripts[chain] = what.script
            begun += 1
            if begun % 10 == 0:
                tell(f"{begun}/{len(plan)}")
            heapq.heappush(waiting, (at, turn, chain))
            continue
        following = advance(what, scripts[what], at, now, tell)
        if following is not None:
            heapq.heappush(waiting, (following, turn, what))
    return scripts


def advance(chain: UUID, script: Script, at: datetime, now: datetime, tell: Tell) -> datetime | None:
    """Do the next thing in a journey if its time has come; return when to look again."""
    seen = outlook(chain, script)
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
        tell(
            f"{seen.running.journey.number} {seen.running.route.key} {seen.move.kind} {seen.move.step}: {refusal}"
        )
        return at + RETRY * 6
    except (Refused, NobodyThere) as refusal:
        tell(
            f"{seen.running.journey.number} {seen.running.route.key} {seen.move.kind} {seen.move.step}: {refusal}"
        )
        return at + RETRY * 6
    return at + timedelta(minutes=7)
