"""Pages of the roster and of calls."""

from typing import Any
from uuid import UUID

from tests.security.pages.kinds import EVERYONE, GONE, REFUSED, Page, Scene, member

MAY_OR_NOT = frozenset({200, 403})


def no_row(scene: Scene) -> list[Any]:
    """A row that doesn't exist; who sees and changes one that does is tested in tests/notices."""
    return [UUID(int=1)]


PAGES: dict[str, Page] = {
    "roster:own": Page(EVERYONE),
    "roster:roster": Page(EVERYONE, member),
    "roster:turn": Page(EVERYONE, member, statuses=MAY_OR_NOT),
    "roster:change": Page(EVERYONE, member, statuses=MAY_OR_NOT),
    "roster:import": Page(EVERYONE, member, statuses=MAY_OR_NOT),
    "roster:file": Page(EVERYONE, member),
    "roster:remove_turn": Page(EVERYONE, no_row, "post", statuses=GONE | REFUSED),
    "roster:remove_change": Page(EVERYONE, no_row, "post", statuses=GONE | REFUSED),
    "calls:list": Page(EVERYONE),
    "calls:call": Page(EVERYONE, no_row, statuses=GONE),
    "calls:answer": Page(EVERYONE, no_row, "post", statuses=GONE),
}
