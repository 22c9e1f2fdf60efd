"""The order of the steps: known, without circles, in one piece, with one end, and windows that can be met."""

from collections.abc import Iterator, Mapping

from tsunagu.foundation.text import Text
from tsunagu.therapies.domain.route import Route, Step


def is_graph_sound(route: Route) -> bool:
    """Whether the steps form an order at all, so that questions about it have answers."""
    keys = {step.key for step in route.steps}
    if not keys or len(keys) < len(route.steps):
        return False
    return all(before in keys for step in route.steps for before in step.after) and not _in_circle(route)


def check_graph(route: Route, place: Mapping[str, str]) -> Iterator[tuple[str, Text]]:
    """Yield faults of the order of the steps."""
    keys = {step.key for step in route.steps}
    if not keys:
        yield "steps", Text("工程を一つ以上書いてください。", "Write at least one step.")
        return
    is_known = True
    for step in route.steps:
        for before in step.after:
            if before not in keys:
                is_known = False
                yield (
                    f"{place[step.key]}.after",
                    Text(
                        f"前工程「{before}」はありません。",
                        f"There is no step {before!r} for this one to follow.",
                    ),
                )
    circle = _in_circle(route)
    if circle:
        names = " → ".join(circle)
        yield (
            f"{place[circle[0]]}.after",
            Text(
                f"工程が循環しています（{names}）。順序を一方向にしてください。",
                f"These steps wait for one another in a circle ({names}); break it.",
            ),
        )
    elif is_known and len(keys) == len(route.steps):
        yield from _one_piece(route, place)


def _in_circle(route: Route) -> list[str]:
    """Return the steps of a circle in file order; empty where there is none."""
    keys = {step.key for step in route.steps}
    waits = {step.key: {before for before in step.after if before in keys} for step in route.steps}
    ready = True
    while ready:
        free = {key for key, before in waits.items() if not before}
        ready = bool(free)
        waits = {key: before - free for key, before in waits.items() if key not in free}
    leads_on = {before for found in waits.values() for before in found}
    while waits.keys() - leads_on:
        waits = {key: before for key, before in waits.items() if key in leads_on}
        leads_on = {before for found in waits.values() for before in found}
    return list(waits)


def _one_piece(route: Route, place: Mapping[str, str]) -> Iterator[tuple[str, Text]]:
    ends = [step.key for step in route.ends]
    if len(ends) > 1:
        names = ", ".join(ends)
        yield (
            f"{place[ends[0]]}.key",
            Text(
                f"終わりの工程が複数あります（{names}）。最後の工程を一つにし、他はその前に置いてください。",
                f"There are several last steps ({names}); let one be the end and the others lead to it.",
            ),
        )
    reached = _reachable(route)
    apart = [step.key for step in route.steps if step.key not in reached]
    if apart:
        yield (
            f"{place[apart[0]]}.after",
            Text(
                f"つながっていない工程があります（{', '.join(apart)}）。",
                f"These steps aren't connected with the rest: {', '.join(apart)}.",
            ),
        )


def _reachable(route: Route) -> set[str]:
    reached: set[str] = set()
    waiting = [route.steps[0].key]
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += [*route.step(key).after, *route.successors(key)]
    return reached


def check_windows(route: Route, place: Mapping[str, str]) -> Iterator[tuple[str, Text]]:
    """Yield windows that start from no earlier step, or that nobody could ever meet."""
    for step in route.steps:
        for number, window in enumerate(step.windows):
            at = f"{place[step.key]}.windows[{number}]"
            if not route.has_step(window.after_step):
                yield (
                    f"{at}.after_step",
                    Text(
                        f"工程「{window.after_step}」はありません。",
                        f"There is no step {window.after_step!r}.",
                    ),
                )
            elif window.after_step not in route.ancestors(step.key):
                yield (
                    f"{at}.after_step",
                    Text(
                        f"「{window.after_step}」は「{step.key}」より前の工程ではありません。",
                        f"{window.after_step!r} doesn't come before {step.key!r}.",
                    ),
                )
            else:
                yield from _too_short(route, step, window.after_step, window.max_hours, at)


def _too_short(
    route: Route, step: Step, earlier: str, max_hours: float, at: str
) -> Iterator[tuple[str, Text]]:
    least = route.shortest_lag(earlier, step.key)
    if least > max_hours:
        yield (
            f"{at}.max_hours",
            Text(
                f"守れない期限です。「{earlier}」の終了から最短でも {least:g} 時間かかりますが、"
                f"期限は {max_hours:g} 時間です。",
                f"This window can't be met: at least {least:g} hours pass after {earlier!r} ends, "
                f"but it allows {max_hours:g}.",
            ),
        )
