"""Problems and plans as files that a person can write and check: see docs/guides/planning-problem.md."""

from tsunagu.planning.domain.problem.files.canonical import digest, plan_as_data, problem_as_data
from tsunagu.planning.domain.problem.files.layout import write_plan, write_problem
from tsunagu.planning.domain.problem.files.plans import PlanRefused, parse_plan, read_plan
from tsunagu.planning.domain.problem.files.problems import ProblemRefused, parse_problem, read_problem

__all__ = [
    "PlanRefused",
    "ProblemRefused",
    "digest",
    "parse_plan",
    "parse_problem",
    "plan_as_data",
    "problem_as_data",
    "read_plan",
    "read_problem",
    "write_plan",
    "write_problem",
]
