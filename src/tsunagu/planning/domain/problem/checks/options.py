"""One option of a journey: its tasks, the order and the waits between them, and what they use."""

from collections.abc import Iterator

from tsunagu.planning.domain.problem.checks.windows import are_lags_possible
from tsunagu.planning.domain.problem.checks.wording import Fault, fault, twice, unknown
from tsunagu.planning.domain.problem.values import Lag, Option, Problem, Task, Use

TASK, RESOURCE = ("工程", "task"), ("資源", "resource")


def is_readable(option: Option) -> bool:
    """Whether the keys of the tasks are clear, so that lags, uses and fixed times can be looked at."""
    return bool(option.tasks) and len(option.index) == len(option.tasks)


def check_option(problem: Problem, goal: str, option: Option, at: str) -> Iterator[Fault]:
    """Yield every fault of one option."""
    if not option.tasks:
        yield fault(f"{at}.tasks", "工程を一つ以上書いてください。", "Write at least one task.")
        return
    yield from twice(f"{at}.tasks", [task.key for task in option.tasks])
    if not is_readable(option):
        return
    if goal not in option.index:
        ja = f"目標の工程「{goal}」がこの選択肢にありません。"
        yield fault(f"{at}.tasks", ja, f"The goal {goal!r} isn't a task of this option.")
    wrong = False
    for number, task in enumerate(option.tasks):
        for found in _check_task(task, f"{at}.tasks[{number}]"):
            wrong = True
            yield found
    for number, lag in enumerate(option.lags):
        for found in _check_lag(option, lag, f"{at}.lags[{number}]"):
            wrong = True
            yield found
    for number, use in enumerate(option.uses):
        yield from _check_use(problem, option, use, f"{at}.uses[{number}]")
    if not wrong and not are_lags_possible(option):
        ja = "工程の長さと間隔の上限・下限が互いに矛盾し、どう並べても守れません。"
        en = "The lengths of the tasks and the waits between them contradict each other; no times can keep them all."
        yield fault(f"{at}.lags", ja, en)


def _check_task(task: Task, at: str) -> Iterator[Fault]:
    if task.shortest < 0 or task.earliest < 0:
        yield fault(at, "時間は 0 以上にしてください。", "Hours can't be below 0 here.")
    if task.shortest > task.longest:
        ja = f"最短（{task.shortest} 時間）が最長（{task.longest} 時間）を超えています。"
        en = f"The shortest ({task.shortest} h) is longer than the longest ({task.longest} h)."
        yield fault(at, ja, en)
    if task.latest is not None and task.latest < task.earliest:
        ja = "最も遅い開始が最も早い開始より前です。"
        yield fault(at, ja, "The latest start lies before the earliest.")
    for number, (start, until) in enumerate(task.closed):
        if start >= until:
            path = f"{at}.closed[{number}]"
            yield fault(path, "終わりは始まりより後にしてください。", "The end must lie after the start.")


def _check_lag(option: Option, lag: Lag, at: str) -> Iterator[Fault]:
    for name, key in (("first", lag.first), ("second", lag.second)):
        if key not in option.index:
            yield unknown(f"{at}.{name}", TASK, key)
    if lag.at_least < 0:
        yield fault(f"{at}.at_least", "間隔は 0 時間以上にしてください。", "A wait can't be below 0 hours.")
    if lag.at_most is not None and lag.at_most < lag.at_least:
        ja = f"間隔の上限（{lag.at_most} 時間）が下限（{lag.at_least} 時間）より短く、守れません。"
        en = f"No wait is at least {lag.at_least} h and at most {lag.at_most} h."
        yield fault(f"{at}.at_most", ja, en)
    if lag.first in option.index and option.index[lag.first] >= option.index.get(
        lag.second, len(option.tasks)
    ):
        ja = f"工程は前のものから順に書いてください。「{lag.first}」が「{lag.second}」より前にありません。"
        en = f"Write tasks in the order of their lags: {lag.first!r} doesn't stand before {lag.second!r}."
        yield fault(at, ja, en)


def _check_use(problem: Problem, option: Option, use: Use, at: str) -> Iterator[Fault]:
    if use.resource not in problem.resource_index:
        yield unknown(f"{at}.resource", RESOURCE, use.resource)
    for name, key in (("first", use.first), ("last", use.last)):
        if key not in option.index:
            yield unknown(f"{at}.{name}", TASK, key)
    if use.amount < 1:
        yield fault(f"{at}.amount", "使う量は 1 以上にしてください。", "An amount is at least 1.")
    if use.last in option.index and use.after < -option.tasks[option.index[use.last]].shortest:
        ja = f"「{use.last}」の最短の長さより前に返すことはできません。"
        en = f"This gives the resource back before {use.last!r}, at its shortest, has begun."
        yield fault(f"{at}.after", ja, en)
    if use.first == use.last or not {use.first, use.last} <= option.index.keys():
        return
    if use.last not in _following(option, use.first):
        ja = f"「{use.last}」が「{use.first}」の後に来ると決まっていません。間隔（lags）でつないでください。"
        en = f"Nothing says that {use.last!r} comes after {use.first!r}; tie them by lags."
        yield fault(f"{at}.last", ja, en)


def _following(option: Option, key: str) -> set[str]:
    """Return the task and all that come after it by lags."""
    found, more = {key}, True
    while more:
        new = {lag.second for lag in option.lags if lag.first in found} - found
        found, more = found | new, bool(new)
    return found
