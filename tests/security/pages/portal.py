"""Pages that join many concepts."""

from tests.security.pages.kinds import ADDRESSEE, EVERYONE, Page

PAGES: dict[str, Page] = {
    "portal:tower": Page(EVERYONE),
    "portal:live": Page(EVERYONE),
    "portal:inbox": Page(EVERYONE),
    "portal:start": Page(EVERYONE),
    "portal:notice_done": Page(ADDRESSEE, lambda scene: [scene.notice], "post"),
}
