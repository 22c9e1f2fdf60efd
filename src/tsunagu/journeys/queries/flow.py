"""The network as sites by stage: how much is where now, and what moves between them."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.journeys.queries.board import Board
from tsunagu.members.domain.stages import STAGES, stage_position

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
class Flow:
    """Sites by stage, the currents between them (from, to, how many journeys), and how many stand in each stage."""

    places: list[FlowPlace] = field(default_factory=list)
    currents: list[tuple[Place, Place, int]] = field(default_factory=list)
    stages: dict[str, int] = field(default_factory=dict)


def flow(board: Board, worst: dict[tuple[UUID, str], str] | None = None) -> Flow:
    """Return the picture of the journeys under way.

    Parameters
    ----------
    worst : the worst state (stop, warn) of a journey at a step, by chain and step key.
    """
    worst = worst or {}
    here: Counter[Place] = Counter()
    through: Counter[Place] = Counter()
    states: dict[Place, str] = {}
    currents: Counter[tuple[Place, Place]] = Counter()
    for course in board.courses:
        path = [(row.stage, row.site) for _, row in course.steps if row.site is not None]
        places = [place for i, place in enumerate(path) if i == 0 or place != path[i - 1]]
        through.update(set(places))
        currents.update(set(pairwise(places)))
        for place in {(row.stage, row.site) for _, row in course.ready if row.site is not None}:
            here[place] += 1
        for step, row in course.ready:
            state = worst.get((course.chain, step.key), "")
            if state and row.site is not None and states.get((row.stage, row.site)) != "stop":
                states[row.stage, row.site] = state
    kept = _kept(through, here)
    names = board.sites
    return Flow(
        [
            FlowPlace(place[0], place[1], names.get(place[1], NOWHERE), here[place], states.get(place, ""))
            for place in kept
        ],
        [
            (start, end, count)
            for (start, end), count in currents.most_common()
            if start in kept and end in kept
        ][:MOST_CURRENTS],
        {stage: sum(count for place, count in here.items() if place[0] == stage) for stage in STAGES},
    )


NOWHERE = Text("", "")


def _kept(through: Counter[Place], here: Counter[Place]) -> list[Place]:
    """Of each stage the busiest places, in a stable order."""
    found: list[Place] = []
    for stage in STAGES:
        places = [place for place in through if place[0] == stage]
        places.sort(key=lambda place: (-(here[place] * 100 + through[place]), str(place[1])))
        found += sorted(places[:MOST_PLACES], key=lambda place: str(place[1]))
    return sorted(found, key=lambda place: stage_position(place[0]))
