"""Background entry of journeys: parse, open the worker's scope, call one service."""

from uuid import UUID

from procrastinate.contrib.django import app

from tsunagu.custody.queries.ledger import effects_of
from tsunagu.foundation import clock
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.services.tell_holders import tell_holders


@app.task(name="journeys.hold_placed", retry=3)
def hold_placed(chain: str, row: str) -> None:
    """Tell all holders of descendants that a hold was placed; running it again changes nothing."""
    with acting(Scope("worker")):
        effects = effects_of(UUID(chain), UUID(row))
        for placed in effects["new"].get("custody.Hold", []):
            tell_holders(UUID(placed["uuid"]), clock.now())
