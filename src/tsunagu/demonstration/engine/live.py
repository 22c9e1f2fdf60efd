"""While the server is up, the network goes on by itself at an adjustable speed."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from tsunagu.demonstration.engine.orders import Planned, begin
from tsunagu.demonstration.engine.past import advance
from tsunagu.demonstration.engine.plan import PLAN
from tsunagu.demonstration.engine.script import ORDINARY, Script
from tsunagu.foundation import clock
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.queries.under_way import chains_under_way
from tsunagu.planning.queries.requests import cases_by_dates

TICK_SECONDS = 2.0
ORDER_EVERY = timedelta(hours=9)
Tell = Callable[[str], None]


def live_on(rate: float, tell: Tell) -> None:
    """Move every journey on as its time comes, and place a new order now and then; runs until stopped."""
    clock.set_clock(clock.now(), rate)
    due: dict[UUID, object] = {}
    next_order, number = clock.now() + ORDER_EVERY, 0
    while True:
        now, promised = clock.now(), _promised()
        for chain in _under_way():
            if due.get(chain, now) <= now:  # type: ignore[operator]
                script = replace(script_of(chain), keeps_dates=chain in promised)
                due[chain] = advance(chain, script, now) or now + timedelta(days=3650)
        if now >= next_order:
            with acting(Scope("worker")):
                begin(_next_order(number), now)
            next_order, number = now + ORDER_EVERY, number + 1
        time.sleep(TICK_SECONDS)


def _under_way() -> list[UUID]:
    with acting(Scope("worker")):
        return chains_under_way()


def _promised() -> set[UUID]:
    with acting(Scope("worker")):
        return cases_by_dates()


def _next_order(number: int) -> Planned:
    routes = [one for one in PLAN if not one.route.endswith("-production")]
    pick = routes[(number * 7 + 3) % len(routes)]
    return Planned(pick.route, -float(number) - clock.now().timestamp() % 1, ORDINARY, pick.hospital)


def script_of(chain: UUID) -> Script:
    """Return what happens beside the ordinary: most journeys go well, some have trouble, by their number."""
    return replace(_TROUBLES.get(chain.int % 11, ORDINARY), is_at_bench=True)


_TROUBLES = {
    2: Script(trouble_on=(("transport_in", "excursion"), ("transport_out", "excursion"))),
    5: Script(trouble_on=(("transport_out", "breach"),), decides=True),
    8: Script(unsigned_at="accept_in"),
}
