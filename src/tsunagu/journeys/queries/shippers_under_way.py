"""Which shippers are under way: closed for a transport that has not ended."""

from collections.abc import Iterable
from uuid import UUID

from tsunagu.conditions.queries import PackingRow, packings_in, packings_of
from tsunagu.foundation.scope import gate_scope
from tsunagu.journeys.models import Journey, JourneyStep
from tsunagu.journeys.queries.course import LIVE

Place = tuple[UUID, str]
"""A chain and a step of it."""


def under_way(shippers: Iterable[UUID]) -> dict[UUID, dict[Place, PackingRow]]:
    """Return for each shipper the transports that it is in now, whoever's they are.

    A transport is in the shipper that was recorded for it last, until it has ended. Nothing of another's chain may be
    told to the reader but that there is one.
    """
    wanted = set(shippers)
    with gate_scope():
        chains = {one.chain for one in packings_in(wanted)}
        if not chains:
            return {}
        live = set(Journey.objects.filter(chain__in=chains, state__in=LIVE).values_list("chain", flat=True))
        steps = JourneyStep.objects.filter(
            chain__in=live, action="transport", state__in=("planned", "started")
        )
        moving = set(steps.values_list("chain", "key", "attempt"))
        last = {(one.chain, one.step, one.attempt): one for one in packings_of(live)}
    found: dict[UUID, dict[Place, PackingRow]] = {}
    for place, one in last.items():
        if place in moving and one.shipper in wanted:
            found.setdefault(one.shipper, {})[place[:2]] = one
    return found
