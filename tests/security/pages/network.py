"""Pages of the coordinator's network: value chains and lanes."""

from typing import Any
from uuid import UUID

from tests.security.pages.kinds import EVERYONE, Page, Scene


def no_proposal(scene: Scene) -> list[Any]:
    """A proposal that there is not, or not for the reader: the page says the same of both."""
    return [UUID(int=1)]


GONE = frozenset({403, 404})
PAGES: dict[str, Page] = {
    "composing:compose": Page(EVERYONE),
    "composing:keep": Page(EVERYONE, method="post", statuses=frozenset({422})),
    "composing:lanes": Page(EVERYONE),
    "composing:add_lane": Page(EVERYONE),
    "composing:end_lane": Page(EVERYONE, no_proposal, "post", statuses=GONE),
    "composing:shared": Page(EVERYONE, no_proposal, statuses=GONE),
    "composing:proposal": Page(EVERYONE, no_proposal, statuses=GONE),
    "composing:show_to": Page(EVERYONE, no_proposal, "post", statuses=GONE),
}
