"""A route: the versioned value chain of one therapy, as values that can't change."""

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from tsunagu.foundation.text import Text
from tsunagu.members.domain.materials import MATERIALS
from tsunagu.therapies.domain.expansion import Expansion
from tsunagu.therapies.domain.vocabulary import (
    CONSUMING_ACTIONS,
    RELEASES_NEEDED,
    REQUIRED_MARKERS,
    Action,
    CellSource,
    Kind,
    PlanClass,
    ProductKind,
    ReleaseKind,
    Setting,
    Source,
    Stage,
    Weight,
)


@dataclass(frozen=True, slots=True)
class Flow:
    """So many pieces of one product going into a step or coming out of it."""

    product: str
    count: int
    source: Source = "journey"


@dataclass(frozen=True, slots=True)
class Window:
    """The step must start within ``max_hours`` of the end of ``after_step``."""

    after_step: str
    max_hours: float
    name: Text


@dataclass(frozen=True, slots=True)
class Product:
    """A kind of item that the route makes, carries or uses."""

    key: str
    kind: ProductKind
    name: Text
    unit: str
    band: str
    cells: int | None = None
    shelf_life_hours: float | None = None
    irreplaceable: bool = False


@dataclass(frozen=True, slots=True)
class Characteristic:
    """One thing that is measured, with its limits and its weight for the release.

    ``method_must_be_qualified``: the method counts as unqualified at a site that has no qualification for it.
    """

    key: str
    name: Text
    unit: str
    weight: Weight
    method: str
    minimum: float | None = None
    maximum: float | None = None
    expected: str | None = None
    turnaround_hours: float = 0.0
    method_must_be_qualified: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """The characteristics that are judged together at a step, under one specification version."""

    key: str
    name: Text
    version: int
    characteristics: tuple[Characteristic, ...]

    def characteristic(self, key: str) -> Characteristic:
        """Return the characteristic of that key; KeyError where there is none."""
        return _by_key(self.characteristics, key)


@dataclass(frozen=True, slots=True)
class Dose:
    """How much is given: per kilogram of a dated weight, or a fixed range of cells; which product before which."""

    per_kg_cells: float | None = None
    min_cells: float | None = None
    max_cells: float | None = None
    weight_valid_days: int | None = None
    containers: int = 1
    component_order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Legal:
    """What the law adds to a route: the plan's class, a conditional approval, a bar on shipment."""

    plan_class: PlanClass | None = None
    conditional: bool = False
    barred_until: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One element of the route: who does what, after which steps, under which requirements."""

    key: str
    name: Text
    stage: Stage
    action: Action
    party: str
    capability: str
    role: str
    duration_hours: float
    expansion: Expansion | None = None
    after: tuple[str, ...] = ()
    windows: tuple[Window, ...] = ()
    min_hours_after: float = 0.0
    band: str | None = None
    panel: str | None = None
    requires_panels: tuple[str, ...] = ()
    inputs: tuple[Flow, ...] = ()
    outputs: tuple[Flow, ...] = ()
    signatures: int = 1
    feeding: bool = False
    at_risk_until: bool = False
    releases: ReleaseKind | None = None
    needs_release: bool = False

    @property
    def is_consuming(self) -> bool:
        """Whether the inputs are used up (process, test, administer) rather than handled."""
        return self.action in CONSUMING_ACTIONS


KeyedT = TypeVar("KeyedT", Product, Panel, Characteristic)


@dataclass(frozen=True)
class Route:
    """One version of a therapy's value chain: an ordered graph of steps with its products and panels."""

    key: str
    version: int
    name: Text
    kind: Kind
    setting: Setting
    source: CellSource
    steps: tuple[Step, ...]
    parties: tuple[str, ...] = ()
    products: tuple[Product, ...] = ()
    panels: tuple[Panel, ...] = ()
    consents: tuple[str, ...] = ()
    donor_markers: tuple[str, ...] = REQUIRED_MARKERS
    makes: str | None = None
    cell_type: str | None = None
    dose: Dose | None = None
    legal: Legal = field(default_factory=Legal)
    facts: Mapping[str, object] = field(default_factory=dict, hash=False)
    assumed: Mapping[str, object] = field(default_factory=dict, hash=False)

    @cached_property
    def _steps_by_key(self) -> dict[str, Step]:
        return {step.key: step for step in self.steps}

    def step(self, key: str) -> Step:
        """Return the step of that key; KeyError where there is none."""
        return self._steps_by_key[key]

    @property
    def releases_needed(self) -> tuple[ReleaseKind, ...]:
        """The releases that what this route makes must get: an intermediate is never placed on the market."""
        needed = RELEASES_NEEDED[self.setting]
        is_intermediate = self.makes is not None and self.product(self.makes).kind == "intermediate"
        return needed[:1] if is_intermediate else needed

    def has_step(self, key: str) -> bool:
        """Whether the route has a step of that key."""
        return key in self._steps_by_key

    def product(self, key: str) -> Product:
        """Return the product of that key; KeyError where there is none."""
        return _by_key(self.products, key)

    def product_name(self, key: str) -> Text:
        """Return the name of a product of the route, or of a sample; a product of another route shows its key."""
        known = MATERIALS.get(key, Text(key, key))
        return next((one.name for one in self.products if one.key == key), known)

    def panel(self, key: str) -> Panel:
        """Return the panel of that key; KeyError where there is none."""
        return _by_key(self.panels, key)

    @cached_property
    def _followers(self) -> dict[str, tuple[str, ...]]:
        followers: dict[str, list[str]] = {step.key: [] for step in self.steps}
        for step in self.steps:
            for before in step.after:
                followers[before].append(step.key)
        return {key: tuple(found) for key, found in followers.items()}

    def successors(self, key: str) -> tuple[str, ...]:
        """Return the steps that wait directly for this one, in file order."""
        return self._followers[key]

    @cached_property
    def order(self) -> tuple[Step, ...]:
        """All steps in an order in which they can be carried out; ties keep the file's order."""
        place = {step.key: index for index, step in enumerate(self.steps)}
        waiting = {step.key: len(step.after) for step in self.steps}
        ready = [place[key] for key, count in waiting.items() if count == 0]
        heapq.heapify(ready)
        done: list[Step] = []
        while ready:
            step = self.steps[heapq.heappop(ready)]
            done.append(step)
            for follower in self._followers[step.key]:
                waiting[follower] -= 1
                if waiting[follower] == 0:
                    heapq.heappush(ready, place[follower])
        return tuple(done)

    @cached_property
    def _ancestors(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for step in self.order:
            found[step.key] = frozenset(step.after).union(*(found[before] for before in step.after))
        return found

    def ancestors(self, key: str) -> frozenset[str]:
        """Return the keys of every step that must be done before this one."""
        return self._ancestors[key]

    @cached_property
    def ends(self) -> tuple[Step, ...]:
        """The steps for which nothing waits; a valid route has exactly one."""
        return tuple(step for step in self.steps if not self._followers[step.key])

    @cached_property
    def starts(self) -> tuple[Step, ...]:
        """The steps that wait for nothing: two sources may begin at the same time."""
        return tuple(step for step in self.steps if not step.after)

    def producers(self, product: str) -> Iterator[Step]:
        """Yield the steps that bring a product into the journey: by making or by allocating it."""
        for step in self.steps:
            drawn = step.inputs if step.action == "allocate" else ()
            if any(flow.product == product for flow in (*step.outputs, *drawn)):
                yield step

    def consumers(self, product: str) -> Iterator[Step]:
        """Yield the steps that use a product up."""
        for step in self.steps:
            if step.is_consuming and any(flow.product == product for flow in step.inputs):
                yield step

    def planned_offsets(self) -> dict[str, float]:
        """Return the earliest start of each step in hours from the journey's beginning.

        Counted forward over the graph: a step starts ``min_hours_after`` hours after the latest end
        of the steps before it.
        """
        starts: dict[str, float] = {}
        for step in self.order:
            ends = [starts[before] + self.step(before).duration_hours for before in step.after]
            starts[step.key] = max(ends, default=0.0) + step.min_hours_after
        return starts

    def shortest_lag(self, earlier: str, later: str) -> float:
        """Return the least hours from the end of one step to the start of another that follows it."""
        reached = {earlier: 0.0}
        for step in self.order:
            lags = [
                reached[before] + (0.0 if before == earlier else self.step(before).duration_hours)
                for before in step.after
                if before in reached
            ]
            if lags and step.key != earlier:
                reached[step.key] = max(lags) + step.min_hours_after
        return reached[later]

    def first(self, action: Action) -> Step | None:
        """Return the first step of an action in working order, if the route has one."""
        return next((step for step in self.order if step.action == action), None)


def _by_key(found: tuple[KeyedT, ...], key: str) -> KeyedT:
    for one in found:
        if one.key == key:
            return one
    raise KeyError(key)
