"""What is fixed already: it must name what exists, keep its own journey's rules, and fit beside what else is fixed."""

from collections import Counter
from collections.abc import Iterator

from tsunagu.planning.domain.problem.checks.options import TASK
from tsunagu.planning.domain.problem.checks.wording import Fault, fault, unknown
from tsunagu.planning.domain.problem.values import Fixed, Journey, Option, Problem, Task

Span = tuple[int, int]


def check_fixed(problem: Problem, journey: Journey, fixed: Fixed, at: str) -> Iterator[Fault]:
    """Yield what is wrong with the fixed option and times of one journey."""
    option = journey.by_key.get(fixed.option)
    if option is None:
        yield unknown(f"{at}.option", ("選択肢", "option"), fixed.option)
        return
    for key, span in fixed.tasks.items():
        path = f"{at}.tasks.{key}"
        if key not in option.index:
            yield unknown(path, TASK, key)
        else:
            yield from _check_span(problem, option.tasks[option.index[key]], span, path)
    yield from _check_lags(option, fixed, at)
    for use in option.uses:
        is_held = use.first in fixed.tasks and use.last in fixed.tasks
        if is_held and fixed.tasks[use.last][1] + use.after > problem.hours:
            ja = f"「{use.last}」の後、資源「{use.resource}」を計画期間の後まで使います。"
            en = f"After {use.last!r} the resource {use.resource!r} is held beyond the end of the problem."
            yield fault(f"{at}.tasks.{use.last}", ja, en)


def _check_span(problem: Problem, task: Task, span: Span, path: str) -> Iterator[Fault]:
    start, end = span
    if not 0 <= start <= end <= problem.hours:
        ja = "計画期間の中で、始まりから終わりの順に書いてください。"
        yield fault(path, ja, "Write start and end in order, within the hours of the problem.")
        return
    if not task.shortest <= end - start <= task.longest:
        ja = f"{end - start} 時間ですが、工程は {task.shortest} 時間以上 {task.longest} 時間以下です。"
        en = f"This takes {end - start} h, but the task takes {task.shortest} to {task.longest} h."
        yield fault(path, ja, en)
    if start < task.earliest or (task.latest is not None and start > task.latest):
        ja = "開始が、工程の最も早い開始と最も遅い開始の間にありません。"
        yield fault(path, ja, "The start doesn't lie between the task's earliest and latest.")
    if any(max(begin, start) < min(until, end) for begin, until in task.closed):
        yield fault(path, "行えない時間帯（closed）にかかっています。", "This touches closed hours.")


def _check_lags(option: Option, fixed: Fixed, at: str) -> Iterator[Fault]:
    for lag in option.lags:
        if lag.first in fixed.tasks and lag.second in fixed.tasks:
            wait = fixed.tasks[lag.second][0] - fixed.tasks[lag.first][1]
            if wait < lag.at_least or (lag.at_most is not None and wait > lag.at_most):
                ja = f"「{lag.first}」から「{lag.second}」まで {wait} 時間で、間隔の決まりに合いません。"
                en = f"{lag.second!r} comes {wait} h after {lag.first!r}, against the lag between them."
                yield fault(f"{at}.tasks.{lag.second}", ja, en)


def check_fixed_usage(problem: Problem) -> Iterator[Fault]:
    """Yield the first hour of each resource at which fixed tasks alone hold more than there is."""
    changes: dict[str, Counter[int]] = {resource.key: Counter() for resource in problem.resources}
    for journey in problem.journeys:
        if journey.fixed is None:
            continue
        spans = journey.fixed.tasks
        for use in journey.by_key[journey.fixed.option].uses:
            if use.first in spans and use.last in spans:
                changes[use.resource][spans[use.first][0]] += use.amount
                changes[use.resource][spans[use.last][1] + use.after] -= use.amount
    for number, resource in enumerate(problem.resources):
        if not changes[resource.key]:
            continue
        for span in resource.open:
            changes[resource.key][span.start] -= span.capacity
            changes[resource.key][span.until] += span.capacity
        over = 0
        for hour, change in sorted(changes[resource.key].items()):
            over += change
            if over > 0 and hour < problem.hours:
                ja = f"決まっている工程だけで、{hour} 時間目に資源「{resource.key}」が {over} 足りません。"
                en = (
                    f"What is fixed alone needs {over} more of {resource.key!r} than there is at hour {hour}."
                )
                yield fault(f"resources[{number}].open", ja, en)
                break
