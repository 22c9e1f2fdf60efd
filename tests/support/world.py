"""The invented network at work: its people by member and role, and journeys brought in front of a step."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Max

from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.models import LedgerRow
from tsunagu.custody.queries.items import items_by_uuid, items_of_chain
from tsunagu.custody.services.append import Receipt
from tsunagu.custody.services.replay import differences, snapshot
from tsunagu.demonstration.engine import bench, hands
from tsunagu.demonstration.engine.doing import carry_out
from tsunagu.demonstration.engine.legal import publish_all
from tsunagu.demonstration.engine.orders import Planned, begin
from tsunagu.demonstration.engine.outlook import Move, outlook, work_for
from tsunagu.demonstration.engine.script import ORDINARY, Script
from tsunagu.demonstration.engine.values import typed_values
from tsunagu.demonstration.network.load import load_network
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.domain.verdicts import Verdict
from tsunagu.journeys.domain.work import Work
from tsunagu.journeys.models import JourneyStep
from tsunagu.journeys.services.identity import patient_of
from tsunagu.journeys.services.perform import check_step, perform, preview, start_step
from tsunagu.journeys.services.record import record_weight
from tsunagu.journeys.services.running import Running, load_running
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Person
from tsunagu.members.queries.actors import scope_for
from tsunagu.therapies.domain.route import Step

BEGINNING = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)
"""A Monday, nine in the morning in Tokyo."""
LONGEST_RUN = 400
NEVER_WRITTEN = ("sessions", "contenttypes", "auth", "admin")


class StaysBehind(AssertionError):
    """A journey does not come as far as a test needs it."""


def enter_network(world: "World") -> None:
    """Enter members, people, routes, approvals, trials and plans, by their services."""
    load_network(world.now - timedelta(days=1))
    publish_all(world.now - timedelta(days=1))


@dataclass
class World:
    """The network at a time that the test moves: ``now`` follows the journey that is worked on."""

    now: datetime = BEGINNING
    chains: dict[str, UUID] = field(default_factory=dict)
    orders: int = 0

    def member(self, key: str) -> UUID:
        """Return the uuid of a member by its key."""
        return stable_uuid("member", key)

    def actor(self, member: UUID | str, *roles: str, besides: frozenset[UUID] = frozenset()) -> Actor:
        """Return someone of a member with one of the roles (or anyone), not among ``besides``."""
        uuid = self.member(member) if isinstance(member, str) else member
        with acting(Scope("worker")):
            return hands.actor(uuid, *(roles or hands.ANYONE), now=self.now, besides=besides)

    def person(self, member: UUID | str, *roles: str) -> Person:
        """Return the account of someone of a member, to sign in with."""
        return self.account(self.actor(member, *roles))

    def account(self, actor: Actor) -> Person:
        """Return the account of an actor."""
        return Person.objects.get(uuid=actor.person_uuid)

    @contextmanager
    def acting(self, actor: Actor) -> Iterator[Actor]:
        """Act in the scope of this person."""
        with acting(scope_for(actor)):
            yield actor

    def order(self, route: str, hospital: int = 0, name: str = "", at: datetime | None = None) -> UUID:
        """Order a treatment for another invented patient, or start a production; return its chain."""
        self.orders += 1
        with acting(Scope("worker")):
            chain = begin(Planned(route, self.orders, hospital=hospital), at or self.now)
        self.chains[name or f"{route}/{self.orders}"] = chain
        return chain

    def run_until(self, chain: UUID, step: str, kind: str = "", script: Script = ORDINARY) -> "Ready":
        """Run a journey, in order of time, until a move of the step is next (``kind``: bring, start, perform)."""
        for _ in range(LONGEST_RUN):
            seen = outlook(chain, script)
            if seen.move is None:
                raise StaysBehind(f"{seen.running.route.key} waits or is over before {step}")
            move = self._next(chain, seen.move)
            if move.step == step and (move.kind == kind if kind else move.kind != "bring"):
                self._weigh(seen.running, move)
                return Ready(self, seen.running, move, script)
            carry_out(seen.running, move, script)
        raise StaysBehind(f"{step} was not reached")

    def run_to_end(self, chain: UUID, script: Script = ORDINARY) -> None:
        """Run a journey until nothing is left to do."""
        for _ in range(LONGEST_RUN):
            seen = outlook(chain, script)
            if seen.move is None:
                return
            carry_out(seen.running, self._next(chain, seen.move), script)
        raise StaysBehind("it does not end")

    def _next(self, chain: UUID, move: Move) -> Move:
        """Set the clock to the time of a move, never before the last thing recorded of its journey."""
        with acting(Scope("auditor")):
            last = LedgerRow.objects.filter(chain=chain).aggregate(last=Max("record_time"))["last"]
        self.now = max(move.at, last)
        return replace(move, at=self.now)

    def _weigh(self, running: Running, move: Move) -> None:
        """Weigh the patient before a dose that is counted per kilogram, as the engine does."""
        dose = running.route.dose
        if (
            running.case
            and dose
            and dose.per_kg_cells
            and running.route.step(move.step).action == "administer"
        ):
            self.weigh(running.chain, 72.0)

    def weigh(self, chain: UUID, kilograms: float) -> None:
        """Weigh the patient of a case now."""
        case = self.running(chain).case
        assert case is not None
        with self.acting(self.actor(case.hospital, "physician")) as physician:
            record_weight(physician, chain, kilograms, self.now, self.now)

    def later(self, **amount: float) -> datetime:
        """Let time pass; return the new time."""
        self.now += timedelta(**amount)
        return self.now

    def running(self, chain: UUID) -> Running:
        """Return a journey as its services see it."""
        with acting(Scope("worker")):
            return load_running(chain)

    def row(self, chain: UUID, step: str) -> JourneyStep:
        """Return the row of a step in the present attempt."""
        return self.running(chain).step(step)[1]

    def items(self, chain: UUID, product: str = "", state: str = "in_use") -> list[ItemView]:
        """Return the items of a chain in a state (any, if it is empty), of one product if it is named."""
        with acting(Scope("auditor")):
            found = items_of_chain(chain)
        return [one for one in found if product in ("", one.product) and state in ("", one.state)]

    def item(self, uuid: UUID) -> ItemView:
        """Return one item as it stands."""
        with acting(Scope("auditor")):
            return items_by_uuid([uuid])[0]

    def wristband(self, chain: UUID) -> str:
        """Return what the wristband of a case's patient says."""
        case = self.running(chain).case
        assert case is not None
        with acting(scope_for(self.actor(case.hospital))):
            patient = patient_of(chain, case.hospital)
        assert patient is not None
        return patient.record_number

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Assert that the block writes nothing: no ledger row, no view, no other row of any table."""
        before, counts = self._everything()
        yield
        after, counts_after = self._everything()
        assert differences(before, after) == []
        assert counts_after == counts

    def _everything(self) -> tuple[dict[str, dict[str, str]], dict[str, int]]:
        with acting(Scope("auditor")):
            models = [one for one in apps.get_models() if one._meta.app_label not in NEVER_WRITTEN]
            return snapshot(), {
                one._meta.label: one._default_manager.count() for one in models if one._meta.managed
            }


@dataclass
class Ready:
    """A journey in front of a step: who would do it, when and with what; anything may be changed before it is."""

    world: World
    running: Running
    move: Move
    script: Script

    @property
    def chain(self) -> UUID:
        """The chain of the journey."""
        return self.running.chain

    @property
    def at(self) -> datetime:
        """The time of the act: the world's."""
        return self.world.now

    @property
    def step(self) -> Step:
        """The step as its route says."""
        return self.running.step(self.move.step)[0]

    @property
    def member(self) -> UUID:
        """The organisation that carries the step out."""
        return self.running.step(self.move.step)[1].member

    @cached_property
    def who(self) -> Actor:
        """The person whom the route asks for."""
        return self.world.actor(self.member, self.step.role)

    @cached_property
    def second(self) -> Actor:
        """Another person of the same organisation."""
        return self.world.actor(self.member, besides=frozenset({self.who.person_uuid}))

    @property
    def item(self) -> ItemView:
        """The first thing that the step takes."""
        return self.move.items[0]

    def work(self, **changes: Any) -> Work:
        """Return what the person hands in, as it should be but for the changes."""
        return replace(work_for(self.running, self.move), **(self._typed() | changes))

    def _typed(self) -> dict[str, Any]:
        step, typed = self.step, dict[str, Any]()
        if step.panel is not None:
            typed["values"] = typed_values(self.running.route.panel(step.panel), str(self.chain))
        if self.running.case is not None and step.action in ("administer", "collect"):
            typed["wristband"] = self.world.wristband(self.chain)
        if step.action in ("administer", "prepare"):
            typed["has_infection"] = False
        if step.action == "process":
            typed["line_clearance"] = True
        return typed

    def verdicts(self, who: Actor | None = None) -> tuple[Verdict, ...]:
        """Return what the gates say before anyone acts."""
        with self.world.acting(who or self.who) as actor:
            return preview(actor, self.chain, self.step.key, self.at)

    def start(self, work: Work | None = None, who: Actor | None = None, key: str | None = None) -> Receipt:
        """Begin the step."""
        with self.world.acting(who or self.who) as actor:
            return start_step(actor, work or self.work(), self.at, key)

    def check(self, work: Work | None = None, who: Actor | None = None, key: str | None = None) -> Receipt:
        """Confirm as the first of two."""
        with self.world.acting(who or self.second) as actor:
            return check_step(actor, work or self.work(), self.at, key)

    def perform(self, work: Work | None = None, who: Actor | None = None, key: str | None = None) -> Receipt:
        """Carry the step out, as the second of two where two must sign."""
        with self.world.acting(who or self.who) as actor:
            return perform(actor, work or self.work(), self.at, key)

    def verify(self) -> None:
        """Let a second person of the laboratory verify what was tested at the step."""
        bench.verify(self.running, replace(self.move, at=self.at))

    def signer(self, who: Actor | None = None) -> Signer:
        """Return a person as custody names him."""
        person = who or self.who
        return Signer(person.person_uuid, person.member_uuid)
