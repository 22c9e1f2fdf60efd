"""Partners that need a decision first: not accepted in an audit, an audit that is over, a supplier not approved."""

from datetime import timedelta

import pytest

from tests.stories.acts import refuses
from tests.support.world import Ready, World
from tsunagu.custody.queries.items import materials_of
from tsunagu.demonstration.engine.supplies import deliver_supplies
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.models import Agreement, AgreementParty, SupplierApproval
from tsunagu.members.services import add_agreement, record_audit

TRIAL, STEP = "auto-car-t-fresh-trial", "transduce"
SPONSOR, MAKER = "sakura-cart", "tonomachi-cells"


def set_the_stage(world: World) -> None:
    """Batches are in store; cells have arrived and are accepted; the making is next."""
    deliver_supplies(world.now)
    world.order(TRIAL, name="hers")
    world.run_until(world.chains["hers"], STEP, "start")


@pytest.fixture
def ready(world: World) -> Ready:
    return world.run_until(world.chains["hers"], STEP, "start")


def audited(world: World, outcome: str, days: int = 365, before: int = 0) -> None:
    """The sponsor audited the maker, later than all audits that are known."""
    sponsor = world.actor(SPONSOR, "sponsor").member_uuid
    held = tokyo_date(world.now) - timedelta(days=5 + before)
    with acting(Scope("worker")):
        record_audit(
            sponsor, world.actor(MAKER, "operator").member_uuid, now=world.now, held_on=held,
            valid_until=held + timedelta(days=days), way="on_site", outcome=outcome,
        )  # fmt: skip


def test_a_maker_that_was_not_accepted_needs_a_decision(ready: Ready) -> None:
    audited(ready.world, "not_accepted")
    with refuses(ready.world, "qualification.audit"):
        ready.start()


def test_an_audit_that_is_over_needs_a_decision(ready: Ready) -> None:
    audited(ready.world, "accepted", days=4)
    with refuses(ready.world, "qualification.audit"):
        ready.start()


def test_the_newest_audit_counts(ready: Ready) -> None:
    audited(ready.world, "not_accepted", before=1)
    audited(ready.world, "accepted", days=400)
    ready.start()
    assert ready.world.row(ready.chain, STEP).state == "started"


def test_an_audit_that_is_still_to_come_clears_nobody(ready: Ready) -> None:
    audited(ready.world, "not_accepted")
    with pytest.raises(BadInput) as refused:
        audited(ready.world, "accepted", before=-25)
    assert refused.value.field == "held_on"
    with refuses(ready.world, "qualification.audit"):
        ready.start()


@pytest.mark.parametrize(("about", "counts"), [("cryostorage", False), ("", True)])
def test_an_agreement_about_other_work_does_not_stand_in_for_one_that_ended(
    ready: Ready, about: str, counts: bool
) -> None:
    world = ready.world
    parties = [world.actor(SPONSOR, "sponsor").member_uuid, ready.who.member_uuid]
    today = tokyo_date(world.now)
    with acting(Scope("worker")):
        lines = AgreementParty.objects.filter(member__uuid=parties[1], agreement__kind="quality")
        Agreement.objects.filter(pk__in=lines.filter(party__uuid=parties[0]).values("agreement")).update(
            valid_until=today - timedelta(days=1)
        )
        add_agreement(
            "quality", parties, valid_from=today - timedelta(days=3), valid_until=None,
            capabilities=[about] if about else (),
        )  # fmt: skip
    if counts:
        ready.start()
    else:
        with refuses(world, "qualification.agreement.quality"):
            ready.start()


def test_batches_of_a_supplier_that_is_no_longer_approved_need_a_decision(ready: Ready) -> None:
    world = ready.world
    with acting(Scope("worker")):
        batches = {one.product: one.uuid for one in materials_of(ready.who.member_uuid, world.now)}
        approved = SupplierApproval.objects.filter(member__key=MAKER)
        assert set(batches) == set(approved.values_list("material", flat=True))
    work = ready.work(materials=(batches["culture_medium"],))
    with acting(Scope("worker")):
        ended = tokyo_date(world.now) - timedelta(days=1)
        assert approved.filter(material="culture_medium").update(valid_until=ended) == 1
    with refuses(world, "qualification.supplier"):
        ready.start(work)
    with acting(Scope("worker")):
        approved.filter(material="culture_medium").delete()
    ready.start(work)  # who keeps no list for a material isn't asked
    assert world.row(ready.chain, STEP).state == "started"
