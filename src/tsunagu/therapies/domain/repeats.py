"""Writing out a repeated step as ``key-1`` to ``key-n``, each after the one before."""

from collections.abc import Sequence
from dataclasses import replace

from tsunagu.foundation.text import Text
from tsunagu.therapies.domain.route import Step, Window
from tsunagu.therapies.domain.step_parsing import RawStep


def expand_repeats(raw: Sequence[RawStep]) -> tuple[Step, ...]:
    """Return all steps with repetitions written out; whoever waited for ``key`` waits for its last one."""
    last = {one.step.key: one.expanded_keys[-1] for one in raw}
    steps: list[Step] = []
    for one in raw:
        steps += _copies(one, last)
    return tuple(steps)


def _copies(one: RawStep, last: dict[str, str]) -> list[Step]:
    step = replace(
        one.step,
        after=tuple(last.get(key, key) for key in one.step.after),
        windows=tuple(
            Window(last.get(window.after_step, window.after_step), window.max_hours, window.name)
            for window in one.step.windows
        ),
    )
    if one.repeat is None:
        return [step]
    copies: list[Step] = []
    for number, key in enumerate(one.expanded_keys, start=1):
        name = Text(f"{step.name.ja}{number}", f"{step.name.en} {number}")
        copy = replace(step, key=key, name=name)
        if copies:
            pause = max(one.repeat.every_hours - step.duration_hours, 0.0)
            copy = replace(copy, after=(copies[-1].key,), min_hours_after=pause, windows=())
        copies.append(copy)
    return copies
