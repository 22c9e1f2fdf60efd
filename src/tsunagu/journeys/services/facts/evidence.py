"""How things stand: condition, results, dose, the patient's readiness."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.conditions.queries import LegVerdict, leg_verdicts
from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.items import items_of_chain
from tsunagu.evaluation.queries import ResultView, results_of
from tsunagu.foundation.database.compiled import compiled
from tsunagu.foundation.text import Text
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
from tsunagu.journeys.domain.infection import InfectionStatement, infection_on
from tsunagu.journeys.models import Readiness, Release, RunningTestsKnown, Weight
from tsunagu.journeys.services.facts.methods import result_gaps
from tsunagu.journeys.services.facts.parties import unable_laboratories
from tsunagu.journeys.services.facts.released import failed_since, rests_on
from tsunagu.journeys.services.facts.things import transports_of
from tsunagu.journeys.services.running import Running
from tsunagu.members.domain.facts import SiteFacts as MemberSite
from tsunagu.therapies.domain.route import Dose, Step

PATIENT_ACTS = frozenset({"prepare", "administer"})
KEPT_IN_LOT = Text("ロットの保管・輸送", "Storage or transport of the lot")


def condition_facts(running: Running, step: Step, items: Sequence[ItemView]) -> tuple[ConditionFacts, ...]:
    """Return the verdict of each transport of each item, and each departure where it was kept or grown before."""
    before = running.route.ancestors(step.key)
    lots = {item.lot for item in items if item.lot is not None} - {running.chain}
    if not items or not (lots or any(running.route.step(key).band for key in before)):
        return ()
    legs = [
        leg
        for leg in leg_verdicts([running.chain, *lots])
        if leg.chain != running.chain or _counts(running, leg)
    ]
    found = []
    for item in items:
        carried = {one.key for one in transports_of(running, step, item)}
        for leg in legs:
            is_transport = leg.chain == running.chain and leg.step in carried
            if is_transport or _departs(running, before, item, leg):
                found.append(_condition(running, item, leg, is_transport))
    return tuple(found)


def _counts(running: Running, leg: LegVerdict) -> bool:
    return leg.step in running.rows and running.rows[leg.step].attempt == leg.attempt


def _departs(running: Running, before: frozenset[str], item: ItemView, leg: LegVerdict) -> bool:
    """Say whether the item, or what it was made from, left its band where no readings are required."""
    if leg.state in ("within", "missing_readings") and not leg.replaces_because:
        return False
    if leg.chain == running.chain:
        return leg.step in before and running.route.step(leg.step).action != "transport"
    return leg.chain == item.lot and str(item.uuid) in leg.items


def _condition(running: Running, item: ItemView, leg: LegVerdict, is_transport: bool) -> ConditionFacts:
    is_here = leg.chain == running.chain
    return ConditionFacts(
        uuid=leg.uuid,
        item=item.uuid,
        label=running.route.step(leg.step).name if is_here else KEPT_IN_LOT,
        state=leg.state,  # type: ignore[arg-type]
        minutes_over=leg.minutes_over,
        budget_minutes=leg.budget_minutes,
        is_transport=is_transport,
        replaces_because=leg.replaces_because,
    )


def result_facts(
    running: Running, step: Step, items: Sequence[ItemView], place: MemberSite | None = None
) -> tuple[ResultFacts, ...]:
    """Return how each characteristic of the required panels stands in the present attempt.

    Where a step needs a release, what that release rests on and has failed since is among them.
    """
    panels = [*step.requires_panels, *_panels_running(running, step)]
    resting = rests_on(running, step, items)
    if not panels and not resting:
        return ()
    every = results_of({running.chain, *resting}, with_awaiting=True)
    newest: dict[tuple[str, str], ResultView] = {}
    proposed: dict[UUID | None, str] = {one.corrects: one.text for one in every if one.awaits_quality}
    for given in every:
        row = running.rows.get(given.step) if given.chain == running.chain else None
        if row is not None and row.attempt == given.attempt and not given.awaits_quality:
            newest[given.panel, given.characteristic] = given
    found = failed_since(resting, [one for one in every if not one.awaits_quality])
    unable = unable_laboratories(running, place, newest.values())
    gaps = result_gaps(running, newest.values())
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
                    state="missing" if result is None else result.counts_as,  # type: ignore[arg-type]
                    shown="" if result is None else result.text,
                    uuid=None if result is None else result.uuid,
                    laboratory_qualified=result is None or result.uuid not in unable,
                    proposed="" if result is None else proposed.get(result.uuid, ""),
                    failed_before="" if result is None else result.failed_before,
                    method_gap=None if result is None else gaps.get(result.uuid),
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


def dose_facts(running: Running, step: Step, stated: Sequence[Readiness], now: datetime) -> DoseFacts | None:
    """Return what is to be given, where something is given: by the weight that was the newest at that time."""
    if step.action != "administer":
        return None
    measured = list(_weights(running.chain))
    newest = next((one for one in measured if one.weighed_at <= now), next(iter(measured), None))
    weight = None
    if newest is not None:
        weight = WeightValue(Decimal(str(newest.kilograms)), newest.weighed_at, newest.uuid)
    plan = _plan(running.route.dose)
    orders = [one for one in stated if one.ordered_by is not None and not one.step]
    ordered = orders[-1].ordered_cells if orders else None
    return DoseFacts(
        plan=plan,
        weight=weight,
        ordered_cells=_decimal(ordered),
        components_given=_given(running) if plan.component_order else (),
    )


def _given(running: Running) -> tuple[str, ...]:
    """Return the products of the present attempt that the patient was given so far."""
    attempts = {key: row.attempt for key, row in running.rows.items()}
    return tuple(
        item.product
        for item in items_of_chain(running.chain)
        if item.state == "administered"
        and (item.lot is not None or attempts.get(item.made_by_step, item.attempt) == item.attempt)
    )


@compiled
def _weights(chain: UUID) -> QuerySet[Weight]:
    return Weight.objects.filter(chain=chain).order_by("-weighed_at")


def _plan(dose: Dose | None) -> DosePlan:
    if dose is None:
        return DosePlan()
    return DosePlan(
        per_kg_cells=_decimal(dose.per_kg_cells),
        min_cells=_decimal(dose.min_cells),
        max_cells=_decimal(dose.max_cells),
        weight_valid_days=dose.weight_valid_days,
        containers=dose.containers,
        component_order=dose.component_order,
    )


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def readiness_facts(
    running: Running,
    step: Step,
    items: Sequence[ItemView],
    stated: Sequence[Readiness],
    said: InfectionStatement | None,
    now: datetime,
) -> ReadinessFacts | None:
    """Return how the patient's side stands, where a patient is prepared or treated; ``said`` is typed now."""
    if step.action not in PATIENT_ACTS or running.case is None:
        return None
    is_ordered = running.case.is_physician_order or any(one.ordered_by for one in stated)
    order = running.case.uuid if is_ordered else None
    statements = [
        InfectionStatement(one.has_infection, one.stated_at, one.ordered_by is not None) for one in stated
    ]
    infection = infection_on(now, [*statements, said] if said else statements)
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


def readiness_stated(running: Running, step: Step) -> list[Readiness]:
    """Return what was stated of the patient so far, oldest first, where a patient is prepared or treated."""
    return list(_stated(running.chain)) if step.action in PATIENT_ACTS else []


@compiled
def _stated(chain: UUID) -> QuerySet[Readiness]:
    return Readiness.objects.filter(chain=chain).order_by("stated_at")


def _all_done(running: Running, before: frozenset[str], action: str) -> bool:
    """Say whether every step of an action that the route puts before this one is done."""
    rows = [
        running.rows[one.key] for one in running.route.steps if one.action == action and one.key in before
    ]
    return all(row.state == "done" for row in rows)


def _is_released(running: Running, items: Sequence[ItemView]) -> bool:
    """Say whether the releases that precede this step were given; the gate of release judges the items."""
    newest: dict[str, Release] = {}
    for one in Release.objects.filter(chain=running.chain).order_by("released_at"):
        if one.step in running.rows and running.rows[one.step].attempt == one.attempt:
            newest[one.step] = one
    return all(one.verdict == "released" for one in newest.values())
