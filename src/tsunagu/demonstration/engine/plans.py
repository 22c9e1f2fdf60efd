"""Plans that the coordinator of the demonstration asks for: of all open requests, and of an invented larger network."""

from datetime import datetime, timedelta
from uuid import uuid5

from tsunagu.demonstration.engine import hands
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.queries.directory import coordinator
from tsunagu.planning.domain.generated import SIZES, network
from tsunagu.planning.services.gather_problem import gather_problem
from tsunagu.planning.services.start_run import Asked, start_run

SEED = 1


def ask_for_plans(now: datetime) -> None:
    """Let the coordinator ask for two plans, which the worker makes; asked for again they are the same."""
    hub = coordinator()
    if hub is None:
        return
    today = tokyo_date(now)
    monday = today + timedelta(days=-today.weekday() % 7)
    with hands.working(hands.actor(hub.uuid, "coordinator", now=now)):
        waiting = Asked(f"{today.month}月{today.day}日の日程相談")
        start_run(gather_problem(now), waiting, now, uuid5(hub.uuid, "demo/waiting"))
        size = SIZES[50]
        invented = Asked(f"架空の患者{size.journeys}名の計画", is_synthetic=True)
        start_run(network(size, SEED, monday), invented, now, uuid5(hub.uuid, "demo/invented"))
