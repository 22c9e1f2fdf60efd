"""Pages of the pipeline; who sees what of a product that exists is tested in tests/coordination/pipeline."""

from typing import Any
from uuid import UUID

from tests.security.pages.kinds import EVERYONE, GONE, Page, Scene

FORM = frozenset({200, 403})
NONE = frozenset({404})


def no_product(scene: Scene) -> list[Any]:
    """A product that doesn't exist."""
    return [UUID(int=1)]


def no_row(scene: Scene) -> list[Any]:
    """A row of a product that doesn't exist."""
    return [UUID(int=1), UUID(int=1)]


PAGES: dict[str, Page] = {
    "pipeline:overview": Page(EVERYONE),
    "pipeline:csv": Page(EVERYONE),
    "pipeline:figures": Page(EVERYONE),
    "pipeline:reports": Page(EVERYONE),
    "pipeline:programmes": Page(EVERYONE),
    "pipeline:new_programme": Page(EVERYONE, statuses=FORM),
    "pipeline:programme": Page(EVERYONE, no_product, statuses=GONE),
    "pipeline:new": Page(EVERYONE, statuses=FORM),
    "pipeline:product": Page(EVERYONE, no_product, statuses=NONE),
    "pipeline:edit": Page(EVERYONE, no_product, statuses=NONE),
    "pipeline:move": Page(EVERYONE, no_product, statuses=NONE),
    "pipeline:withdraw": Page(EVERYONE, no_row, statuses=NONE),
    "pipeline:plan": Page(EVERYONE, no_product, statuses=NONE),
    "pipeline:invite": Page(EVERYONE, no_product, statuses=NONE),
    "pipeline:answer": Page(EVERYONE, no_row, "post", statuses=NONE),
    "pipeline:end_part": Page(EVERYONE, no_row, "post", statuses=NONE),
    "pipeline:lead": Page(EVERYONE, no_product, statuses=NONE),
    "pipeline:answer_lead": Page(EVERYONE, no_row, "post", statuses=NONE),
    "pipeline:take_lead_back": Page(EVERYONE, no_row, "post", statuses=NONE),
    "pipeline:stop": Page(EVERYONE, no_product, statuses=NONE),
    "pipeline:measure": Page(EVERYONE, no_product, statuses=NONE),
    "pipeline:end_measure": Page(EVERYONE, no_row, "post", statuses=NONE),
    "pipeline:award": Page(EVERYONE, no_product, statuses=NONE),
    "pipeline:edit_award": Page(EVERYONE, no_row, statuses=NONE),
    "pipeline:remove_report": Page(EVERYONE, no_row, "post", statuses=NONE),
    "pipeline:report": Page(EVERYONE, no_row, statuses=NONE),
    "pipeline:report_done": Page(EVERYONE, no_row, statuses=NONE),
}
