"""Where the network can do what: how many sites of each area serve each stage."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tsunagu.foundation.text import Text
from tsunagu.members.domain.stages import STAGES, Stage
from tsunagu.members.domain.vocabulary import AREAS
from tsunagu.members.models import Capability
from tsunagu.members.queries.periods import counts_on


@dataclass(frozen=True, slots=True)
class Cell:
    """One area and stage; ``sites`` is 0 where the network has a gap."""

    stage: Stage
    sites: int


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area with a cell for each stage."""

    area: str
    name: Text
    cells: tuple[Cell, ...]


def coverage(on: date) -> list[AreaRow]:
    """Return the areas in the order of the vocabulary, each with its sites per stage, in one query."""
    able = Capability.objects.filter(
        counts_on(on), Q(member__left_on__isnull=True) | Q(member__left_on__gte=on)
    )
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for area, stage, site in able.values_list("site__area", "stage", "site_id"):
        found[area, stage].add(site)
    return [
        AreaRow(area, name, tuple(Cell(stage, len(found[area, stage.key])) for stage in STAGES.values()))
        for area, name in AREAS.items()
    ]
