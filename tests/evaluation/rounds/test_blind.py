"""A round is blind in the database itself: what each scope can read before and after publication."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from tests.evaluation.rounds.test_services import READINGS, begun, published
from tests.support.world import World
from tsunagu.custody.models import Chain, ChainParty, Item, LedgerRow
from tsunagu.custody.queries.chains import open_mine
from tsunagu.demonstration.engine.rounds import OPENS, members_that_test, organiser, receive_material, report
from tsunagu.evaluation.models import RoundAnalysis, RoundConvention, RoundLaboratory, RoundReport
from tsunagu.evaluation.queries.rounds import parts_of, round_by_number, rounds
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor

SECRET = (Chain, ChainParty, Item, LedgerRow, RoundAnalysis, RoundConvention, RoundLaboratory, RoundReport)


def reported(world: World) -> tuple[UUID, list[UUID]]:
    found, members = begun(world, 4)
    for member in members:
        receive_material(found, member, world.now + timedelta(hours=20))
        report(found, member, READINGS, world.now + OPENS + timedelta(hours=1))
    world.now += OPENS + timedelta(hours=2)
    return found.uuid, members


def read_all(world: World, actor: Actor) -> dict[str, set[UUID]]:
    """Everything that a person's scope can read after opening all that may be opened, as chains by table."""
    with world.acting(actor):
        open_mine()
        return {model.__name__: set(model.objects.values_list("chain", flat=True)) for model in SECRET}


def test_a_laboratory_reads_its_own_part_and_nothing_of_the_others(world: World) -> None:
    _, members = reported(world)
    chains = set()
    for member in members:
        seen = read_all(world, world.actor(member, "qc"))
        own = seen["RoundLaboratory"]
        assert len(own) == 1
        assert seen["RoundReport"] == own
        for table in ("Chain", "ChainParty", "Item", "LedgerRow"):
            assert own <= seen[table]
        assert seen["RoundConvention"] == seen["RoundAnalysis"] == set()
        chains |= own
    assert len(chains) == len(members)
    for member in members:
        seen = read_all(world, world.actor(member, "qc"))
        others = chains - seen["RoundLaboratory"]
        assert all(not (seen[table] & others) for table in seen)


def test_no_row_that_a_laboratory_reads_names_another(world: World) -> None:
    _, members = reported(world)
    with world.acting(world.actor(members[0], "qc")):
        open_mine()
        mine = RoundLaboratory.objects.get().chain
        bodies = b"".join(bytes(row.body) for row in LedgerRow.objects.filter(chain=mine))
    for other in members[1:]:
        assert str(other).encode() not in bodies


def test_naming_anothers_chain_opens_nothing(world: World) -> None:
    uuid, members = reported(world)
    with acting(Scope("auditor")):
        chains = {row.member: row.chain for row in RoundLaboratory.objects.filter(round=uuid)}
    with world.acting(world.actor(members[0], "qc")), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM evaluation_round_report WHERE chain = %s", [str(chains[members[1]])]
        )
        assert cursor.fetchone() == (0,)
        assert [part.member for part in parts_of([uuid])] == [members[0]]


def test_an_outsider_reads_the_announcement_and_nothing_else(world: World) -> None:
    uuid, _ = reported(world)
    outsider = world.actor(members_that_test(5)[-1], "qc")
    seen = read_all(world, outsider)
    for table in ("RoundLaboratory", "RoundReport", "RoundAnalysis", "RoundConvention"):
        assert seen[table] == set()
    with world.acting(outsider):
        number = next(one.number for one in rounds())
        assert round_by_number(number).uuid == uuid
        assert parts_of([uuid]) == []


@pytest.mark.parametrize("who", ["laboratory", "outsider"])
def test_publication_gives_codes_to_those_that_took_part_and_the_mapping_to_nobody(
    world: World, who: str
) -> None:
    found, members = published(world)
    actor = world.actor(members[0] if who == "laboratory" else members_that_test(9)[-1], "qc")
    seen = read_all(world, actor)
    assert len(seen["RoundLaboratory"]) == len(seen["RoundAnalysis"]) == (1 if who == "laboratory" else 0)
    with world.acting(actor):
        told = round_by_number(found.number).performance
    assert set(told) >= {"s_r", "s_L", "s_R", "assigned"}
    assert not set(told) & {"labs", "code", "codes"}


def test_only_the_organiser_changes_the_announcement(world: World) -> None:
    _, members = reported(world)
    for actor, reached in ((world.actor(members[0], "qc"), 0), (organiser(world.now), 1)):
        with world.acting(actor), connection.cursor() as cursor:
            cursor.execute("UPDATE evaluation_round SET material = material")
            assert cursor.rowcount == reached
