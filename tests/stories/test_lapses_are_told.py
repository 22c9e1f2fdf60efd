"""A qualification that will be over when a live journey needs it is told in time, to whom it concerns, once."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.stories.acts import causes_of
from tests.support.world import Ready, World
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.journeys.models import JourneyStep
from tsunagu.journeys.queries.lapsing import lapses_ahead
from tsunagu.journeys.services.end_journey import begin_again, fail_step
from tsunagu.journeys.services.warn_of_lapses import warn_of_lapses
from tsunagu.members.models import Licence
from tsunagu.notices.models import Notice

TRIAL, STEP = "auto-car-t-fresh-trial", "transduce"
MAKER, SPONSOR, STRANGER = "tonomachi-cells", "sakura-cart", "wakaba-tissue"


def set_the_stage(world: World) -> None:
    """A patient's cells are to be transduced in some days."""
    world.order(TRIAL, name="hers")


@pytest.fixture
def planned(world: World) -> date:
    return tokyo_date(world.row(world.chains["hers"], STEP).planned_start)


def change(world: World, **values: Any) -> None:
    """Change the licence of the site that does the step."""
    with acting(Scope("worker")):
        site = world.row(world.chains["hers"], STEP).site
        assert site is not None
        assert Licence.objects.filter(site__uuid=site, kind="manufacturing").update(**values) == 1


def warned(world: World) -> list[Notice]:
    """What stands open after a look, in the order of members."""
    with acting(Scope("worker")):
        warn_of_lapses(world.now)
        rows = Notice.objects.filter(kind="qualification_lapses", done_at__isnull=True)
        return list(rows.select_related("member").order_by("member__key", "role"))


def test_nothing_is_told_while_everything_holds(world: World) -> None:
    assert warned(world) == []


def test_a_licence_that_ends_before_the_step_is_told_to_its_parties(world: World, planned: date) -> None:
    change(world, valid_until=planned - timedelta(days=1))
    told = warned(world)
    assert {one.member.key for one in told} >= {MAKER, SPONSOR, "rink"}
    assert STRANGER not in {one.member.key for one in told}
    assert {one.chain for one in told} == {world.chains["hers"]}
    assert all("再生医療等製品製造業許可" in one.text_ja and "判断が必要" in one.text_ja for one in told)
    assert {tokyo_date(one.due_at) for one in told if one.due_at} == {planned}
    again = warned(world)
    assert [one.pk for one in again] == [one.pk for one in told]


def test_a_licence_that_lasts_to_the_day_is_enough(world: World) -> None:
    with acting(Scope("worker")):
        site = world.row(world.chains["hers"], STEP).site
        last = max(
            tokyo_date(row.planned_start)
            for row in JourneyStep.objects.filter(chain=world.chains["hers"], site=site)
        )
    change(world, valid_until=last)
    assert warned(world) == []


def test_what_is_told_is_what_the_gate_says(world: World) -> None:
    ready: Ready = world.run_until(world.chains["hers"], STEP, "start")
    change(world, valid_until=tokyo_date(world.now) - timedelta(days=1))
    with acting(Scope("worker")):
        (lapse,) = lapses_ahead(ready.at)
    assert lapse.ahead.step == STEP
    with pytest.raises(Refused) as refused:
        ready.start()
    assert causes_of(refused.value) == {lapse.verdict.cause}


def test_renewed_it_is_over_and_suspended_again_it_is_told_again(world: World) -> None:
    today = tokyo_date(world.now)
    change(world, suspended_on=today, suspended_reason="査察")
    first = warned(world)
    assert first
    assert {one.urgency for one in first} == {3}
    assert all("実施できません" in one.text_ja for one in first)
    change(world, suspended_on=None, suspended_reason="")
    assert warned(world) == []
    change(world, suspended_on=today, suspended_reason="査察")
    assert [one.pk for one in warned(world)] == [one.pk for one in first]


def test_steps_that_a_new_attempt_leaves_alone_are_looked_at_too(world: World) -> None:
    chain = world.chains["hers"]
    world.run_until(chain, "release_test")
    laboratory = world.actor(world.row(chain, "sterility_14d").member, "qc")
    with world.acting(laboratory):
        fail_step(laboratory, chain, "sterility_14d", "培地の汚染", world.now)
    hospital = world.row(chain, "administer").member
    physician = world.actor(hospital, "physician")
    with world.acting(physician):
        begin_again(physician, chain, "sterility_14d", "試験をやり直す", world.later(hours=1))
    assert (world.row(chain, "sterility_14d").attempt, world.row(chain, "administer").attempt) == (2, 1)
    assert warned(world) == []
    with acting(Scope("worker")):
        site = world.row(chain, "administer").site
        assert site is not None
        Licence.objects.filter(site__uuid=site).update(
            suspended_on=tokyo_date(world.now), suspended_reason="査察"
        )
        ahead = {one.ahead.step for one in lapses_ahead(world.now)}
    assert ahead & {"accept_out", "lymphodepletion", "administer"}, "these are of the first attempt"
    assert warned(world)


def test_who_keeps_a_paper_is_told_two_months_before_and_again(world: World) -> None:
    def told() -> list[Notice]:
        with acting(Scope("worker")):
            warn_of_lapses(world.now)
            rows = Notice.objects.filter(kind="licence_ending", member__key=MAKER, done_at__isnull=True)
            return [one for one in rows if "製造業許可" in one.text_ja]

    assert told() == []
    change(world, valid_until=tokyo_date(world.now) + timedelta(days=50))
    (early,) = told()
    assert (early.role, early.urgency) == ("quality", 0)
    change(world, valid_until=tokyo_date(world.now) + timedelta(days=10))
    (late,) = told()
    assert late.urgency == 1
    change(world, valid_until=tokyo_date(world.now) - timedelta(days=1))
    (over,) = told()
    assert over.urgency == 2
    assert "期限が切れました" in over.text_ja
