"""What a plan may not do with one journey: its option, the times of its tasks, and the waits between them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.problem import Journey, Lag, Option, Problem, Task
from tsunagu.planning.domain.solution import Assignment
from tsunagu.planning.domain.verify.report import Violation, moment

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Placed:
    """A journey of the plan with its option and the span of each task."""

    problem: Problem
    journey: Journey
    option: Option
    spans: dict[str, Span]

    def wrong(self, code: str, ja: str, en: str, task: str = "", hour: int | None = None) -> Violation:
        """Return a violation of this journey."""
        key = self.journey.key
        named_ja, named_en = (f"工程「{task}」：", f", task {task!r}: ") if task else ("", ": ")
        return Violation(
            code, Text(f"症例「{key}」{'・' if task else '：'}{named_ja}{ja}", f"Journey {key!r}{named_en}{en}"),
            key, task, "", hour,
        )  # fmt: skip

    def at(self, hour: int) -> str:
        """Return an hour as people write it."""
        return moment(self.problem, hour)


def unreadable(journey: Journey, assignment: Assignment) -> Violation | None:
    """Return why the assignment can't be followed at all: an unknown option, or too few or too many times."""
    option = journey.by_key.get(assignment.option)
    if option is None:
        ja = f"症例「{journey.key}」：選択肢「{assignment.option}」はありません。"
        en = f"Journey {journey.key!r} has no option {assignment.option!r}."
        return Violation("option_unknown", Text(ja, en), journey.key)
    if not len(option.tasks) == len(assignment.starts) == len(assignment.ends):
        ja = f"症例「{journey.key}」：開始と終了は、{len(option.tasks)} 工程の一つ一つに一つずつ要ります。"
        en = f"Journey {journey.key!r} needs one start and one end for each of its {len(option.tasks)} tasks."
        return Violation("times_missing", Text(ja, en), journey.key)
    return None


def check_placed(placed: Placed) -> Iterator[Violation]:
    """Yield what one placed journey does against its tasks, lags and what is fixed."""
    for task in placed.option.tasks:
        for check in TASK_CHECKS:
            yield from check(placed, task, *placed.spans[task.key])
    for lag in placed.option.lags:
        yield from _lag(placed, lag)
    yield from _fixed(placed)


def _within(placed: Placed, task: Task, start: int, end: int) -> Iterator[Violation]:
    if start < 0 or end > placed.problem.hours:
        ja = f"計画の期間（{placed.problem.hours} 時間）の外です（{placed.at(start)} ～ {placed.at(end)}）。"
        en = f"lies outside the {placed.problem.hours} hours of the problem ({placed.at(start)} to {placed.at(end)})."
        yield placed.wrong("task_outside", ja, en, task.key, start)


def _length(placed: Placed, task: Task, start: int, end: int) -> Iterator[Violation]:
    if not task.shortest <= end - start <= task.longest:
        ja = f"{end - start} 時間です。{task.shortest} 時間以上 {task.longest} 時間以下のはずです。"
        en = f"takes {end - start} h; it must take {task.shortest} to {task.longest} h."
        yield placed.wrong("duration", ja, en, task.key, start)


def _bounds(placed: Placed, task: Task, start: int, end: int) -> Iterator[Violation]:
    if start < task.earliest:
        ja = f"開始 {placed.at(start)} は、早くても {placed.at(task.earliest)} のはずです。"
        en = f"starts at {placed.at(start)}, before {placed.at(task.earliest)}."
        yield placed.wrong("too_early", ja, en, task.key, start)
    if task.latest is not None and start > task.latest:
        ja = f"開始 {placed.at(start)} は、遅くとも {placed.at(task.latest)} のはずです。"
        en = f"starts at {placed.at(start)}, after {placed.at(task.latest)}."
        yield placed.wrong("too_late", ja, en, task.key, start)
    if placed.journey.fixed is None and start < placed.journey.referred:
        referred = placed.at(placed.journey.referred)
        ja = f"開始 {placed.at(start)} は、紹介 {referred} より前です。"
        en = f"starts at {placed.at(start)}, before the referral at {referred}."
        yield placed.wrong("before_referral", ja, en, task.key, start)


def _closed(placed: Placed, task: Task, start: int, end: int) -> Iterator[Violation]:
    for begin, until in task.closed:
        first = max(start, begin)
        if first < min(end, until):
            ja = f"{placed.at(begin)} ～ {placed.at(until)} は行えません。"
            en = f"may not touch {placed.at(begin)} to {placed.at(until)}."
            yield placed.wrong("closed", ja, en, task.key, first)


TASK_CHECKS: tuple[Callable[[Placed, Task, int, int], Iterator[Violation]], ...] = (
    _within, _length, _bounds, _closed,
)  # fmt: skip


def _lag(placed: Placed, lag: Lag) -> Iterator[Violation]:
    start = placed.spans[lag.second][0]
    wait = start - placed.spans[lag.first][1]
    if wait < lag.at_least:
        ja = f"「{lag.first}」の終了から {wait} 時間後に始まります。{lag.at_least} 時間以上空けるはずです。"
        en = f"starts {wait} h after the end of {lag.first!r}; it must be at least {lag.at_least} h."
        yield placed.wrong("lag_too_short", ja, en, lag.second, start)
    if lag.at_most is not None and wait > lag.at_most:
        ja = f"「{lag.first}」の終了から {wait} 時間後に始まります。{lag.at_most} 時間以内のはずです。"
        en = f"starts {wait} h after the end of {lag.first!r}; it must be at most {lag.at_most} h."
        yield placed.wrong("lag_too_long", ja, en, lag.second, start)


def _fixed(placed: Placed) -> Iterator[Violation]:
    fixed = placed.journey.fixed
    if fixed is None:
        return
    if placed.option.key != fixed.option:
        ja = f"選択肢は「{fixed.option}」に決まっていますが、「{placed.option.key}」になっています。"
        en = f"is fixed to option {fixed.option!r}, not {placed.option.key!r}."
        yield placed.wrong("fixed_option", ja, en)
        return
    for key, (start, end) in fixed.tasks.items():
        if placed.spans[key] != (start, end):
            ja = f"{placed.at(start)} ～ {placed.at(end)} に決まっています。動かせません。"
            en = f"is fixed from {placed.at(start)} to {placed.at(end)} and can't be moved."
            yield placed.wrong("fixed_task", ja, en, key, placed.spans[key][0])
