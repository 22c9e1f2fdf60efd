"""What is no fault but looks like one: options that can never be taken, because nothing is ever open long enough."""

from collections.abc import Iterator

from tsunagu.planning.domain.problem.checks.windows import earliest_starts
from tsunagu.planning.domain.problem.checks.wording import Fault, fault
from tsunagu.planning.domain.problem.values import Journey, Option, Problem, Resource, Use


def doubts(problem: Problem) -> Iterator[Fault]:
    """Yield the options of a sound problem that no plan can take; such a journey would be left out."""
    longest: dict[tuple[str, int], int] = {}
    for number, journey in enumerate(problem.journeys):
        if journey.fixed is not None:
            continue
        for place, option in enumerate(journey.options):
            at = f"journeys[{number}].options[{place}]"
            for at_use, use in enumerate(option.uses):
                yield from _use(problem, option, use, longest, f"{at}.uses[{at_use}]")
            yield from _option(problem, journey, option, at)


def _use(
    problem: Problem, option: Option, use: Use, known: dict[tuple[str, int], int], at: str
) -> Iterator[Fault]:
    resource = problem.resources[problem.resource_index[use.resource]]
    if (use.resource, use.amount) not in known:
        known[use.resource, use.amount] = _longest_open(resource, use.amount)
    most = known[use.resource, use.amount]
    task = option.tasks[option.index[use.first]]
    least = task.shortest + use.after if use.first == use.last else task.shortest
    if least > most:
        ja = (
            f"資源「{use.resource}」が {use.amount} 以上空くのは続けて {most} 時間までで、"
            f"「{use.first}」には {least} 時間要ります。この選択肢は選ばれません。"
        )
        en = (
            f"{use.amount} of {use.resource!r} is open for at most {most} h at a time, but {use.first!r} "
            f"needs {least} h; no plan can take this option."
        )
        yield fault(at, ja, en)


def _longest_open(resource: Resource, amount: int) -> int:
    longest, begun, before = 0, 0, -1
    for span in resource.open:
        if span.capacity < amount:
            continue
        if span.start != before:
            begun = span.start
        before = span.until
        longest = max(longest, span.until - begun)
    return longest


def _option(problem: Problem, journey: Journey, option: Option, at: str) -> Iterator[Fault]:
    starts = earliest_starts(
        option, {task.key: max(task.earliest, journey.referred, 0) for task in option.tasks}
    )
    if starts is None:
        return
    for number, task in enumerate(option.tasks):
        latest = problem.hours - task.shortest if task.latest is None else task.latest
        if starts[task.key] > latest:
            ja = f"「{task.key}」は早くても {starts[task.key]} 時間目からで、間に合いません。この選択肢は選ばれません。"
            en = f"{task.key!r} can't start before hour {starts[task.key]}, too late; no plan can take this option."
            yield fault(f"{at}.tasks[{number}]", ja, en)
            return
