"""Promises for tests of mending: dates asked for, held and confirmed; rooms closed; the worker's looks."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from tests.planning.asking.conftest import Hospital
from tests.support.world import World
from tsunagu.custody.models import LedgerRow
from tsunagu.demonstration.engine.doing import carry_out
from tsunagu.demonstration.engine.orders import Planned, begin
from tsunagu.demonstration.engine.outlook import outlook
from tsunagu.demonstration.engine.script import Script
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.journeys.services.end_journey import fail_step
from tsunagu.planning.domain.asking.need import Need
from tsunagu.planning.domain.asking.record import Kept, kept
from tsunagu.planning.domain.capacity.calendar import CalendarException
from tsunagu.planning.models import Booking, Mending, MendingPart, PlanRequest, Resource
from tsunagu.planning.services.answer_mending import accept_part
from tsunagu.planning.services.carry_out_mending import go_on_with_mending
from tsunagu.planning.services.exceptions import add_exceptions
from tsunagu.planning.services.give_dates import dates_for_order, take_order
from tsunagu.planning.services.look_for_disturbances import look_for_disturbances
from tsunagu.planning.services.reserve import confirm, reserve

ON_TIME = Script(keeps_dates=True)


def promise(hospital: Hospital, need: Need | None = None) -> UUID:
    """Ask for dates, hold the first proposal and confirm it."""
    uuid = hospital.ask(need)
    with hospital.world.acting(hospital.actor):
        reserve(hospital.actor, uuid, 0, hospital.world.now)
        confirm(hospital.actor, uuid, hospital.world.now)
    return uuid


def dates_of(uuid: UUID) -> Kept:
    """Return the promised dates of a request."""
    with acting(Scope("auditor")):
        row = PlanRequest.objects.get(uuid=uuid)
        return kept(row.proposals[row.chosen or 0])


def bookings_of(uuid: UUID) -> set[tuple[str, datetime, datetime]]:
    """Return what is held for a request."""
    with acting(Scope("auditor")):
        rows = Booking.objects.filter(request__uuid=uuid).values_list("resource__key", "starts_at", "ends_at")
        return set(rows)


def close(resource: str, first: date, last: date, now: datetime, capacity: int = 0) -> None:
    """Close a resource (site/key) on some days, or limit it, as its owner would."""
    site, key = resource.split("/")
    with acting(Scope("worker")):
        row = Resource.objects.get(site__key=site, key=key)
        add_exceptions(
            [row.uuid], CalendarException(first, last, capacity, reason="maintenance", note="点検"), now
        )


def look(now: datetime) -> Mending | None:
    """Look as the worker does; return the mending that is proposed."""
    with acting(Scope("worker")):
        found = look_for_disturbances(now)
        return None if found is None else Mending.objects.get(uuid=found)


def order(hospital: Hospital, uuid: UUID, number: int) -> UUID:
    """Order by the promised dates; the worker binds the case."""
    world = hospital.world
    with world.acting(hospital.actor):
        dates = dates_for_order(hospital.actor, uuid, world.now)
    with acting(Scope("worker")):
        chain = begin(Planned(dates.route, number), world.now, dates)
        row = LedgerRow.objects.filter(chain=chain, name="order_placed").get()
        take_order(chain, row.uuid, world.now)
    return chain


def fail(world: World, chain: UUID, step: str, reason: str = "細胞が増殖しない") -> None:
    """Let the member that carries a step out note that it failed."""
    who = world.actor(world.row(chain, step).member, "supervisor", "operator", "courier", "qc")
    with world.acting(who):
        fail_step(who, chain, step, reason, world.now)


def answer_all(world: World, made: Mending) -> str:
    """Let every hospital that is asked accept as shown; return what became of the mending."""
    with acting(Scope("auditor")):
        parts = list(made.parts.filter(state="waiting").select_related("member"))
    for part in parts:
        who = world.actor(part.member.uuid, "physician")
        with world.acting(who):
            accept_part(who, part.uuid, world.now)
    with acting(Scope("worker")):
        return go_on_with_mending(made.uuid, world.now)


def limit(resource: str, capacity: int, now: datetime) -> None:
    """Let a resource offer at most so much for the next months."""
    close(resource, tokyo_date(now), tokyo_date(now) + timedelta(days=180), now, capacity)


def parts_of(made: Mending, role: str = "", request: UUID | None = None) -> list[MendingPart]:
    """Return the parts of a mending, as the auditor sees them: of a role, or of a request."""
    with acting(Scope("auditor")):
        rows = made.parts.select_related("member").order_by("-role", "id")
        rows = rows.filter(role=role) if role else rows
        return list(rows.filter(request__uuid=request) if request else rows)


def go_by_the_plan(world: World, chains: list[UUID], until: UUID, step: str) -> None:
    """Carry all cases out in order of time, none before it is planned, until one is in the middle of a step."""
    while not _next(world, chains, lambda one: (one.chain, one.step, one.kind) == (until, step, "perform")):
        pass


def go_on_until(world: World, chains: list[UUID], at: datetime) -> None:
    """Carry out all that comes before a time; then it is that time."""
    while not _next(world, chains, lambda one: one.at > at):
        pass
    world.now = max(world.now, at)


@dataclass(frozen=True)
class Coming:
    """The next thing that happens."""

    chain: UUID
    step: str
    kind: str
    at: datetime


def _next(world: World, chains: list[UUID], is_end: Callable[[Coming], bool]) -> bool:
    """Carry out the next move of all cases, unless it is the end; say whether it is."""
    moves = [
        (seen.move.at, number, seen)
        for number, chain in enumerate(chains)
        if (seen := outlook(chain, ON_TIME)).move
    ]
    assert moves, "it never comes there"
    _at, _number, seen = min(moves, key=lambda one: one[:2])
    assert seen.move is not None
    move = replace(seen.move, at=max(world.now, seen.move.at))
    if is_end(Coming(seen.running.chain, move.step, move.kind, seen.move.at)):
        return True
    world.now = move.at
    carry_out(seen.running, move, ON_TIME)
    return False
