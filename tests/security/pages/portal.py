"""Pages that join many concepts."""

from typing import Any
from uuid import UUID

from tests.security.pages.kinds import ADDRESSEE, EVERYONE, GONE, REFUSED, Page, Scene, public


def no_filter(scene: Scene) -> list[Any]:
    """A filter that doesn't exist; who reaches one that does is tested in tests/portal/test_filters.py."""
    return [UUID(int=1)]


PAGES: dict[str, Page] = {
    "portal:tower": Page(EVERYONE),
    "portal:live": Page(EVERYONE),
    "portal:inbox": Page(EVERYONE),
    "portal:start": Page(EVERYONE),
    "portal:figures": Page(EVERYONE),
    "portal:notify": Page(EVERYONE, method="post", statuses=REFUSED),
    "portal:notify_report": Page(EVERYONE, method="post", statuses=REFUSED),
    "portal:keep_filter": Page(EVERYONE, method="post", statuses=REFUSED),
    "portal:begin_with": Page(EVERYONE, no_filter, "post", statuses=GONE),
    "portal:forget_filter": Page(EVERYONE, no_filter, "post", statuses=GONE),
    "figures:page": public("figures for everybody: one table that is published, small counts withheld"),
    "figures:json": public("figures for everybody: one table that is published, small counts withheld"),
    "figures:csv": public("figures for everybody: one table that is published, small counts withheld"),
    "portal:notice_done": Page(ADDRESSEE, lambda scene: [scene.notice], "post"),
}
