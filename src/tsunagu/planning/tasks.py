"""Background entry of planning: parse, take turns, call one service.

Every process of the installation reads this file, so the solvers are imported only where they are needed.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app

from tsunagu.foundation import clock
from tsunagu.foundation.scope import Scope, acting

AGAIN_SECONDS = 5


@app.task(name="planning.order_placed", retry=3)
def order_placed(chain: str, row: str) -> None:
    """Bind the request whose dates an order took along; running it again changes nothing."""
    from tsunagu.planning.services.give_dates import take_order

    with acting(Scope("worker")):
        take_order(UUID(chain), UUID(row), clock.now())


@app.task(name="planning.solve_plan")
def solve_plan(run: str) -> None:
    """Solve a run; while another is being solved, try again a little later, so that notices aren't held up."""
    from tsunagu.planning.services.solve_run import solve_run

    _in_turn(solve_plan, lambda: solve_run(UUID(run), clock.now), run=run)


@app.task(name="planning.answer_what_if")
def answer_what_if(run: str) -> None:
    """Answer the questions that wait at a run, one run at a time."""
    from tsunagu.planning.services.answer_what_ifs import answer_what_ifs

    _in_turn(answer_what_if, lambda: answer_what_ifs(UUID(run)), run=run)


@app.task(name="planning.compute_allocation")
def compute_allocation(round: str) -> None:
    """Compute a round of allocation; while something is being solved, try again a little later."""
    from tsunagu.planning.services.fairness.compute_round import compute_round

    _in_turn(compute_allocation, lambda: compute_round(UUID(round), clock.now), round=round)


@app.task(name="planning.offer_next_places")
def offer_next_places(round: str) -> None:
    """Offer the places of a round that are free again to those who are next."""
    from tsunagu.planning.services.fairness.answer_offer import offer_next

    offer_next(UUID(round), clock.now())


@app.periodic(cron="40 18 * * *")
@app.task(name="planning.look_at_what_happened", retry=1)
def look_at_what_happened(timestamp: int) -> None:
    """Each night in Japan, and after a decision: make the estimates anew; nothing comes into force by it."""
    from tsunagu.planning.services.learn import learn

    learn(clock.now())


@app.task(name="planning.solve_stock")
def solve_stock(run: str) -> None:
    """Solve a plan of lots, one calculation at a time."""
    from tsunagu.planning.services.stock.solve_stock_run import solve_stock_run

    _in_turn(solve_stock, lambda: solve_stock_run(UUID(run), clock.now), run=run)


@app.task(name="planning.case_changed", retry=3)
def case_changed(chain: str, row: str) -> None:
    """Look at all promised dates: a case failed, ended, began again or has a result to judge; again changes nothing."""
    _look()


@app.task(name="planning.look_for_disturbances", retry=3)
def look_for_disturbances() -> None:
    """Look at all promised dates, since capacity or a patient's days have changed; again changes nothing."""
    _look()


@app.periodic(cron="*/5 * * * *")
@app.task(name="planning.look_now_and_then", retry=3)
def look_now_and_then(timestamp: int) -> None:
    """Every five minutes: what is late says so by no event; again changes nothing."""
    _look()


@app.task(name="planning.go_on_with_mending", retry=3)
def go_on_with_mending(mending: str) -> None:
    """Carry a mending out once all have accepted; running it again changes nothing."""
    from tsunagu.planning.services.carry_out_mending import go_on_with_mending

    with acting(Scope("worker")):
        go_on_with_mending(UUID(mending), clock.now())


def _look() -> None:
    from tsunagu.planning.services.look_for_disturbances import look_for_disturbances

    with acting(Scope("worker")):
        look_for_disturbances(clock.now())


def _in_turn(task: Any, act: Callable[[], object], **named: str) -> None:
    """Do one calculation at a time; while another goes on, the job comes again a little later."""
    from tsunagu.planning.services.taking_turns import is_our_turn

    with is_our_turn() as is_ours:
        if is_ours:
            act()
            return
    task.configure(schedule_in={"seconds": AGAIN_SECONDS}).defer(**named)
