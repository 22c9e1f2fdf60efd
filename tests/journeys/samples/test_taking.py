"""A sample is taken from what one holds: an item of its own, never more than there is, never without consent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.journeys.samples.deeds import RETAINED, bag, holder, samples, take
from tests.stories.test_late_positive import set_the_stage
from tests.support.world import World
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.models import LedgerRow
from tsunagu.custody.queries.trace import trace_backward
from tsunagu.custody.services.holds import place_hold
from tsunagu.custody.services.replay import rebuild, verify
from tsunagu.evaluation.domain.samples import Taking
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import Consent
from tsunagu.journeys.services.record import withdraw_consent

__all__ = ["set_the_stage"]
FOR_TEST = Taking("test", 1, "0.5", "mL", "cold", drawn="5e5")


def refuses(world: World, code: str, act: Callable[[], object], kind: type[Refused] = Refused) -> None:
    with world.unchanged(), pytest.raises(kind) as caught:
        act()
    assert caught.value.code == code


def test_samples_are_items_with_numbers_of_their_own_and_the_source_holds_less(world: World) -> None:
    source = bag(world)
    take(world, source)
    left = world.item(source.uuid)
    assert left.quantity == 7.2e7 - 1e6
    first, second = samples(world, source.chain)
    assert first.item.label != second.item.label
    for one in (first, second):
        assert (one.item.holder, one.item.kind, one.item.position) == (source.holder, "sample", "T1-R2-05")
        assert (one.left, one.item.unit, one.row.purpose) == (1.0, "mL", "retained")
        assert one.row.keep_until == world.now.replace(year=world.now.year + 10)
        with acting(Scope("auditor")):
            behind = {item.item.uuid for item in trace_backward([one.uuid]).items}
        assert source.uuid in behind
    with acting(Scope("auditor")):
        row = LedgerRow.objects.get(chain=source.chain, name="samples_taken")
    assert b'"bizStep":"sampling"' in bytes(row.body)


def test_what_was_taken_is_made_again_from_the_ledger(world: World) -> None:
    take(world, bag(world))
    assert rebuild()["evaluation.Sample"] == 2
    assert verify().wrong == ()


def test_the_same_request_is_one_sampling(world: World) -> None:
    source = bag(world)
    first = take(world, source, key="tap")
    with world.unchanged():
        again = take(world, source, key="tap")
    assert (again.uuid, again.was_there) == (first.uuid, True)


def test_never_more_is_taken_than_there_is(world: World) -> None:
    source = bag(world)
    refuses(world, "more_than_there_is", lambda: take(world, source, drawn="8e7"), BadInput)
    refuses(world, "drawn_needed", lambda: take(world, source, drawn=""), BadInput)
    take(world, source, drawn="", unit="cells", amount="3.6e7")
    assert world.item(source.uuid).state == "used"
    refuses(world, "identity.gone", lambda: take(world, source))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"purpose": "souvenir"}, "purpose"),
        ({"containers": 0}, "containers"),
        ({"containers": 51}, "containers"),
        ({"amount": "0"}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"amount": "<5"}, "amount"),
        ({"amount": "9" * 10_000}, "amount"),
        ({"unit": "parrots"}, "unit"),
        ({"unit": ""}, "unit"),
        ({"band": "lukewarm"}, "band"),
        ({"position": "x" * 61}, "position"),
        ({"position": "a\x00b"}, "position"),
        ({"drawn": "1e400"}, "drawn"),
        ({"purpose": "test", "step": "tomorrow"}, "step"),
    ],
)
def test_nonsense_is_said_at_its_field(world: World, changes: dict[str, Any], field: str) -> None:
    source = bag(world)
    with world.unchanged(), pytest.raises(BadInput) as caught:
        take(world, source, **changes)
    assert caught.value.field == field


def test_only_who_holds_it_takes_samples(world: World) -> None:
    source = bag(world)
    maker = world.row(source.chain, "bank").member
    assert maker != source.holder
    refuses(world, "custody.not_held", lambda: take(world, source, who=world.actor(maker, "quality")))
    outsider = world.actor("tonomachi-cells", "qc")
    with world.unchanged(), pytest.raises(NotFound):
        take(world, source, who=outsider)
    courier = replace(holder(world, source), roles=frozenset({"courier"}))
    refuses(world, "sampling_role", lambda: take(world, source, who=courier), NotAllowed)


def test_a_hold_stops_keeping_samples_but_never_a_test(world: World) -> None:
    source = bag(world)
    keeper = holder(world, source)
    with world.acting(keeper):
        place_hold(Signer(keeper.person_uuid, keeper.member_uuid), source.uuid, "温度記録を確認中", world.now)
    with world.unchanged(), pytest.raises(Refused) as caught:
        take(world, source)
    assert caught.value.code.startswith("hold.self")
    take(world, source, FOR_TEST)
    assert world.item(source.uuid).quantity == 7.2e7 - 5e5


def test_a_persons_cells_are_kept_with_consent_only(world: World) -> None:
    source = bag(world)
    with acting(Scope("auditor")):
        consent = Consent.objects.get(chain=source.chain, purpose="retained_cells")
    donor_site = world.actor(world.row(source.chain, "collect").member, "procurement")
    with world.acting(donor_site):
        withdraw_consent(donor_site, source.chain, consent.uuid, world.now)
    world.later(minutes=1)
    refuses(world, "consent.withdrawn.retained_cells", lambda: take(world, source))
    take(world, source, FOR_TEST)


def test_a_retention_is_not_made_shorter_than_the_installations_table(world: World) -> None:
    source = bag(world)
    refuses(
        world,
        "kept_too_short",
        lambda: take(world, source, keep_until=world.now + timedelta(days=30)),
        BadInput,
    )
    longer = world.now + timedelta(days=365 * 40)
    take(world, source, keep_until=longer)
    assert {one.row.keep_until for one in samples(world, source.chain)} == {longer}


def test_a_patients_last_cells_are_not_all_taken(world: World) -> None:
    dose = world.items(world.chains["hers"], "msc_bag")[0]
    assert dose.allocated_to == world.chains["hers"]
    taking = replace(RETAINED, containers=1, amount="7.2e7", unit="cells", drawn="")
    refuses(world, "nothing_left_for_patient", lambda: take(world, dose, taking))
