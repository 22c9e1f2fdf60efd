"""What a stated expansion must keep to: a culture step, the doublings allowed, hours that agree with it."""

from collections.abc import Iterator, Mapping

from tsunagu.foundation.text import Text
from tsunagu.therapies.domain.expansion import Expansion
from tsunagu.therapies.domain.route import Route, Step

LONGEST_HOURS = 87_600.0
ROUNDING_HOURS = 1.0
"""Stated hours are rounded ones: so far outside they still agree."""


def check_expansions(route: Route, place: Mapping[str, str]) -> Iterator[tuple[str, Text]]:
    """Yield faults of steps that state an expansion."""
    for step in route.steps:
        if step.expansion is None:
            continue
        at = place[step.key]
        if step.action != "tend":
            yield (
                f"{at}.expansion",
                Text(
                    "expansion を書けるのは培養の維持（action: tend）の工程だけです。",
                    "Only a culture step (action: tend) may have an expansion.",
                ),
            )
        yield from _check_doublings(step.expansion, at)
        yield from _check_hours(step, step.expansion, at)


def _check_doublings(expansion: Expansion, at: str) -> Iterator[tuple[str, Text]]:
    needed, most = expansion.doublings[2], expansion.most_doublings
    if most is not None and needed > most:
        yield (
            f"{at}.expansion.most_doublings",
            Text(
                f"播種細胞数の下限からは細胞集団倍加数 {needed:.1f} が必要で、上限 {most:g} を超えます。",
                f"From the lowest seeded count it takes {needed:.1f} population doublings; {most:g} are allowed.",
            ),
        )


def _check_hours(step: Step, expansion: Expansion, at: str) -> Iterator[tuple[str, Text]]:
    low, _, high = expansion.hours
    if high > LONGEST_HOURS:
        yield (
            f"{at}.expansion",
            Text(
                "目標に達するまでの時間が10年を超えます。",
                "Reaching the target would take more than ten years.",
            ),
        )
        return
    stated = f"{step.duration_hours:g}"
    span = Text(f"{low:.0f}〜{high:.0f} 時間", f"{low:.0f} to {high:.0f} hours")
    if not low - ROUNDING_HOURS <= step.duration_hours <= high + ROUNDING_HOURS:
        yield (
            f"{at}.duration_hours",
            Text(
                f"{stated} 時間は、expansion から求めた {span.ja}の外にあります。",
                f"{stated} hours lie outside the {span.en} that follow from the expansion.",
            ),
        )
