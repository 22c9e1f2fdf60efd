"""Plans that people asked for, shaped for their pages: as far as the scope in force may read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.queries.actors import person_names
from tsunagu.planning.domain.problem import Problem, Resource, Span
from tsunagu.planning.domain.problem.files import parse_plan, parse_problem
from tsunagu.planning.domain.runs.bottlenecks import Bottleneck, bottlenecks_from_data
from tsunagu.planning.domain.runs.figures import Attention, attention_from_data, gap_of, mean_days
from tsunagu.planning.domain.runs.picture import Picture, picture_from_data
from tsunagu.planning.domain.solution import Plan
from tsunagu.planning.models import PlanRun, WhatIf

NO_RUN = Text("この計画は見つかりません。", "There is no such plan.")
LARGE = ("problem", "plan", "picture", "summary")


@dataclass(frozen=True, slots=True)
class RunView:
    """A run as its pages show it; days are means, urgent patients weighing more."""

    uuid: UUID
    member_id: int
    member_name: Text
    person: UUID | None
    title: str
    is_synthetic: bool
    effort: str
    state: str
    stage: str
    rounds: int
    start: date
    hours: int
    journeys: int
    weight: int
    left_out: int | None
    cost: int | None
    bound: float | None
    first_cost: int | None
    reason: Text
    made_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    digest: str

    @property
    def is_open(self) -> bool:
        """Whether it is still waiting or being made."""
        return self.state in ("waiting", "running")

    @property
    def days(self) -> float | None:
        """Mean days of the plan."""
        return mean_days(self.cost, self.weight)

    @property
    def first_days(self) -> float | None:
        """Mean days of first come, first served."""
        return mean_days(self.first_cost, self.weight)

    @property
    def bound_days(self) -> float | None:
        """Mean days below which no plan can go."""
        return mean_days(self.bound, self.weight)

    @property
    def gap(self) -> float | None:
        """How far the plan is from the bound at most, as a share."""
        return gap_of(self.cost, self.bound)


@dataclass(frozen=True, slots=True)
class WhatIfView:
    """A question with its answer; days are differences to the base plan, above 0 is later."""

    change: str
    resource: str
    state: str
    reason: str
    mean_days: float | None
    total_days: float | None
    left_out: int | None
    journeys: int | None


def runs() -> QuerySet[PlanRun]:
    """Return the runs that may be seen, the newest first, without what is large."""
    return PlanRun.objects.select_related("member").defer(*LARGE)


def views(rows: Iterable[PlanRun]) -> list[RunView]:
    """Return rows as pages show them."""
    return [view_of(row) for row in rows]


def run(uuid: UUID) -> RunView:
    """Return one run; refuse one that isn't there for this scope."""
    return view_of(_found(runs().filter(uuid=uuid)))


def newest_of_the_network() -> RunView | None:
    """Return the newest plan of the network's own requests that is made and may be seen."""
    row = runs().filter(is_synthetic=False, state="done").first()
    return None if row is None else view_of(row)


def asked_by(person: UUID | None) -> Text | None:
    """Return the name of the person who asked."""
    return person_names([person]).get(person) if person else None


def run_row(uuid: UUID) -> PlanRun:
    """Return the row of a run, without what is large."""
    return _found(runs().filter(uuid=uuid))


def picture(uuid: UUID) -> Picture | None:
    """Return the picture of the plan; None while there is none."""
    data = PlanRun.objects.filter(uuid=uuid).values_list("picture", flat=True).first()
    return None if data is None else picture_from_data(data)


def summary(uuid: UUID) -> tuple[tuple[Attention, ...], tuple[Bottleneck, ...]]:
    """Return the journeys to look at, and the bottlenecks."""
    data: Any = PlanRun.objects.filter(uuid=uuid).values_list("summary", flat=True).first()
    if data is None:
        return (), ()
    return attention_from_data(data["attention"]), bottlenecks_from_data(data["bottlenecks"])


def problem_data(uuid: UUID) -> dict[str, Any]:
    """Return the problem of a run as its file holds it."""
    return dict(_found(PlanRun.objects.only("problem").filter(uuid=uuid)).problem)


def problem_and_plan(uuid: UUID) -> tuple[Problem, Plan | None]:
    """Return the problem of a run with its plan, None while there is none."""
    row = _found(PlanRun.objects.only("problem", "plan").filter(uuid=uuid))
    problem = parse_problem(row.problem)
    return problem, None if row.plan is None else parse_plan(row.plan, problem)


def resources_of(row: PlanRun) -> tuple[Resource, ...]:
    """Return the resources of a run's problem without reading its journeys; open hours are left away."""
    found: Any = PlanRun.objects.filter(pk=row.pk).values_list("problem__resources", flat=True).first()
    return tuple(
        Resource(one["key"], one.get("kind", ""), one.get("place", ""), _most(one)) for one in found or []
    )


def _most(one: dict[str, Any]) -> tuple[Span, ...]:
    most = max((span.get("capacity", 1) for span in one.get("open", [])), default=0)
    return (Span(0, 0, most),) if most else ()


def what_ifs(view: RunView) -> list[WhatIfView]:
    """Return the questions asked at a run, in their order, against its plan."""
    return [_what_if(row, view) for row in WhatIf.objects.filter(run__uuid=view.uuid)]


def others_of(view: RunView) -> list[RunView]:
    """Return the other runs of the same problem that have a plan: what this one can be compared with."""
    rows = runs().filter(digest=view.digest, cost__isnull=False).exclude(uuid=view.uuid)
    return views(rows[:10])


def _what_if(row: WhatIf, view: RunView) -> WhatIfView:
    mean, base = mean_days(row.cost, row.weight or 0), view.days
    total = None if row.cost is None or view.cost is None else (row.cost - view.cost) / 24
    return WhatIfView(
        row.change,
        row.resource,
        row.state,
        row.reason,
        None if mean is None or base is None else mean - base,
        total,
        row.left_out,
        row.journeys,
    )


def view_of(row: PlanRun) -> RunView:
    """Return a row as pages show it."""
    return RunView(
        uuid=row.uuid,
        member_id=row.member_id,
        member_name=row.member.name,
        person=row.person,
        title=row.title,
        is_synthetic=row.is_synthetic,
        effort=row.effort,
        state=row.state,
        stage=row.stage,
        rounds=row.rounds,
        start=row.start,
        hours=row.hours,
        journeys=row.journeys,
        weight=row.weight,
        left_out=row.left_out,
        cost=row.cost,
        bound=row.bound,
        first_cost=row.first_cost,
        reason=Text(row.reason_ja, row.reason_en),
        made_at=row.made_at,
        began_at=row.began_at,
        ended_at=row.ended_at,
        digest=row.digest,
    )


def _found(rows: QuerySet[PlanRun]) -> PlanRun:
    row = rows.first()
    if row is None:
        raise NotFound("run", NO_RUN)
    return row
