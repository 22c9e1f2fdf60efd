"""Journeys of all therapies, made by the services as the demonstration's engine does, and caught at each step.

Whenever a person is about to complete a step, the journey is copied as it stands then; from that copy any
number of journeys can be set to wait for just this step.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from benchmarks._copies import Copier, copy_of
from benchmarks._installation import tell

PRODUCTIONS = {
    "allo-bm-msc-gvhd-production": 300, "allo-ips-cardio-sheet-production": 330,
    "allo-ips-dopaminergic-production": 330, "allo-msc-comparability-production": 290,
    "allo-cord-msc-research-production": 290, "donor-amnion-production": 300,
}  # fmt: skip
TREATMENTS = (
    "auto-car-t-fresh-trial", "auto-car-t-frozen", "auto-bm-msc-sci", "auto-cartilage", "auto-epidermis",
    "auto-oral-epithelium-amnion", "auto-adipose-msc-knee", "allo-bm-msc-gvhd", "allo-ips-cardio-sheet",
    "allo-ips-dopaminergic", "allo-msc-comparability", "allo-cord-msc-research",
)  # fmt: skip
SMALL_TREATMENTS = ("auto-car-t-frozen",)
TREATED_DAYS_AGO = 140
CAUGHT_FROM = 100_000
"""Copies of caught journeys are numbered from here, those of the past from 1."""
PUT_AWAY = {
    ("custody_item", "product"): "{column} || '~'",
    ("custody_lot", "product"): "{column} || '~'",
}
TAKEN_OUT = dict.fromkeys(PUT_AWAY, "rtrim({column}, '~')")
"""What was caught stands under another product's name until it is used, or others would draw doses from it."""


@dataclass(frozen=True, slots=True)
class Caught:
    """A journey as it stood when ``person`` was about to do ``work``; ``chains`` are its copies, it first."""

    route: str
    step: str
    action: str
    person: UUID
    work: Any
    at: datetime
    chain: UUID
    chains: tuple[UUID, ...]
    number: int

    def copied(self, uuid: UUID) -> UUID:
        """Return the id that something of the original journey has in this copy."""
        return copy_of(uuid, self.number)


def make_network() -> None:
    """Enter the demonstration's members and people, its routes and their legal bases."""
    from django.db import transaction

    from tsunagu.demonstration.engine.legal import publish_all
    from tsunagu.demonstration.engine.supplies import deliver_supplies
    from tsunagu.demonstration.network.load import load_network

    now = datetime.now(UTC)
    with transaction.atomic():  # one commit, not a thousand: nothing is timed here
        load_network(now)
        publish_all(now)
        deliver_supplies(now)


def run_journeys(
    copier: Copier, treatments: tuple[str, ...], is_catching: bool = True
) -> tuple[list[UUID], list[Caught]]:
    """Run one journey of each therapy to its end; return the chains of all that is there, and what was caught."""
    from tsunagu.demonstration.engine.orders import Planned
    from tsunagu.demonstration.engine.past import build_past

    makers = [route for route in PRODUCTIONS if _is_needed(route, treatments)]
    plan = [Planned(route, PRODUCTIONS[route]) for route in makers]
    plan += [Planned(route, TREATED_DAYS_AGO - place * 0.01) for place, route in enumerate(treatments)]
    caught: list[Caught] = []
    with _catching(copier, caught) if is_catching else nullcontext():
        chains = list(build_past(plan, datetime.now(UTC), lambda line: None))
    tell(f"  {len(chains)} journeys, {len(caught)} steps caught")
    batches = copier.owner.execute("SELECT chain FROM custody_lot WHERE kind = 'supplier' ORDER BY chain")
    return chains + [row[0] for row in batches], caught


def _is_needed(production: str, treatments: tuple[str, ...]) -> bool:
    made_for = production.removesuffix("-production")
    return made_for in treatments or (
        production.startswith("donor-amnion") and any("amnion" in one for one in treatments)
    )


@contextmanager
def _catching(copier: Copier, caught: list[Caught]) -> Iterator[None]:
    """Copy a journey each time the engine is about to complete one of its steps."""
    from tsunagu.demonstration.engine import doing

    engine: Any = doing
    perform, numbers = engine.perform, count(CAUGHT_FROM)

    def copied_and_performed(actor: Any, work: Any, at: datetime, *more: Any, **named: Any) -> Any:
        caught.append(_catch(copier, next(numbers), actor, work, at))
        try:
            return perform(actor, work, at, *more, **named)
        except Exception:
            caught.pop()  # the engine will try again later: this one could not be done either
            raise

    engine.perform = copied_and_performed
    try:
        yield
    finally:
        engine.perform = perform


def _catch(copier: Copier, number: int, actor: Any, work: Any, at: datetime) -> Caught:
    from tsunagu.custody.queries.items import items_by_uuid
    from tsunagu.foundation.scope import gate_scope
    from tsunagu.journeys.services.running import load_running

    with gate_scope():
        running = load_running(work.journey)
        items = items_by_uuid([*work.items, *work.materials])
    chains = [work.journey, *_behind(copier, work.journey, {item.chain for item in items})]
    copier.copy(chains, range(number, number + 1), changes=PUT_AWAY)
    step = running.route.step(work.step)
    return Caught(
        running.route.key, step.key, step.action, actor.person_uuid, work, at, copy_of(work.journey, number),
        tuple(copy_of(one, number) for one in chains), number,
    )  # fmt: skip


def _behind(copier: Copier, chain: UUID, others: set[UUID]) -> list[UUID]:
    """Return the chains that the chain's items came from, and those it is about to draw from.

    Suppliers' batches stay one for all copies, as they are for all journeys of a site.
    """
    found: set[UUID] = set()
    ahead = {chain, *others}
    while ahead:
        found |= ahead
        rows = copier.owner.execute(
            "SELECT DISTINCT parent_chain FROM custody_genealogy WHERE chain = ANY(%(of)s) UNION"
            " SELECT DISTINCT lot FROM custody_item WHERE chain = ANY(%(of)s) AND lot IS NOT NULL",
            {"of": list(ahead)},
        )
        ahead = {row[0] for row in rows} - found
    batches = copier.owner.execute("SELECT chain FROM custody_lot WHERE kind = 'supplier'")
    return sorted(found - {chain} - {row[0] for row in batches}, key=str)


def shifted(caught: list[Caught], to: datetime) -> dict[UUID, timedelta]:
    """Return for each caught chain how far it must be moved, for its step to be due at ``to``."""
    return {chain: to - one.at for one in caught for chain in one.chains}
