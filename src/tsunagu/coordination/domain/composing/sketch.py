"""Sketches of routes: steps for who has no route yet, to be changed before a chain is composed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tsunagu.coordination.domain.composing.problem import Step, Window
from tsunagu.foundation.text import Text

LONGEST_HOURS = 9999


@dataclass(frozen=True)
class Sketch:
    """A sketch with its steps; ``by_cell`` gives, for some steps, the capability that the cells ask for."""

    key: str
    name: Text
    cells: tuple[str, ...]
    setting: str
    steps: tuple[Step, ...]
    by_cell: Mapping[str, Mapping[str, str]]

    def for_cells(self, cell_type: str) -> tuple[Step, ...]:
        """Return the steps for a type of cell."""
        return tuple(
            replace(step, capability=self.by_cell.get(step.key, {}).get(cell_type, step.capability))
            for step in self.steps
        )


@dataclass(frozen=True)
class Changes:
    """What someone changed in a sketch: steps left out, hours of steps and windows, bands of transports."""

    left_out: frozenset[str] = frozenset()
    hours: Mapping[str, int] = field(default_factory=dict)
    windows: Mapping[str, int] = field(default_factory=dict)
    bands: Mapping[str, str] = field(default_factory=dict)


def sketches_from(shipped: Mapping[str, Any]) -> tuple[Sketch, ...]:
    """Return the sketches of a file."""
    return tuple(_sketch(one) for one in shipped["sketches"])


def _sketch(raw: Mapping[str, Any]) -> Sketch:
    by_cell = {step["key"]: step["by_cell"] for step in raw["steps"] if "by_cell" in step}
    cells = tuple(raw["cells"])
    steps = tuple(_step(step) for step in raw["steps"])
    return Sketch(raw["key"], Text(**raw["name"]), cells, raw["setting"], steps, by_cell)


def _step(raw: Mapping[str, Any]) -> Step:
    windows = tuple(Window(after, hours, Text(ja, en)) for after, hours, ja, en in raw.get("windows", ()))
    return Step(
        raw["key"], Text(raw["ja"], raw["en"]), raw["stage"], raw["action"], raw["party"],
        raw.get("capability", ""), raw.get("hours", 0), tuple(raw.get("after", ())), windows,
        spread_hours=raw.get("spread", 0), band=raw.get("band", ""), is_separable=raw.get("separable", False),
    )  # fmt: skip


def changed(steps: tuple[Step, ...], changes: Changes) -> tuple[Step, ...]:
    """Return the steps as changed; what came after a step left out comes after those before it, its windows go."""
    for key in sorted(changes.left_out):
        steps = _without(steps, key)
    return tuple(_changed(step, changes) for step in steps)


def _changed(step: Step, changes: Changes) -> Step:
    windows = tuple(
        replace(window, max_hours=changes.windows.get(step.key, window.max_hours)) for window in step.windows
    )
    band = changes.bands.get(step.key, step.band)
    capability = step.capability
    if step.action == "transport" and band != step.band:
        capability = "cryo_transport" if band in ("vapour", "dry_ice") else "cell_transport"
    hours = changes.hours.get(step.key, step.hours)
    return replace(step, hours=hours, windows=windows, band=band, capability=capability)


def _without(steps: tuple[Step, ...], key: str) -> tuple[Step, ...]:
    gone = next((step for step in steps if step.key == key), None)
    if gone is None:
        return steps
    return tuple(
        replace(
            step,
            after=_after(step, gone),
            windows=tuple(window for window in step.windows if window.after_step != key),
        )
        for step in steps
        if step.key != key
    )


def _after(step: Step, gone: Step) -> tuple[str, ...]:
    if gone.key not in step.after:
        return step.after
    return tuple(
        dict.fromkeys(one for key in step.after for one in (gone.after if key == gone.key else (key,)))
    )


def together(steps: tuple[Step, ...], *, tests_elsewhere: bool) -> tuple[Step, ...]:
    """Return the steps with tests bound to their party's site, unless they may be taken elsewhere."""
    if tests_elsewhere:
        return steps
    return tuple(replace(step, is_separable=False) for step in steps)


def capabilities_of(steps: Collection[Step]) -> frozenset[str]:
    """Return everything that the steps ask for."""
    return frozenset(step.capability for step in steps)
