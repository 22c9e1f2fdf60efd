"""A small network: the coordinator, a maker, a partner and an outsider, entered by the services."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members import queries, services
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.facts import MemberFacts

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
SINCE = date(2024, 1, 1)


@dataclass(frozen=True)
class Cast:
    """Who plays in these tests."""

    hub: MemberFacts
    maker: MemberFacts
    partner: MemberFacts
    outsider: MemberFacts
    site: UUID
    coordinator: Actor
    operator: Actor
    quality: Actor
    stranger: Actor

    def scope(self, actor: Actor) -> Scope:
        return queries.scope_for(actor)


def enter(key: str, *, is_coordinator: bool = False, has_account: bool = True) -> MemberFacts:
    return services.add_member(
        key=key,
        name=Text(f"{key}（試験）", f"{key} (test)"),
        kind="company",
        joined_on=SINCE,
        is_coordinator=is_coordinator,
        has_account=has_account,
    )


def person(member: MemberFacts, name: str, *roles: str) -> Actor:
    made = services.add_person(
        member.uuid, email=f"{name}@{member.key}.example", name=Text(f"人{name}", name), now=NOW
    )
    for role in roles:
        services.appoint(made.uuid, member.uuid, role, valid_from=SINCE)
    actor = queries.actor_of(made, TODAY)
    assert actor is not None
    return actor


def a_site(member: MemberFacts, key: str, gln: str) -> UUID:
    return services.add_site(
        member.uuid,
        key=key,
        name=Text("製造所", "Works"),
        place=Text("殿町", "Tonomachi"),
        prefecture="神奈川県",
        area="tonomachi",
        latitude=35.54,
        longitude=139.75,
        gln=gln,
    )


@pytest.fixture
def cast(db: None) -> Cast:
    with acting(Scope(name="worker")):
        hub = enter("hub", is_coordinator=True)
        maker, partner, outsider = enter("maker"), enter("partner"), enter("outsider")
        return Cast(
            hub=hub,
            maker=maker,
            partner=partner,
            outsider=outsider,
            site=a_site(maker, "works", "9524000000019"),
            coordinator=person(hub, "aoki", "coordinator"),
            operator=person(maker, "ono", "operator"),
            quality=person(maker, "kondo", "quality"),
            stranger=person(outsider, "wada", "supplier"),
        )
