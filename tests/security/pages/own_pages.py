"""Members' own pages: what they say of themselves, its changes, and the directory for passers-by."""

from uuid import UUID

from tests.security.pages.kinds import EVERYONE, PUBLIC, Page, Scene, member

MAY_EDIT = frozenset({200, 403})
NONE_THERE = frozenset({404})
TOLD = "the directory as everybody may read it: rows that members show to the public, by row-level policy"


def no_change(scene: Scene) -> list[UUID]:
    """A change or file that doesn't exist; who sees what of one that does is tested in tests/members/profile."""
    return [UUID(int=1)]


PAGES: dict[str, Page] = {
    "members:public": Page(PUBLIC, reason=TOLD),
    "members:public_member": Page(PUBLIC, member, reason=TOLD),
    "members:evidence": Page(EVERYONE, no_change, statuses=NONE_THERE),
    "members:proposals": Page(EVERYONE),
    "members:proposal": Page(EVERYONE, no_change, statuses=NONE_THERE),
    "members:approve_proposal": Page(EVERYONE, no_change, "post", statuses=frozenset({403, 404})),
    "members:return_proposal": Page(EVERYONE, no_change, "post", statuses=frozenset({403, 404})),
    "members:withdraw_proposal": Page(EVERYONE, no_change, "post", statuses=NONE_THERE),
    "members:history": Page(EVERYONE, member, statuses=MAY_EDIT),
    "members:edit": Page(EVERYONE, member, statuses=MAY_EDIT),
    "members:edit_part": Page(EVERYONE, lambda scene: [scene.member, "profile"], statuses=MAY_EDIT),
    "members:edit_item": Page(
        EVERYONE, lambda scene: [scene.member, "site", UUID(int=1)], statuses=frozenset({403, 404})
    ),
    "members:end_item": Page(
        EVERYONE, lambda scene: [scene.member, "contact", UUID(int=1)], statuses=frozenset({403, 404})
    ),
}
