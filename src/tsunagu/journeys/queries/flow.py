"""The network as sites by stage: how much is where now, what moves between them, and where it is urgent."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from uuid import UUID

from django.db.models import Count

from tsunagu.foundation.text import Text
from tsunagu.journeys.models import Standing
from tsunagu.members.domain.stages import STAGES, stage_position
from tsunagu.members.queries.sites import site_names

MOST_PLACES = 8
MOST_CURRENTS = 70
Place = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class FlowPlace:
    """A site in a stage; ``here`` is how many journeys stand there now, ``worst`` is stop, warn or empty."""

    stage: str
    site: UUID
    name: Text
    here: int
    worst: str


@dataclass(frozen=True, slots=True)
class Current:
    """What goes from one place to another: how many journeys take that way, how many are on it now."""

    start: Place
    end: Place
    count: int
    moving: int


@dataclass(frozen=True, slots=True)
class Flow:
    """Sites by stage, the currents between them, and how many journeys stand in each stage.

    ``under_way``: how many journeys there are; ``left_out``: how many sites are not drawn.
    """

    places: list[FlowPlace] = field(default_factory=list)
    currents: list[Current] = field(default_factory=list)
    stages: dict[str, int] = field(default_factory=dict)
    under_way: int = 0
    left_out: int = 0


def flow(worst: Mapping[str, str] | None = None) -> Flow:
    """Return the picture of the journeys under way, in two queries however many there are.

    Parameters
    ----------
    worst : the worst state (stop, warn) at a place, by its key ``stage:site``.
    """
    counts = _counts()
    here, kept = counts.here, _kept(counts.through, counts.here)
    names = site_names({site for _, site in kept})
    ringed = worst or {}
    return Flow(
        [
            FlowPlace(stage, site, names.get(site, NOWHERE), here[stage, site], ringed.get(f"{stage}:{site}", ""))
            for stage, site in kept
        ],
        _currents(counts.currents, counts.moving, set(kept)),
        {stage: sum(count for place, count in here.items() if place[0] == stage) for stage in STAGES},
        counts.under_way,
        len(counts.through) - len(kept),
    )  # fmt: skip


NOWHERE = Text("", "")


@dataclass(slots=True)
class _Counts:
    through: Counter[Place] = field(default_factory=Counter)
    here: Counter[Place] = field(default_factory=Counter)
    currents: Counter[tuple[Place, Place]] = field(default_factory=Counter)
    moving: Counter[tuple[Place, Place]] = field(default_factory=Counter)
    under_way: int = 0


def _counts() -> _Counts:
    """Count how many journeys go through, stand at and move between places: many are alike."""
    found = _Counts()
    alike = Standing.objects.filter(is_live=True).values_list("path", "here", "moving")
    for path, here, ways, count in alike.annotate(count=Count("pk")):
        found.under_way += count
        places = [_place(key) for key in path.split()]
        for counter, keys in (
            (found.through, set(places)),
            (found.here, {_place(key) for key in here.split()}),
        ):
            for key in keys:
                counter[key] += count
        for current in set(pairwise(places)):
            found.currents[current] += count
        for way in ways.split():
            start, _, end = way.partition(">")
            found.moving[_place(start), _place(end)] += count
    return found


@lru_cache(4096)
def _place(key: str) -> Place:
    stage, _, site = key.partition(":")
    return stage, UUID(site)


def _currents(
    counts: Counter[tuple[Place, Place]], moving: Counter[tuple[Place, Place]], kept: set[Place]
) -> list[Current]:
    found = [
        Current(start, end, count, moving[start, end])
        for (start, end), count in counts.most_common()
        if start in kept and end in kept
    ]
    return found[:MOST_CURRENTS]


def _kept(through: Counter[Place], here: Counter[Place]) -> list[Place]:
    """Of each stage the busiest places, in a stable order."""
    found: list[Place] = []
    for stage in STAGES:
        places = [place for place in through if place[0] == stage]
        places.sort(key=lambda place: (-(here[place] * 100 + through[place]), str(place[1])))
        found += sorted(places[:MOST_PLACES], key=lambda place: str(place[1]))
    return sorted(found, key=lambda place: stage_position(place[0]))
