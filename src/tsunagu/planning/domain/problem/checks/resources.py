"""The frame of a problem (its hours) and its resources: keys, and open hours in order."""

from collections.abc import Iterator
from datetime import date

from tsunagu.planning.domain.problem.checks.wording import Fault, fault, twice
from tsunagu.planning.domain.problem.values import Problem, Resource

MOST_HOURS = 20_000
MOST_RESOURCE_HOURS = 50_000_000
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9900, 1, 1)


def check_frame(problem: Problem) -> Iterator[Fault]:
    """Yield faults of the start, the hours and the cost of leaving out."""
    if not 1 <= problem.hours <= MOST_HOURS:
        ja = f"計画期間は 1 時間から {MOST_HOURS} 時間までです（{problem.hours}）。"
        en = f"A problem spans 1 to {MOST_HOURS} hours, not {problem.hours}."
        yield fault("hours", ja, en)
    elif problem.hours * len(problem.resources) > MOST_RESOURCE_HOURS:
        ja = f"資源の数と計画期間の積が {MOST_RESOURCE_HOURS} を超えます。期間を短くするか、地域に分けてください。"
        en = (
            f"Resources times hours exceed {MOST_RESOURCE_HOURS}; shorten the problem or divide it by region."
        )
        yield fault("resources", ja, en)
    if problem.left_out_hours < 0:
        ja = "left_out_hours は 0 以上にしてください。"
        yield fault("left_out_hours", ja, "left_out_hours can't be below 0.")
    if not FIRST_DAY <= problem.start <= LAST_DAY:
        ja = f"開始日は {FIRST_DAY} から {LAST_DAY} までにしてください。"
        yield fault("start", ja, f"The start must lie from {FIRST_DAY} to {LAST_DAY}.")


def check_resources(problem: Problem) -> Iterator[Fault]:
    """Yield faults of the resources."""
    yield from twice("resources", [resource.key for resource in problem.resources])
    for number, resource in enumerate(problem.resources):
        yield from _check_spans(problem, resource, f"resources[{number}].open")


def _check_spans(problem: Problem, resource: Resource, path: str) -> Iterator[Fault]:
    before = 0
    for number, span in enumerate(resource.open):
        at = f"{path}[{number}]"
        if span.capacity < 0:
            yield fault(f"{at}.capacity", "容量は 0 以上にしてください。", "A capacity can't be below 0.")
        if span.start >= span.until:
            yield fault(at, "終わりは始まりより後にしてください。", "The end must lie after the start.")
        elif span.start < 0 or span.until > problem.hours:
            ja = "計画期間の外にあります。期間の中に収めてください。"
            yield fault(at, ja, "This lies outside the hours of the problem; keep it within them.")
        elif span.start < before:
            ja = "前の時間帯と重なるか、順序が逆です。早い順に、重ならないように書いてください。"
            en = "This overlaps the span before, or comes before it; write them in order, without overlap."
            yield fault(at, ja, en)
        before = max(before, span.until)
