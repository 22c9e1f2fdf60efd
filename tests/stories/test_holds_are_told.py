"""A hold on a supplier's batch or a donation is told to everyone who holds something made from it."""

from datetime import timedelta

from tests.support.world import World
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.models import Hold
from tsunagu.custody.queries.items import items_of_chain
from tsunagu.custody.services.holds import place_hold
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.services.tell_holders import tell_holders
from tsunagu.notices.models import Notice


def test_whoever_holds_a_descendant_is_told_once(world: World) -> None:
    chain = world.order("auto-cartilage")
    world.run_until(chain, "culture")
    with acting(Scope("worker")):
        donation = items_of_chain(chain)[0]
        hospital = world.running(chain).case.hospital  # type: ignore[union-attr]
    physician = world.actor(hospital, "physician")
    with world.acting(physician):
        place_hold(
            Signer(physician.person_uuid, hospital),
            donation.uuid,
            "検査の再確認",
            world.now + timedelta(minutes=1),
        )
    with acting(Scope("worker")):
        hold = Hold.objects.get()
        assert tell_holders(hold.uuid, world.now) == 1
        tell_holders(hold.uuid, world.now)
        (notice,) = Notice.objects.all()
        culture = items_of_chain(chain)[-1]
    assert notice.kind == "descendant_on_hold"
    assert notice.member.uuid == culture.holder != hospital
    assert "検査の再確認" not in notice.text_ja
