"""A lead, a partner, an outsider and the coordinator, with products of the lead."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tsunagu.coordination.domain.pipeline.products import Card
from tsunagu.coordination.services.pipeline.enter_product import enter_product
from tsunagu.coordination.services.pipeline.keep_programme import Programme, add_programme
from tsunagu.coordination.services.pipeline.record_move import Evidence, Reached
from tsunagu.foundation import clock
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members import queries, services
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Person

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TODAY, SINCE = date(2026, 11, 22), date(2024, 1, 1)
NAME = Text("他家iPS網膜シート", "Allogeneic iPS retinal sheet")


@dataclass(frozen=True)
class Cast:
    """Who plays in these tests."""

    lead: Actor
    partner: Actor
    outsider: Actor
    coordinator: Actor
    auditor: Actor

    def scope(self, actor: Actor) -> Scope:
        return queries.scope_for(actor)


def person_of(key: str, role: str, *, is_coordinator: bool = False) -> Actor:
    member = services.add_member(
        key=key, name=Text(f"{key}（試験）", f"{key} (test)"), kind="company", joined_on=SINCE,
        is_coordinator=is_coordinator,
    )  # fmt: skip
    made = services.add_person(member.uuid, email=f"p@{key}.example", name=Text(f"人{key}", key), now=NOW)
    services.appoint(made.uuid, member.uuid, role, valid_from=SINCE)
    actor = queries.actor_of(made, TODAY)
    assert actor is not None
    return actor


@pytest.fixture
def cast(db: None) -> Cast:
    with acting(Scope("worker")):
        clock.set_clock(NOW, 1.0)
        return Cast(
            coordinator=person_of("hub", "coordinator", is_coordinator=True),
            lead=person_of("lead", "sponsor"),
            partner=person_of("partner", "supervisor"),
            outsider=person_of("outsider", "physician"),
            auditor=person_of("audit", "auditor"),
        )


def card(name: Text = NAME, *, is_open: bool = False, cell_type: str = "ips") -> Card:
    return Card(
        name=name, cell_type=cell_type, source="allogeneic", is_gene_modified=False,
        indication=Text("加齢黄斑変性", "Macular degeneration"), is_open=is_open,
    )  # fmt: skip


def enter(
    cast: Cast, state: str = "seed", on: date = date(2023, 4, 1), *, is_open: bool = False, name: Text = NAME,
    by: Actor | None = None, until: date | None = None, phase: str = "",
) -> UUID:  # fmt: skip
    """Enter a product of the lead (or another) at a stage."""
    from tsunagu.coordination.domain.pipeline.stages import track_of

    who = by or cast.lead
    reached = Reached(track_of(state), state, on, phase or ("1" if state == "trial" else ""), until)
    with acting(cast.scope(who)):
        return enter_product(
            who,
            who.member_uuid,
            card(name, is_open=is_open),
            reached,
            Evidence(),
            request_key=str(uuid4()),
            now=NOW,
        )


def programme(cast: Cast, kind: str = "grant") -> UUID:
    """Put a programme into the catalogue."""
    said = Programme(
        kind,
        Text("先端再生医療助成（試験）", "Grant (test)"),
        Text("試験財団", "Test fund"),
        typical_yen=30_000_000,
    )
    with acting(cast.scope(cast.coordinator)):
        return add_programme(cast.coordinator, said, request_key=str(uuid4()), now=NOW)


@pytest.fixture
def as_person() -> Callable[[Actor], Client]:
    def sign_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(Person.objects.get(uuid=actor.person_uuid))
        return client

    return sign_in
