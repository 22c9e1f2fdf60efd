"""Entering a step for an organisation without an account: with evidence, by the coordinator, and marked as such."""

import pytest

from tests.support.world import World
from tsunagu.custody.models import LedgerRow
from tsunagu.demonstration.engine.outlook import work_for
from tsunagu.foundation.refusals import NotAllowed, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.services.perform import start_step
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Member


def _without_account(world: World) -> tuple[object, Actor, Member]:
    chain = world.order("auto-cartilage", hospital=1)
    ready = world.run_until(chain, "transport_in", "start")
    with acting(Scope("worker")):
        courier = Member.objects.get(uuid=world.running(chain).rows["transport_in"].member)
        Member.objects.filter(pk=courier.pk).update(has_account=False)
        hub = Member.objects.get(is_coordinator=True)
    return ready, world.actor(hub.uuid, "coordinator"), courier


def test_the_coordinator_enters_with_evidence_and_the_act_counts_for_the_courier(world: World) -> None:
    ready, coordinator, courier = _without_account(world)
    work = work_for(ready.running, ready.move, on_behalf=True, evidence="集荷票 M-20261102-07 をFAXで受領")  # type: ignore[attr-defined]
    with world.acting(coordinator):
        start_step(coordinator, work, world.now)
    with acting(Scope("auditor")):
        row = LedgerRow.objects.filter(name="step_started").order_by("-record_order")[0]
    assert (row.organisation, row.entered_by) == (courier.uuid, coordinator.member_uuid)


@pytest.mark.parametrize(
    ("proxy", "refusal"), [({"on_behalf": True}, Refused), ({"evidence": "集荷票"}, NotAllowed)]
)
def test_without_evidence_or_without_saying_so_nothing_is_entered(
    world: World, proxy: dict[str, object], refusal: type[Refused]
) -> None:
    ready, coordinator, _ = _without_account(world)
    work = work_for(ready.running, ready.move, **proxy)  # type: ignore[attr-defined]
    with world.unchanged(), world.acting(coordinator), pytest.raises(refusal):
        start_step(coordinator, work, world.now)
