"""Plans as files: the problem and the plan as JSON that can be checked elsewhere, the bars as CSV."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.web.downloads import csv_file, file_answer
from tsunagu.foundation.web.scope import signed_in
from tsunagu.planning.domain.problem.files import write_plan, write_problem
from tsunagu.planning.queries import runs as queries
from tsunagu.planning.queries.runs import NO_RUN
from tsunagu.planning.web.runs.tables import csv_rows


@require_GET
@signed_in
def problem_file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write the problem of a run."""
    problem, _plan = queries.problem_and_plan(uuid)
    return file_answer(f"problem-{str(uuid)[:8]}.json", write_problem(problem), "application/json")


@require_GET
@signed_in
def plan_file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write the plan of a run, with the prices that prove its bound."""
    problem, plan = queries.problem_and_plan(uuid)
    if plan is None:
        raise NotFound("plan", NO_RUN)
    return file_answer(f"plan-{str(uuid)[:8]}.json", write_plan(plan, problem), "application/json")


@require_GET
@signed_in
def bars_csv(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write every bar of a plan."""
    view, picture = queries.run(uuid), queries.picture(uuid)
    if picture is None:
        raise NotFound("plan", NO_RUN)
    return csv_file(f"plan-{str(uuid)[:8]}.csv", csv_rows(picture, view.start))
