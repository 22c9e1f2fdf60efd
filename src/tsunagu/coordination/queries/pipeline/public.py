"""What may be told to everybody: how many open products are in which stage, small numbers left out."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from tsunagu.coordination.domain.pipeline.moves import Move
from tsunagu.coordination.domain.pipeline.spells import counts_on, suppressed
from tsunagu.coordination.domain.pipeline.stages import COLUMNS, STAGES
from tsunagu.coordination.models import ProductMove
from tsunagu.coordination.queries.pipeline.products import as_move
from tsunagu.foundation.text import Text

LEAST_TOLD = 3
"""The smallest count of open products that is told; 0 is told too."""


@dataclass(frozen=True, slots=True)
class PublicCount:
    """How many open products were in a stage; None where there were so few that they might be recognised."""

    stage: str
    name: Text
    count: int | None


def public_pipeline_counts(on: date) -> list[PublicCount]:
    """Return the open products in each stage on a day, in one query; counts of 1 and 2 are None, and there is no total.

    Reads moves of open products alone, so that it answers passers-by (scope ``public``) and members alike.
    """
    courses: dict[int, list[Move]] = defaultdict(list)
    rows = ProductMove.objects.filter(is_open=True, withdrawn_at__isnull=True, on__lte=on)
    for row in rows.order_by("on", "id"):
        courses[row.product_id].append(as_move(row))
    told = suppressed(counts_on(courses.values(), on), LEAST_TOLD)
    return [PublicCount(key, STAGES[key].name, told[key]) for key in COLUMNS]
