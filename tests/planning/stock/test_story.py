"""From a production under way to doses for a patient: what planning of stock sees of the ledger at each step."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.support.pages import signed_in
from tests.support.world import World
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.queries.lot_courses import lot_courses
from tsunagu.planning.domain.stock.from_route import stated_from
from tsunagu.planning.domain.stock.plan import StockPlan
from tsunagu.planning.domain.stock.record import problem_of
from tsunagu.planning.domain.stock.stated import Stated
from tsunagu.planning.models import StockProduct, StockRun
from tsunagu.planning.queries import stock as queries
from tsunagu.planning.services.stock.gather_stock import Wanted
from tsunagu.planning.services.stock.propose_doses import propose_doses
from tsunagu.planning.services.stock.solve_stock_run import solve_stock_run
from tsunagu.planning.services.stock.start_stock_run import start_stock_run
from tsunagu.planning.services.stock.state_product import state_product
from tsunagu.planning.services.taking_turns import is_our_turn

MAKER, STORE, OUTSIDER = "shonan-bio", "shonan-cryo", "haneda-clinic"
THERAPY = "allo-bm-msc-gvhd-production"


def set_the_stage(world: World) -> None:
    """A lot of 200 bags in culture."""
    world.run_until(world.order(THERAPY, name="lot"), "fill")


def stated() -> Stated:
    first = stated_from(queries.stock_route(THERAPY))
    return Stated(first.making, first.keeping, (10.0, 16.0, 30.0))


def lots(world: World, member: str) -> list[tuple[str, int, str]]:
    with world.acting(world.actor(member)):
        seen = queries.lots_of(queries.stock_route(THERAPY), stated(), world.now)
    return [(lot.state, lot.count, lot.holder.ja) for lot in seen]


def start(world: World) -> StockRun:
    """State the product and ask for a plan; return its row."""
    with world.acting(world.actor(MAKER)):
        state_product(THERAPY, stated(), world.now)
        run = start_stock_run((THERAPY,), Wanted(10, 1, scenarios=4), "x", world.now, uuid4())
    with acting(Scope("worker")):
        return StockRun.objects.get(uuid=run)


def again(run: StockRun) -> StockRun:
    with acting(Scope("worker")):
        return StockRun.objects.get(uuid=run.uuid)


def test_what_is_under_way_becomes_stock_and_stock_becomes_doses(world: World) -> None:
    assert lots(world, MAKER) == [("coming", 190, "")], "95 % of 200, while it grows"
    assert lots(world, OUTSIDER) == []
    problem = problem_of(start(world).problem)
    assert problem.rooms[0] == 0, "the lot under way holds the clean room"
    assert problem.rooms[-1] == 1
    ((coming,),) = (product.lots for product in problem.products)
    assert (coming.doses, coming.first > 0, coming.failing) == (190, True, 0.05)
    world.run_to_end(world.chains["lot"])
    ((state, count, holder),) = lots(world, MAKER)
    assert (state, count) == ("in_store", 200)
    assert "湘南クライオ" in holder
    patient = world.order("allo-bm-msc-gvhd", name="patient")
    ready = world.run_until(patient, "allocate")
    route = queries.stock_route(THERAPY)
    with world.acting(world.actor(STORE)):
        found = propose_doses(route, stated(), world.now)
    (waiting,) = found.patients
    assert len(waiting.administrations) == 8
    assert found.allocation.served == {waiting.coi}
    assert sum(one.doses for one in found.allocation.given) == 16
    shown = (
        signed_in(world, world.actor(STORE)).get(f"/plan/stock/products/{THERAPY}/doses/").content.decode()
    )
    assert f"{found.lots[0].number} × 16" in shown
    with world.acting(world.actor(OUTSIDER)):
        assert propose_doses(route, stated(), world.now).patients == ()
    world.run_until(patient, "transport_out")
    assert lots(world, MAKER) == [("in_store", 184, holder)], ready
    with world.acting(world.actor("rink", "coordinator")):
        (course,) = lot_courses()
    assert (course.share, course.site) == (1.0, "shonan-bio-works"), "what patients got was released"
    with world.acting(world.actor(STORE)):
        assert propose_doses(route, stated(), world.now).patients == ()


def test_a_plan_that_its_check_refuses_is_kept_from_everybody(world: World) -> None:
    run = start(world)
    solve_stock_run(run.uuid, lambda: world.now, lambda *_: StockPlan((), -1.0))
    row = again(run)
    assert (row.state, row.plan, row.cost) == ("failed", None, None)
    assert "検算" in row.reason_ja


def test_a_solver_that_breaks_leaves_a_reason(world: World) -> None:
    run = start(world)

    def broken(*_: object) -> StockPlan:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        solve_stock_run(run.uuid, lambda: world.now, broken)
    assert again(run).state == "failed"
    assert "もう一度" in again(run).reason_ja


def test_what_a_dead_worker_left_half_way_says_so(world: World) -> None:
    run = start(world)
    with acting(Scope("worker")):
        StockRun.objects.filter(uuid=run.uuid).update(state="running")
    with is_our_turn() as is_ours:
        assert is_ours
    assert again(run).state == "failed"


def test_a_plan_is_solved_once_and_kept(world: World) -> None:
    run = start(world)
    solve_stock_run(run.uuid, lambda: world.now + timedelta(minutes=1))
    first = again(run)
    assert first.state == "done"
    assert first.plan is not None
    assert first.rule is not None
    solve_stock_run(run.uuid, lambda: world.now + timedelta(hours=1))
    assert again(run).ended_at == first.ended_at


def test_only_stated_products_are_planned(world: World) -> None:
    with world.acting(world.actor(MAKER)), pytest.raises(BadInput):
        start_stock_run([THERAPY], Wanted(), "x", world.now)
    with acting(Scope("worker")):
        assert not StockRun.objects.exists()


def test_who_only_reads_states_nothing(world: World) -> None:
    with acting(Scope("auditor")), pytest.raises(NotAllowed):
        state_product(THERAPY, stated(), world.now)
    with world.acting(world.actor(MAKER)), pytest.raises(NotFound):
        state_product("auto-cartilage", stated(), world.now)
    with acting(Scope("worker")):
        assert not StockProduct.objects.exists()
