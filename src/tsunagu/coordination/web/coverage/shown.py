"""Coverage arranged for the templates: areas and kinds against stages, weak points, and what hangs on a member."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tsunagu.coordination.domain.coverage import Asked, Stopped, TherapyKind, grid, weakest
from tsunagu.coordination.queries.coverage import Coverage, JourneyHanging
from tsunagu.foundation.text import Text
from tsunagu.members.domain.facts import SiteFacts
from tsunagu.members.domain.stages import STAGES, Stage
from tsunagu.members.domain.vocabulary import AREAS, CELL_TYPES, SETTINGS, word

SHOWN_ROUTES = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """How many sites meet a need of the stage, how large the circle is, and whether something hangs on one member."""

    stage: Stage
    sites: int
    weakest: int | None
    address: str

    @property
    def radius(self) -> float:
        """The radius of its circle, the surface in proportion to the sites."""
        return round(8 + 4.5 * sqrt(self.sites), 1)

    @property
    def state(self) -> str:
        """``stop`` where some need is met by nobody, ``warn`` where by one member alone, nothing else."""
        return {0: "stop", 1: "warn"}.get(self.weakest if self.weakest is not None else 2, "")


def stages_asked(asked: Sequence[Asked]) -> list[Stage]:
    """Return the stages that something is asked for in, in their order."""
    keys = {one.need.stage for one in asked}
    return [stage for key, stage in STAGES.items() if key in keys]


def by_area(asked: Sequence[Asked], on: date, today: date) -> list[dict[str, Any]]:
    """Return the areas with a cell for each stage; what is weak is told for the whole network, not for an area."""
    found = grid(asked, lambda site: site.area)
    return [
        {
            "name": name,
            "cells": [
                Cell(stage, len(found.get((area, stage.key), ())), None, _to(area, stage.key, on, today))
                for stage in stages_asked(asked)
            ],
        }
        for area, name in AREAS.items()
    ]


def _to(area: str, stage: str, on: date, today: date) -> str:
    day = {"on": on.isoformat()} if on != today else {}
    return f"{reverse('members:directory')}?{urlencode({'stage': stage, 'area': area} | day)}"


def by_kind(cover: Coverage) -> list[dict[str, Any]]:
    """Return the kinds of therapy with a cell for each stage: sites of the whole network, and the weakest need."""
    return [_kind(kind, cover.asked(kind)) for kind in cover.kinds.values()]


def _kind(kind: TherapyKind, asked: Sequence[Asked]) -> dict[str, Any]:
    found = grid(asked, lambda site: "")
    cells = [
        Cell(stage, len(found.get(("", stage.key), ())), weakest(asked, stage.key), "")
        for stage in STAGES.values()
        if stage.key != "supply"
    ]
    return {"kind": kind, "name": kind.name, "cells": cells}


def point(one: Asked) -> dict[str, Any]:
    """Return a need as a line: what, for which cells and setting, in which routes, who meets it."""
    return {
        "name": one.need.name,
        "stage": STAGES.get(one.need.stage),
        "limits": _limits(one),
        "routes": [route.name for route in one.routes[:SHOWN_ROUTES]],
        "more_routes": max(0, len(one.routes) - SHOWN_ROUTES),
        "sites": one.sites,
        "unnamed": _names(one.unnamed),
        "member": one.members[0] if one.members else None,
        "search": f"{reverse('members:directory')}?{urlencode({'q': one.need.name.ja})}",
    }


def _limits(one: Asked) -> list[Text]:
    found = [word(SETTINGS, one.need.setting)]
    return [*found, word(CELL_TYPES, one.need.cell_type)] if one.need.cell_type else found


def stopped_shown(stopped: Stopped) -> dict[str, Any]:
    """Return what routes lose, and what would hang on one other member."""
    return {
        "lost": [point(one) for one in stopped.lost],
        "hanging": [point(one) | {"other": other} for one, other in stopped.hanging],
        "routes": [route.name for route in stopped.routes],
    }


def journey_shown(hanging: JourneyHanging) -> dict[str, Any]:
    """Return a journey with its steps ahead and the cells that the member holds."""
    course = hanging.course
    return {
        "number": course.number,
        "is_case": course.is_case,
        "route": course.route.name,
        "has_nobody": hanging.has_nobody,
        "held": [course.route.product_name(one.product) for one in hanging.held],
        "steps": [
            {
                "name": one.step.name,
                "at": one.row.planned_start,
                "others": _names(one.others),
                "needs_site": bool(one.step.capability),
            }
            for one in hanging.steps
        ],
    }


def _names(sites: Iterable[SiteFacts]) -> list[Text]:
    return list({site.member.uuid: site.member.name for site in sites}.values())
