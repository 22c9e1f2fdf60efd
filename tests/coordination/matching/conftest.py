"""A hospital in Sendai, a maker in Tonomachi, an outsider and the coordinator, entered by the services."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from tsunagu.coordination.domain.matching.needs import Content, Words
from tsunagu.coordination.models import ChainProposal
from tsunagu.coordination.services.matching.post_need import post_need, write_need
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members import queries, services
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.facts import Terms
from tsunagu.members.models import Member

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TODAY, SINCE = date(2026, 11, 24), date(2024, 1, 1)


@dataclass(frozen=True)
class Cast:
    """Who plays in these tests."""

    coordinator: Actor
    hospital: Actor
    maker: Actor
    other: Actor
    outsider: Actor
    auditor: Actor

    @contextmanager
    def acting(self, who: Actor) -> Iterator[Actor]:
        """Act in the scope of a person."""
        with acting(queries.scope_for(who)):
            yield who


def a_person(key: str, role: str, language: str = "ja", **member: object) -> Actor:
    made = services.add_member(
        key=key,
        name=Text(f"{key}会", key.title()),
        kind="hospital",
        joined_on=SINCE,
        **member,  # type: ignore[arg-type]
    )
    person = services.add_person(made.uuid, email=f"p@{key}.example", name=Text("人", "Person"), now=NOW)
    services.appoint(person.uuid, made.uuid, role, valid_from=SINCE)
    person.language = language
    person.save()
    actor = queries.actor_of(person, TODAY)
    assert actor is not None
    return actor


def a_site(member: Actor, key: str, area: str, at: tuple[float, float], gln: str, *capabilities: str) -> UUID:
    site = services.add_site(
        member.member_uuid, key=key, name=Text(key, key), place=Text("所", "Place"), prefecture="宮城県", area=area,
        latitude=at[0], longitude=at[1], gln=gln,
    )  # fmt: skip
    for one in capabilities:
        services.add_capability(site, one, valid_from=SINCE, terms=Terms(capacity_per_month=4))
    services.add_licence(site, "manufacturing", f"L-{key}", valid_from=SINCE)
    return site


@pytest.fixture
def cast(db: None) -> Cast:
    with acting(Scope("worker")):
        found = Cast(
            coordinator=a_person("hub", "coordinator", is_coordinator=True),
            hospital=a_person("sendai", "physician"),
            maker=a_person("maker", "supervisor", "en"),
            other=a_person("other", "supervisor"),
            outsider=a_person("outsider", "physician"),
            auditor=a_person("audit", "auditor"),
        )
        a_site(found.hospital, "sendai-1", "tohoku", (38.27, 140.87), "9524000000019", "infusion")
        a_site(found.maker, "works-1", "tonomachi", (35.54, 139.75), "9524000000026", "msc_manufacturing")
        a_site(found.other, "works-2", "tohoku", (38.20, 140.90), "9524000000033", "msc_manufacturing")
    return found


def content(
    *, is_open: bool = False, title: str = "MSCの製造を頼める会員を探しています", **words: str
) -> Content:
    chosen = {"capability": "msc_manufacturing"} | words
    return Content(
        "need", Text(title, ""), Text("月2件。凍結で受け取りたい。", ""), Words(**chosen), is_open, TODAY
    )


def a_proposal(owner: Actor) -> UUID:
    """A value-chain proposal that a member has kept; what stands in it doesn't matter here."""
    with acting(Scope("worker")):
        return ChainProposal.objects.create(
            member_id=owner.member_id, person=owner.person_uuid, request_key="k", title="案", question={},
            answer={}, made_at=NOW,
        ).uuid  # fmt: skip


def left(who: Actor) -> None:
    """The member leaves the network the day before."""
    with acting(Scope("worker")):
        Member.objects.filter(pk=who.member_id).update(left_on=TODAY - timedelta(days=1))


def a_need(cast: Cast, *, is_open: bool = False, key: str = "k", **words: str) -> UUID:
    """The hospital posts a need."""
    with cast.acting(cast.hospital) as actor:
        uuid = write_need(actor, content(is_open=is_open, **words), NOW, key)
        post_need(actor, uuid, NOW)
    return uuid
