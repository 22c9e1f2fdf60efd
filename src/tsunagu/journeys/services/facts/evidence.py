"""How things stand: condition, results, dose, the patient's readiness."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.conditions.queries import legs_of
from tsunagu.custody.domain.items import ItemView
from tsunagu.evaluation.queries import ResultView, results_of
from tsunagu.foundation.database.compiled import compiled
from tsunagu.journeys.domain.dose import DosePlan
from tsunagu.journeys.domain.dose import Weight as WeightValue
from tsunagu.journeys.domain.gates.facts import (
    ConditionFacts,
    DoseFacts,
    ReadinessFacts,
    ResultFacts,
    RunningTests,
)
from tsunagu.journeys.domain.gates.quality import NEEDS_ACKNOWLEDGEMENT
from tsunagu.journeys.domain.work import Work
from tsunagu.journeys.models import Readiness, Release, RunningTestsKnown, Weight
from tsunagu.journeys.services.facts.things import transports_of
from tsunagu.journeys.services.running import Running
from tsunagu.therapies.domain.route import Dose, Step


def condition_facts(running: Running, step: Step, items: Sequence[ItemView]) -> tuple[ConditionFacts, ...]:
    """Return the verdict of each leg that each item travelled."""
    carried = {item.uuid: {one.key for one in transports_of(running, step, item)} for item in items}
    if not any(carried.values()):
        return ()
    legs = [
        leg
        for leg in legs_of([running.chain])
        if leg.step in running.rows and running.rows[leg.step].attempt == leg.attempt
    ]
    return tuple(
        ConditionFacts(
            uuid=leg.uuid,
            item=item.uuid,
            label=running.route.step(leg.step).name,
            state=leg.state,  # type: ignore[arg-type]
            minutes_over=leg.minutes_over,
            budget_minutes=leg.budget_minutes,
        )
        for item in items
        for leg in legs
        if leg.step in carried[item.uuid]
    )


def result_facts(running: Running, step: Step) -> tuple[ResultFacts, ...]:
    """Return how each characteristic of the required panels stands in the present attempt."""
    panels = [*step.requires_panels, *_panels_running(running, step)]
    if not panels:
        return ()
    newest: dict[tuple[str, str], ResultView] = {}
    for given in results_of([running.chain]):
        row = running.rows.get(given.step)
        if row is not None and row.attempt == given.attempt:
            newest[given.panel, given.characteristic] = given
    found = []
    for key in panels:
        panel = running.route.panel(key)
        for one in panel.characteristics:
            result: ResultView | None = newest.get((key, one.key))
            found.append(
                ResultFacts(
                    panel=key,
                    key=one.key,
                    name=one.name,
                    weight=one.weight,
                    state="missing" if result is None else result.state,  # type: ignore[arg-type]
                    shown="" if result is None else result.text,
                    uuid=None if result is None else result.uuid,
                )
            )
    return tuple(found)


def _panels_running(running: Running, step: Step) -> list[str]:
    """Return the panels whose results follow after release, at the steps where that must be known."""
    if step.action not in NEEDS_ACKNOWLEDGEMENT:
        return []
    return [
        panel.key
        for panel in running.route.panels
        if panel.key not in step.requires_panels
        and any(one.weight == "after_release" for one in panel.characteristics)
        and _is_after_making(running, step, panel.key)
    ]


def _is_after_making(running: Running, step: Step, panel: str) -> bool:
    """Say whether the panel tests something made before this step."""
    testing = [one for one in running.route.steps if one.panel == panel]
    before = running.route.ancestors(step.key)
    return any(set(one.after) & (before | {step.key}) for one in testing)


def running_tests(running: Running) -> RunningTests:
    """Return whether the physician knows that tests are still running, and what follows a positive result."""
    row = next(iter(_known(running.chain, running.journey.attempt)), None)
    return RunningTests(
        physician_acknowledged=row is not None, positive_plan_ready=row is not None and bool(row.plan)
    )


@compiled
def _known(chain: UUID, attempt: int) -> QuerySet[RunningTestsKnown]:
    return RunningTestsKnown.objects.filter(chain=chain, attempt=attempt).order_by("-acknowledged_at")[:1]


def dose_facts(running: Running, step: Step) -> DoseFacts | None:
    """Return what is to be given, where something is given."""
    if step.action != "administer":
        return None
    newest = next(iter(_weights(running.chain)), None)
    weight = None
    if newest is not None:
        weight = WeightValue(Decimal(str(newest.kilograms)), newest.weighed_at, newest.uuid)
    return DoseFacts(plan=_plan(running.route.dose), weight=weight)


@compiled
def _weights(chain: UUID) -> QuerySet[Weight]:
    return Weight.objects.filter(chain=chain).order_by("-weighed_at")[:1]


def _plan(dose: Dose | None) -> DosePlan:
    if dose is None:
        return DosePlan()
    return DosePlan(
        per_kg_cells=_decimal(dose.per_kg_cells),
        min_cells=_decimal(dose.min_cells),
        max_cells=_decimal(dose.max_cells),
        weight_valid_days=dose.weight_valid_days,
        containers=dose.containers,
    )


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def readiness_facts(
    running: Running, step: Step, items: Sequence[ItemView], work: Work | None
) -> ReadinessFacts | None:
    """Return how the patient's side stands, where a patient is prepared or treated."""
    if step.action not in ("prepare", "administer") or running.case is None:
        return None
    stated = next(iter(_stated(running.chain)), None)
    order = running.case.uuid if running.case.is_physician_order or (stated and stated.ordered_by) else None
    infection = work.has_infection if work is not None and work.has_infection is not None else None
    if infection is None and stated is not None:
        infection = stated.has_infection
    before = running.route.ancestors(step.key)
    preparing = [one for one in running.route.steps if one.action == "prepare" and one.key in before]
    done = [running.rows[one.key].ended_at for one in preparing]
    return ReadinessFacts(
        order=order,
        infection=infection,
        preparation_required=bool(preparing) or step.action == "prepare",
        preparation_done_at=max((time for time in done if time is not None), default=None),
        product_released=_all_done(running, before, "release") and _is_released(running, items),
        product_received=_all_done(running, before, "accept"),
    )


@compiled
def _stated(chain: UUID) -> QuerySet[Readiness]:
    return Readiness.objects.filter(chain=chain).order_by("-stated_at")[:1]


def _all_done(running: Running, before: frozenset[str], action: str) -> bool:
    """Say whether every step of an action that the route puts before this one is done."""
    rows = [
        running.rows[one.key] for one in running.route.steps if one.action == action and one.key in before
    ]
    return all(row.state == "done" for row in rows)


def _is_released(running: Running, items: Sequence[ItemView]) -> bool:
    """Say whether the releases that precede this step were given; the gate of release judges the items."""
    refused = Release.objects.filter(chain=running.chain, attempt=running.journey.attempt, verdict="rejected")
    return not refused.exists()
