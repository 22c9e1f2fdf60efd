"""Pages of shippers: the register is the network's, what is under way in them the parties' alone."""

from typing import Any
from uuid import UUID

from tests.security.pages.kinds import EVERYONE, GONE, REFUSED, Page, Scene


def no_shipper(scene: Scene) -> list[Any]:
    """A shipper that doesn't exist; who keeps one that does is tested in tests/journeys/shippers."""
    return [UUID(int=1)]


PAGES: dict[str, Page] = {
    "shippers:list": Page(EVERYONE),
    "shippers:add": Page(EVERYONE, method="post", statuses=REFUSED),
    "shippers:shipper": Page(EVERYONE, no_shipper, statuses=GONE),
    "shippers:retire": Page(EVERYONE, no_shipper, "post", statuses=GONE),
}
