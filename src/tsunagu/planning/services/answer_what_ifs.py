"""Answer the questions that wait at a run: each changed problem is solved and checked, several at a time."""

from typing import Any, cast
from uuid import UUID

from tsunagu.foundation.scope import Scope, acting
from tsunagu.planning.domain.problem.files import parse_problem
from tsunagu.planning.domain.runs.efforts import EFFORTS
from tsunagu.planning.domain.runs.sending import answered
from tsunagu.planning.domain.runs.what_if import Answer, Change, Question
from tsunagu.planning.models import PlanRun, WhatIf
from tsunagu.planning.services.solving import SMALL
from tsunagu.planning.services.spreading import spread


def answer_what_ifs(run: UUID) -> int:
    """Answer what waits and keep each answer as it comes; returns how many were kept."""
    with acting(Scope("worker")):
        row = PlanRun.objects.only("problem", "effort").filter(uuid=run).first()
        waiting = [] if row is None else list(WhatIf.objects.filter(run=row, state="waiting"))
    if row is None or not waiting:
        return 0
    problem, effort = parse_problem(row.problem), EFFORTS[row.effort]
    works = [(problem, Question(cast(Change, one.change), one.resource), effort) for one in waiting]
    here = len(problem.journeys) <= SMALL
    for place, found in spread(answered, works, is_here=here):
        with acting(Scope("worker")):
            WhatIf.objects.filter(pk=waiting[place].pk).update(**_kept(found))
    return len(waiting)


def _kept(found: Answer | str) -> dict[str, Any]:
    if isinstance(found, str) or found.refused:
        return {"state": "failed", "reason": found if isinstance(found, str) else found.refused}
    return {
        "state": "done",
        "cost": found.cost,
        "bound": found.bound,
        "weight": found.weight,
        "journeys": found.journeys,
        "left_out": found.left_out,
    }
