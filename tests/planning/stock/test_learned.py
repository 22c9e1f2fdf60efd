"""What lots gave becomes a proposal, and, once a person accepts it, what the next plan of lots goes by."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from tests.support.pages import signed_in, text_of
from tests.support.world import World
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.services.dispose import dispose
from tsunagu.demonstration.engine.script import Script
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.domain.lot_courses import LotCourse
from tsunagu.journeys.queries.lot_courses import lot_courses
from tsunagu.journeys.queries.made_to_stock import doses_follow_from_cells
from tsunagu.notices.models import Notice
from tsunagu.planning.domain.stock.from_route import stated_from
from tsunagu.planning.domain.stock.problem import StockProblem
from tsunagu.planning.domain.stock.record import problem_of
from tsunagu.planning.domain.stock.solving.lots import plan_lots
from tsunagu.planning.domain.stock.solving.program import Effort
from tsunagu.planning.domain.stock.stated import Stated
from tsunagu.planning.models import Estimate, StockRun
from tsunagu.planning.queries.estimates import assumptions, estimate_of, estimates
from tsunagu.planning.queries.stock import ProductView, product_of, stock_route
from tsunagu.planning.services.decide_estimate import accept_estimate, end_estimate
from tsunagu.planning.services.learn import learn
from tsunagu.planning.services.stock.gather_stock import Wanted
from tsunagu.planning.services.stock.lot_effects import lot_effect
from tsunagu.planning.services.stock.solve_stock_run import solve_stock_run
from tsunagu.planning.services.stock.start_stock_run import start_stock_run
from tsunagu.planning.services.stock.state_product import state_product

QUICK = Effort(rounds=2, nodes=20, seconds=20.0)
THERAPY = "donor-amnion-production"
MAKER, OUTSIDER = "chiba-bank", "haneda-clinic"
pytestmark = pytest.mark.slow
REJECTED = Script(failing=(("release", "sterility_14d"),), rejects=True)


def set_the_stage(world: World) -> None:
    """A lot of amnion that is released, one that is rejected, one that is being made."""
    world.run_to_end(world.order(THERAPY, name="good"))
    world.run_to_end(world.order(THERAPY, name="bad"), REJECTED)
    world.run_until(world.order(THERAPY, name="made"), "site_release")


def courses(world: World) -> dict[UUID, LotCourse]:
    with world.acting(world.actor("rink", "coordinator")):
        return {one.chain: one for one in lot_courses()}


def stated() -> Stated:
    """What the bank states: half of a lot comes through, which is less than what happened."""
    first = stated_from(stock_route(THERAPY))
    making = replace(first.making, kept=0.5, spread=0.01, failing=0.02)
    return Stated(making, first.keeping, (2.0, 4.0, 6.0))


@pytest.fixture
def quick_to_learn(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Two lots are enough to propose something."""
    own = tmp_path / "own.yaml"
    own.write_text("learning: {least: 2}\n")
    settings.PLANNING_ASSUMPTIONS = own
    assumptions.cache_clear()
    yield
    assumptions.cache_clear()


def break_six(world: World) -> None:
    """A quarter of the third lot breaks before it is released, and one dose of the first long after."""
    for name, count in (("made", 6), ("good", 1)):
        items = world.items(world.chains[name], "amnion_sheet")[:count]
        holder = world.actor(items[0].holder, "quality")
        signer = Signer(holder.person_uuid, holder.member_uuid)
        with world.acting(holder):
            dispose(signer, [one.uuid for one in items], "容器の破損のため廃棄", world.now)
    world.run_to_end(world.chains["made"])


def test_a_lot_counts_once_it_ended_with_what_was_released_of_it(world: World) -> None:
    good, bad, made = (world.chains[name] for name in ("good", "bad", "made"))
    before = courses(world)
    assert {one: before[one].share for one in before} == {good: 1.0, bad: None}
    assert before[bad].is_lost
    break_six(world)
    after = courses(world)
    assert after[made].share == 0.75
    assert after[good] == before[good], "what breaks in the store was released all the same"
    assert (after[made].site, after[made].step) == ("chiba-bank-main", "process")
    with world.acting(world.actor(OUTSIDER)):
        assert lot_courses() == []
    assert doses_follow_from_cells("msc_bag")
    assert not doses_follow_from_cells("amnion_sheet")


def proposed(world: World) -> tuple[Estimate, StockProblem]:
    """State the product, plan its lots, break some, and let the network look; return the proposal and the problem."""
    break_six(world)
    with world.acting(world.actor(MAKER, "quality")):
        state_product(THERAPY, stated(), world.now)
        before = planned(world)
    assert learn(world.now) >= 1
    with acting(Scope("auditor")):
        return Estimate.objects.get(kind="lot"), before


def view_of(world: World) -> ProductView:
    maker = world.actor(MAKER, "quality")
    with world.acting(maker):
        view = product_of(maker.member_id, THERAPY)
    assert view is not None
    return view


def test_observed_lots_are_proposed_with_their_effect(world: World, quick_to_learn: None) -> None:
    row, problem = proposed(world)
    assert (row.n, row.state, row.counts) == (3, "proposed", {"released": 2, "lost": 1})
    assert row.values["released"][0] == 0.875
    assert row.before["released"] == pytest.approx(0.5)
    hub = world.actor("rink", "coordinator")
    with world.acting(hub):
        effect = lot_effect(estimate_of(row.uuid), world.now)
    assert effect is not None
    assert effect.missing is not None
    assert effect.missing[1] < effect.missing[0]
    assert effect.expected[0] == pytest.approx(problem.products[0].expected)
    assert effect.expected[1] == pytest.approx(24 * 0.875 * (1 - row.values["lost"][0]))
    assert (problem.products[0].observed, problem.products[0].making.kept) == (0, 0.5)
    shown = text_of(signed_in(world, hub).get(reverse("planning:estimate", args=[row.uuid])))
    assert "一緒に採用" not in shown
    assert "最新のロット計画のまま製造した場合の不足" in shown
    assert (view_of(world).planned, view_of(world).observed) == (view_of(world).stated, 0), "not accepted yet"


def test_accepted_lots_are_planned_with_until_they_are_taken_out(world: World, quick_to_learn: None) -> None:
    row, _ = proposed(world)
    maker, hub = world.actor(MAKER, "quality"), world.actor("rink", "coordinator")
    with world.acting(hub):
        accept_estimate(hub, row.uuid, row.digest, "", world.now)
    with acting(Scope("auditor")):
        told = Notice.objects.filter(kind="estimate_accepted")
        assert [one.member_id for one in told] == [maker.member_id]
    assert view_of(world).stated.making.kept == 0.5, "what is stated stays as it is"
    with world.acting(maker):
        after = planned(world).products[0]
    assert (after.observed, after.making.kept) == (3, 0.875)
    assert after.making.failing == row.values["lost"][0]
    client = signed_in(world, maker)
    assert "実績（n＝3ロット）" in text_of(client.get(f"/plan/stock/products/{THERAPY}/"))
    with acting(Scope("auditor")):
        newest, oldest = StockRun.objects.values_list("uuid", flat=True)
    assert "実績（n＝3ロット）" in text_of(client.get(f"/plan/stock/{newest}/"))
    assert "仮定値（製造者の登録値）" in text_of(client.get(f"/plan/stock/{oldest}/"))
    learn(world.now)
    with world.acting(hub):
        assert [one.state for one in estimates() if one.place.kind == "lot"] == ["accepted"]
        end_estimate(hub, row.uuid, "", world.now)
    assert (view_of(world).planned, view_of(world).observed) == (view_of(world).stated, 0)


def planned(world: World) -> StockProblem:
    """Plan the lots as things stand, and return the problem."""
    run = start_stock_run((THERAPY,), Wanted(12, 1, scenarios=4), "x", world.now, uuid4())
    solve_stock_run(run, lambda: world.now, lambda one, _, hint: plan_lots(one, QUICK, hint))
    with acting(Scope("worker")):
        row = StockRun.objects.get(uuid=run)
    assert row.state == "done", row.reason_ja
    return problem_of(row.problem)
