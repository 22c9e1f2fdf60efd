"""Which attempt a thing comes from: only what the attempts that count now have made is used, released or given."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.journeys.domain.restarting import is_superseded
from tsunagu.journeys.queries.behind import Behind
from tsunagu.journeys.services.running import Running

Newest = Mapping[tuple[UUID, str], int]
"""The attempt of each step that counts, by chain and key."""


def is_of_present_attempt(running: Running, item: ItemView) -> bool:
    """Say whether a thing of this journey comes from the attempt that counts: made, or drawn from a lot, by it."""
    if item.lot is None or item.lot == running.chain:
        made_by = running.rows.get(item.made_by_step)
        return made_by is None or not is_superseded(item.attempt, made_by.attempt)
    drawing = [row for row in running.rows.values() if row.action == "allocate"]
    return not drawing or any(
        row.attempt == 1 or str(item.uuid) in row.facts.get("allocated", ()) for row in drawing
    )


def is_of_present_lot(item: ItemView, newest: Newest) -> bool:
    """Say whether a piece of a lot was made by the attempt that its production counts now."""
    if item.lot is None:
        return True
    return not is_superseded(item.attempt, newest.get((item.lot, item.made_by_step)))


def newest_attempts(behind: Sequence[Behind], running: Running | None = None) -> Newest:
    """Return the attempt of each step that counts: of the lots behind things, and of the journey, where it is known."""
    found: dict[tuple[UUID, str], int] = {}
    for chain, key, attempt, *_ in behind:
        found[chain, key] = max(attempt, found.get((chain, key), 0))
    own = {} if running is None else {(running.chain, key): row.attempt for key, row in running.rows.items()}
    return found | own
