"""A sample is used or destroyed: plainly after its time, before it by two signatures, and never more than is left."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from tests.journeys.samples.deeds import bag, holder, samples, take
from tests.stories.test_late_positive import set_the_stage
from tests.support.world import World
from tsunagu.custody.services.replay import rebuild, verify
from tsunagu.evaluation.queries.samples import SampleView
from tsunagu.evaluation.services.end_sample import answer_early, ask_early, end_sample
from tsunagu.evaluation.services.remind_retention import remind_retention
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.services.dispose_items import dispose_items
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.models import Notice

__all__ = ["set_the_stage"]
WHY = "遡及調査のため試験に使用"


def kept(world: World, purpose: str = "retained") -> SampleView:
    """A sample kept of a bag of the lot."""
    take(world, bag(world), purpose=purpose, containers=1)
    world.later(minutes=1)
    return samples(world, world.chains["lot"])[-1]


def after(world: World, one: SampleView) -> None:
    """Let time pass until the sample needn't be kept any longer."""
    assert one.row.keep_until is not None
    world.now = one.row.keep_until + timedelta(days=1)


def keeper(world: World, one: SampleView) -> Actor:
    return holder(world, one.item, "storage", "operator")


def quality(world: World, one: SampleView) -> Actor:
    return holder(world, one.item, "quality")


def end(world: World, one: SampleView, what: str, who: Actor | None = None, **more: str) -> None:
    person = who or keeper(world, one)
    with world.acting(person):
        end_sample(person, one.uuid, what, WHY, world.now, **more)


def ask(world: World, one: SampleView, what: str, who: Actor | None = None) -> None:
    person = who or keeper(world, one)
    with world.acting(person):
        ask_early(person, one.uuid, what, WHY, world.now)
    world.later(minutes=1)


def answer(world: World, one: SampleView, is_approved: bool, who: Actor | None = None) -> None:
    person = who or quality(world, one)
    with world.acting(person):
        answer_early(person, one.uuid, is_approved, "確認した", world.now)


def refuses(world: World, code: str, act: Callable[[], object], kind: type[Refused] = Refused) -> None:
    with world.unchanged(), pytest.raises(kind) as caught:
        act()
    assert caught.value.code == code


@pytest.mark.parametrize("what", ["use", "dispose"])
@pytest.mark.parametrize("purpose", ["retained", "donor"])
def test_what_is_kept_for_later_is_not_ended_plainly_before_its_time(
    world: World, purpose: str, what: str
) -> None:
    one = kept(world, purpose)
    refuses(world, "still_to_be_kept", lambda: end(world, one, what))
    refuses(world, "still_to_be_kept", lambda: end(world, one, what, quality(world, one)))


def test_nor_by_the_disposal_of_a_journeys_things(world: World) -> None:
    one = kept(world)
    person = quality(world, one)

    def disposes() -> None:
        with world.acting(person):
            dispose_items(person, one.row.chain, [one.uuid], WHY, world.now)

    refuses(world, "still_to_be_kept", disposes)
    after(world, one)
    disposes()
    assert world.item(one.uuid).state == "destroyed"


@pytest.mark.parametrize(("what", "state"), [("use", "used"), ("dispose", "destroyed")])
def test_before_its_time_two_people_sign(world: World, what: str, state: str) -> None:
    one = kept(world)
    ask(world, one, what)
    assert samples(world, one.row.chain)[-1].state_at(world.now) == "asked"
    with acting(Scope("worker")):
        assert Notice.objects.filter(kind="sample_asked", role="quality", chain=one.row.chain).count() == 1
    refuses(world, "quality_only", lambda: answer(world, one, True, keeper(world, one)), NotAllowed)
    refuses(world, "asked_already", lambda: end(world, one, what))
    answer(world, one, True)
    ended = samples(world, one.row.chain)[-1]
    assert (ended.item.state, ended.row.asked, ended.left) == (state, "", 0.0)
    rebuild()
    assert samples(world, one.row.chain)[-1] == ended
    assert verify().wrong == ()


def test_nobody_approves_what_he_asked_for_himself(world: World) -> None:
    one = kept(world)
    ask(world, one, "use", quality(world, one))
    refuses(world, "second_person", lambda: answer(world, one, True), NotAllowed)


def test_a_declined_sample_stays_kept_and_may_be_asked_for_again(world: World) -> None:
    one = kept(world)
    ask(world, one, "dispose")
    answer(world, one, False)
    assert samples(world, one.row.chain)[-1].state_at(world.now) == "kept"
    ask(world, one, "use")
    refuses(world, "asked_already", lambda: ask(world, one, "use"))


def test_after_its_time_it_is_disposed_of_plainly(world: World) -> None:
    one = kept(world)
    after(world, one)
    assert samples(world, one.row.chain)[-1].state_at(world.now) == "due"
    refuses(world, "not_to_be_kept", lambda: ask(world, one, "dispose"))
    end(world, one, "dispose")
    assert samples(world, one.row.chain)[-1].state_at(world.now) == "destroyed"


def test_a_reserve_is_used_in_parts_and_never_below_zero(world: World) -> None:
    one = kept(world, "retest")
    end(world, one, "use", amount="0.4")
    world.later(minutes=1)
    assert world.item(one.uuid).quantity == 0.6
    refuses(world, "more_than_there_is", lambda: end(world, one, "use", amount="0.61"), BadInput)
    refuses(world, "amount", lambda: end(world, one, "use", amount="-0.1"), BadInput)
    end(world, one, "use", amount="0.6")
    assert world.item(one.uuid).state == "used"
    with world.unchanged(), pytest.raises(Refused):
        end(world, one, "use")


def test_the_same_request_ends_it_once(world: World) -> None:
    one = kept(world, "retest")
    end(world, one, "use", amount="0.4", request_key="tap")
    with world.unchanged():
        end(world, one, "use", amount="0.4", request_key="tap")
    assert world.item(one.uuid).quantity == 0.6


def test_others_know_nothing_of_it_and_cannot_end_it(world: World) -> None:
    one = kept(world, "retest")
    maker = world.actor(world.row(one.row.chain, "bank").member, "quality")
    refuses(world, "not_the_holder", lambda: end(world, one, "dispose", maker))
    outsider = world.actor("tonomachi-cells", "quality")
    refuses(world, "no_such_sample", lambda: end(world, one, "dispose", outsider), NotFound)


def test_holders_hear_once_that_a_retention_is_over(world: World) -> None:
    one = kept(world, "retest")
    with acting(Scope("worker")):
        assert remind_retention(world.now) == 0
    after(world, one)
    assert told(world, one.uuid) == told(world, one.uuid) == 1
    end(world, one, "dispose")
    with acting(Scope("worker")):
        assert remind_retention(world.now) == 0
        assert Notice.objects.get(subject=one.uuid).done_at is not None


def told(world: World, sample: UUID) -> int:
    with acting(Scope("worker")):
        remind_retention(world.now)
        return Notice.objects.filter(subject=sample, kind="retention_ended").count()
