"""Whether a planning problem is sound: each check yields faults with their place, as the file writes it."""

from collections.abc import Iterator

from tsunagu.planning.domain.problem.checks.doubts import doubts
from tsunagu.planning.domain.problem.checks.fixed import check_fixed, check_fixed_usage
from tsunagu.planning.domain.problem.checks.options import check_option, is_readable
from tsunagu.planning.domain.problem.checks.resources import check_frame, check_resources
from tsunagu.planning.domain.problem.checks.wording import Fault, fault, twice
from tsunagu.planning.domain.problem.values import Journey, Problem


def check_problem(problem: Problem) -> Iterator[Fault]:
    """Yield every fault of a problem; solvers and ``verify`` rely on there being none."""
    yield from check_frame(problem)
    yield from check_resources(problem)
    yield from twice("journeys", [journey.key for journey in problem.journeys])
    is_sound = True
    for number, journey in enumerate(problem.journeys):
        for found in _check_journey(problem, journey, f"journeys[{number}]"):
            is_sound = False
            yield found
    if is_sound:
        yield from check_fixed_usage(problem)


def _check_journey(problem: Problem, journey: Journey, at: str) -> Iterator[Fault]:
    if journey.weight < 0:
        yield fault(
            f"{at}.weight", "重みは 0 以上の整数にしてください。", "A weight is a whole number from 0 up."
        )
    if journey.referred > problem.hours:
        ja = "紹介が計画期間の終わりより後です。期間を延ばすか、この症例を外してください。"
        en = "The referral lies after the end of the problem; make it longer or drop this journey."
        yield fault(f"{at}.referred", ja, en)
    if not journey.options:
        yield fault(f"{at}.options", "選択肢を一つ以上書いてください。", "Write at least one option.")
    yield from twice(f"{at}.options", [option.key for option in journey.options])
    for number, option in enumerate(journey.options):
        yield from check_option(problem, journey.goal, option, f"{at}.options[{number}]")
    if journey.fixed is not None and all(map(is_readable, journey.options)):
        yield from check_fixed(problem, journey, journey.fixed, f"{at}.fixed")


__all__ = ["Fault", "check_problem", "doubts"]
