"""A qualification signed, renewed and withdrawn; what is refused writes nothing; the ledger rebuilds it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.evaluation.qualifications.typed import LABORATORY, newest, quality, sign, typed, withdraw
from tests.support.world import World
from tsunagu.custody.services.replay import rebuild, verify
from tsunagu.evaluation.queries.qualifications import qualifications, qualifications_at
from tsunagu.evaluation.services.qualify_method import qualify_method
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.sites import all_sites


def refused(world: World, code: str, act: Callable[[], object], kind: type[Refused] = BadInput) -> Refused:
    with world.unchanged(), pytest.raises(kind) as caught:
        act()
    assert caught.value.code == code
    return caught.value


def test_every_member_reads_what_was_signed(world: World) -> None:
    sign(world, typed(world))
    for member in (LABORATORY, "haneda-clinic", "sendai-rapid"):
        with world.acting(world.actor(member)):
            (found,) = qualifications_at([typed(world).site])
            assert (found.characteristic, found.method, found.state_at(world.now)) == (
                "viability", "automated_count", "valid",
            )  # fmt: skip


def test_the_ledger_rebuilds_every_qualification(world: World) -> None:
    sign(world, typed(world))
    withdraw(world, newest(world).number)
    before = newest(world)
    rows = rebuild()
    assert rows["evaluation.MethodQualification"] == 1
    assert verify().wrong == ()
    assert newest(world) == before
    assert before.withdrawn_at is not None


def test_the_same_request_is_one_qualification(world: World) -> None:
    first = sign(world, typed(world), "once")
    again = sign(world, typed(world), "once")
    assert (again.uuid, again.was_there) == (first.uuid, True)
    with acting(Scope("auditor")):
        assert len(qualifications()) == 1


def test_only_the_quality_unit_of_the_laboratory_signs(world: World) -> None:
    what = typed(world)

    def by(who: Actor) -> Callable[[], object]:
        def act() -> object:
            with world.acting(who):
                return qualify_method(who, what, world.now)

        return act

    refused(world, "role", by(world.actor(LABORATORY, "qc")), NotAllowed)
    refused(world, "not_your_site", by(quality(world, "sendai-rapid")), NotAllowed)


def test_bad_input_is_refused_at_its_field(world: World) -> None:
    good = typed(world)
    today, yesterday = world.now.date(), world.now.date() - timedelta(days=1)
    wrong: dict[str, dict[str, Any]] = {
        "valid_until": {"valid_until": yesterday, "valid_from": yesterday},
        "basis": {"basis": "  "},
        "basis_kind": {"basis_kind": "gut feeling"},
        "method_version": {"method_version": "\x00"},
        "valid_from": {"valid_from": today.replace(year=1)},
    }
    for field, changes in wrong.items():
        with world.unchanged(), pytest.raises(BadInput) as caught:
            sign(world, typed(world, **changes))
        assert caught.value.field == field
    refused(
        world,
        "ends_before",
        lambda: sign(world, typed(world, valid_from=good.valid_until + timedelta(days=1))),
    )
    refused(world, "not_your_site", lambda: sign(world, typed(world, site=uuid4())), NotAllowed)


def test_a_renewal_does_not_reach_back_over_a_gap(world: World) -> None:
    today = world.now.date()
    sign(world, typed(world, valid_from=today - timedelta(days=300), valid_until=today + timedelta(days=2)))
    world.later(days=10)
    refused(world, "reaches_back", lambda: sign(world, typed(world, valid_from=today + timedelta(days=3))))
    sign(world, typed(world))
    with acting(Scope("auditor")):
        states = [one.state_at(world.now) for one in qualifications()]
    assert states == ["valid", "lapsed"]


def test_a_withdrawal_needs_a_reason_and_happens_once(world: World) -> None:
    sign(world, typed(world))
    number = newest(world).number
    refused(world, "reason_needed", lambda: withdraw(world, number, " "))
    withdraw(world, number)
    refused(world, "not_in_force", lambda: withdraw(world, number), Refused)


def test_another_laboratory_finds_none_of_that_number(world: World) -> None:
    sign(world, typed(world))
    number = newest(world).number
    refused(world, "no_such_qualification", lambda: withdraw(world, number, member="sendai-rapid"), NotFound)
    with acting(Scope("worker")):
        sites = {one.uuid for one in all_sites(world.now.date())}
    assert newest(world).site in sites
