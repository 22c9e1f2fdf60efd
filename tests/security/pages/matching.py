"""Pages of needs, consultations and letters; who sees which row is tested in tests/coordination/matching."""

from typing import Any
from uuid import UUID

from tests.security.pages.kinds import EVERYONE, Page, Scene

MISSING = frozenset({404})


def nothing(scene: Scene) -> list[Any]:
    return [UUID(int=1)]


PAGES: dict[str, Page] = {
    "needs:list": Page(EVERYONE),
    "needs:figures": Page(EVERYONE),
    "needs:new": Page(EVERYONE),
    "needs:need": Page(EVERYONE, nothing, statuses=MISSING),
    "needs:edit": Page(EVERYONE, nothing, statuses=MISSING),
    "needs:post": Page(EVERYONE, nothing, "post", statuses=MISSING),
    "needs:close": Page(EVERYONE, nothing, "post", statuses=MISSING),
    "needs:introduce": Page(EVERYONE, nothing, "post", statuses=MISSING),
    "needs:answer": Page(EVERYONE, nothing, "post", statuses=MISSING),
    "needs:withdraw": Page(EVERYONE, nothing, "post", statuses=MISSING),
    "consultations:list": Page(EVERYONE),
    "consultations:new": Page(EVERYONE),
    "consultations:consultation": Page(EVERYONE, nothing, statuses=MISSING),
    "consultations:file": Page(EVERYONE, lambda scene: [UUID(int=1), UUID(int=2)], statuses=MISSING),
    "consultations:task_done": Page(
        EVERYONE, lambda scene: [UUID(int=1), UUID(int=2)], "post", statuses=MISSING
    ),
    "consultations:act": Page(EVERYONE, lambda scene: [UUID(int=1), "note"], "post", statuses=MISSING),
    "notices:mail": Page(EVERYONE),
    "notices:letters": Page(EVERYONE),
    "notices:letter": Page(EVERYONE, nothing, statuses=MISSING),
    "notices:troubles": Page(EVERYONE, statuses=frozenset({403})),
    "notices:trouble_act": Page(
        EVERYONE, lambda scene: [UUID(int=1), "again"], "post", statuses=frozenset({403})
    ),
}
