"""What is to be done next in a journey, and when: read from its rows, so that the engine needs no memory."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.demonstration.engine.script import Script
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.domain.work import Work
from tsunagu.journeys.services.facts.needs import PAPERWORK
from tsunagu.journeys.services.facts.things import expected_items
from tsunagu.journeys.services.running import Running, load_running

STARTED = frozenset({"transport", "process", "tend", "test", "prepare"})
"""Actions that a person begins and ends; the others are done in one go."""
OVER = frozenset({"done", "skipped"})


@dataclass(frozen=True, slots=True)
class Move:
    """One thing to do at a time: bring the items to the step's member, begin it, carry it out.

    ``kind`` is bring, start or perform; at the bench also enter (the characteristic ``subject``) or verify.
    """

    at: datetime
    kind: str
    step: str
    items: tuple[ItemView, ...] = ()
    subject: str = ""


@dataclass(slots=True)
class Outlook:
    """A journey and its next move, None where it waits for a person or has ended."""

    running: Running
    move: Move | None


def outlook(chain: UUID, script: Script) -> Outlook:
    """Return the next move of a journey."""
    with acting(Scope("worker")):
        running = load_running(chain)
        if running.journey.state != "under_way":
            return Outlook(running, None)
        moves = [
            move for step in running.route.order if (move := _move(running, step.key, script)) is not None
        ]
    return Outlook(running, min(moves, key=lambda move: move.at, default=None))


def _move(running: Running, key: str, script: Script) -> Move | None:
    step, row = running.step(key)
    if row.state not in ("planned", "started") or key == script.stops_at:
        return None
    before = [running.rows[one] for one in step.after]
    if any(one.state not in OVER for one in before):
        return None
    ready = max((one.ended_at for one in before if one.ended_at), default=row.planned_start)
    lag = _lag(running, key)
    items = tuple(expected_items(running, step, row))
    if len(items) < sum(flow.count for flow in step.inputs if flow.source == "lot"):
        return None  # no lot on the shelf yet: it waits
    earliest = ready + timedelta(hours=step.min_hours_after) + lag
    if script.keeps_dates:
        earliest = max(earliest, row.planned_start)
    elsewhere = [item for item in items if item.holder != row.member]
    if elsewhere and step.action not in PAPERWORK and step.action != "allocate":
        return Move(earliest, "bring", key, tuple(elsewhere))
    if row.state == "started" and row.started_at is not None:
        hours = step.duration_hours * random.Random(f"{running.chain}{key}").uniform(0.92, 1.06)  # noqa: S311
        return Move(row.started_at + timedelta(hours=hours), "perform", key, items)
    kind = "start" if step.action in STARTED and step.duration_hours >= 1 else "perform"
    if kind == "perform":
        earliest += timedelta(hours=min(step.duration_hours, 6) * 0.5)
    return Move(earliest, kind, key, items)


def _lag(running: Running, key: str) -> timedelta:
    """People need a moment: five to fifty minutes, the same each time one looks."""
    chance = random.Random(f"{running.chain}/{key}/{running.journey.attempt}")  # noqa: S311
    return timedelta(minutes=chance.uniform(5, 50))


def work_for(running: Running, move: Move, **more: object) -> Work:
    """Return the work of a move with its items scanned twice."""
    second = running.journey.number
    seconds = {item.uuid: item.lot_number or second for item in move.items}
    items = (
        () if running.route.step(move.step).action in PAPERWORK else tuple(item.uuid for item in move.items)
    )
    return Work(running.journey.uuid, move.step, items, seconds=seconds, **more)  # type: ignore[arg-type]
