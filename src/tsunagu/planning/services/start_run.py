"""Ask for a plan: the problem is kept as it is, and solved in the background."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.module_loading import import_string

from tsunagu.foundation.database.turns import in_turn
from tsunagu.foundation.refusals import BadInput, NotAllowed
from tsunagu.foundation.scope import current_scope
from tsunagu.foundation.text import Text
from tsunagu.members.services.permission import check_may_write
from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.domain.problem.files import digest, problem_as_data
from tsunagu.planning.domain.runs.efforts import EFFORTS
from tsunagu.planning.domain.runs.figures import weight_of
from tsunagu.planning.models import PlanRun

SOLVE = "tsunagu.planning.tasks.solve_plan"
MOST_JOURNEYS = 2_000
LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Asked:
    """How a plan is asked for: the name under which people find it, whether it is invented, how hard to try."""

    title: str = ""
    is_synthetic: bool = False
    effort: str = "thorough"


@transaction.atomic
def start_run(problem: Problem, asked: Asked, now: datetime, request_key: UUID | None = None) -> UUID:
    """Keep the problem and queue its solving; a resend gives the run that there is already."""
    scope = current_scope()
    check_may_write(scope.member_id)
    if scope.member_id is None:
        raise NotAllowed("run", Text("会員として依頼してください。", "Ask as a person of a member."))
    key = request_key or uuid4()
    in_turn(scope.member_id, key)
    known = PlanRun.objects.filter(member_id=scope.member_id, request_key=key).first()
    if known is not None:
        return known.uuid
    _check(problem)
    row = PlanRun.objects.create(
        member_id=scope.member_id,
        person=scope.person,
        request_key=key,
        title=(asked.title.strip() or problem.title.strip() or digest(problem)[:12])[:LONGEST_TITLE],
        is_synthetic=asked.is_synthetic,
        effort=asked.effort if asked.effort in EFFORTS else "thorough",
        state="waiting",
        start=problem.start,
        hours=problem.hours,
        journeys=len(problem.journeys),
        weight=weight_of(problem),
        made_at=now,
        digest=digest(problem),
        problem=problem_as_data(problem),
    )
    import_string(SOLVE).defer(run=str(row.uuid))
    return row.uuid


def _check(problem: Problem) -> None:
    if len(problem.journeys) > MOST_JOURNEYS:
        raise BadInput(
            "journeys",
            Text(
                f"一度に計画できるのは {MOST_JOURNEYS:,} 件までです。地域や期間で分けてください。",
                f"At most {MOST_JOURNEYS:,} journeys are planned together. Part them by region or time.",
            ),
            "file",
        )
