"""Pages of members."""

from tests.security.pages.kinds import EVERYONE, Page, member, no_key

PAGES: dict[str, Page] = {
    "members:directory": Page(EVERYONE),
    "members:directory_csv": Page(EVERYONE),
    "members:member": Page(EVERYONE, lambda scene: [scene.member]),
    "members:keys": Page(EVERYONE, member, statuses=frozenset({200, 403})),
    "members:new_key": Page(EVERYONE, member, statuses=frozenset({200, 403})),
    "members:end_key": Page(EVERYONE, no_key, statuses=frozenset({404})),
}
