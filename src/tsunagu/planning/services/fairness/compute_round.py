"""Compute a round: the declared policy, first come, every other declared policy and the efficient plan, each verified.

Only what was frozen enters; whoever has it computes the same again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.planning.domain.asking.record import moment
from tsunagu.planning.domain.fairness.allocating import JOINT, Allocation, Round, allocate
from tsunagu.planning.domain.fairness.effect import Wait, figures, price_of_fairness, told_count
from tsunagu.planning.domain.fairness.inputs import Inputs, Served
from tsunagu.planning.domain.fairness.overriding import Override
from tsunagu.planning.domain.fairness.policy import Policy
from tsunagu.planning.domain.fairness.ranking import Ranked, ranking
from tsunagu.planning.domain.fairness.record import history_of, inputs_of, overrides_of, score_data
from tsunagu.planning.domain.fairness.scoring import explained
from tsunagu.planning.domain.problem.files import parse_problem, plan_as_data
from tsunagu.planning.domain.solution import Plan
from tsunagu.planning.domain.solvers.greedy import plan_first_come
from tsunagu.planning.domain.solvers.pattern import Effort
from tsunagu.planning.domain.solvers.whole_chain import plan_chain
from tsunagu.planning.domain.verify import verify
from tsunagu.planning.models import AllocationClaim, AllocationPolicy, AllocationRound, AllocationWork
from tsunagu.planning.services.fairness.rows import terms_of
from tsunagu.planning.services.solve_run import UNEXPECTED, refusal

Clock = Callable[[], datetime]
DECLARED, WITHOUT, FIRST, EFFICIENT = "declared", "without_overrides", "first_come", "efficient"


@dataclass(frozen=True)
class Frozen:
    """A round as it was frozen, with the policies that it is computed under."""

    one_round: Round
    on: date
    inputs: Mapping[str, Inputs]
    history: Mapping[str, Served]
    overrides: tuple[Override, ...]
    seed: str
    policy: Policy
    others: tuple[tuple[str, str, Policy], ...]

    def ranked(self, policy: Policy, overrides: tuple[Override, ...] = ()) -> tuple[Ranked, ...]:
        """Return the order of a policy."""
        return ranking(policy, list(self.inputs.values()), self.on, self.history, overrides, self.seed)


@dataclass(frozen=True)
class Variant:
    """One way to allocate: what it is called, its dates, and for a policy its order."""

    key: str
    title: str
    allocation: Allocation
    ranked: tuple[Ranked, ...] = ()


def compute_round(uuid: UUID, clock: Clock, effort: Effort = JOINT) -> None:
    """Compute a round that waits for it; where that fails its inputs are open again, with the reason."""
    with acting(Scope("worker")):
        frozen = _load(uuid)
    if frozen is None:
        return
    try:
        efficient = plan_chain(frozen.one_round.problem, effort)
        variants = list(variants_of(frozen, efficient, effort))
        for one in variants:
            check_sound(frozen.one_round, one.allocation.plan)
    except Refused as refused:
        _reopen(uuid, refused.reason)
        return
    except Exception:
        _reopen(uuid, UNEXPECTED)
        raise
    with acting(Scope("worker")):
        _keep(uuid, frozen, variants, efficient, clock())


def variants_of(frozen: Frozen, efficient: Plan, effort: Effort) -> Iterator[Variant]:
    """Yield every way that is compared, the declared policy first."""
    one_round = frozen.one_round
    order = frozen.ranked(frozen.policy, frozen.overrides)
    yield Variant(DECLARED, "", allocate(one_round, frozen.policy, order, effort), order)
    yield Variant(FIRST, "", Allocation(plan_first_come(one_round.problem), ()))
    if any(one.counts(frozen.on) for one in frozen.overrides):
        order = frozen.ranked(frozen.policy)
        yield Variant(WITHOUT, "", allocate(one_round, frozen.policy, order, effort), order)
    for key, title, policy in frozen.others:
        order = frozen.ranked(policy)
        yield Variant(key, title, allocate(one_round, policy, order, effort), order)
    yield Variant(EFFICIENT, "", Allocation(efficient, ()))


def check_sound(one_round: Round, plan: Plan) -> None:
    """Refuse a plan of a round that breaks a rule or claims a bound that it doesn't prove: nobody sees it."""
    report = verify(one_round.problem, plan)
    if not report.is_sound or (plan.bound is not None and not report.is_bound_proven):
        raise Refused("unsound", refusal(report))


def _load(uuid: UUID) -> Frozen | None:
    row = AllocationRound.objects.filter(uuid=uuid, state="computing").first()
    if row is None:
        return None
    work = AllocationWork.objects.get(round=row)
    facts: Any = work.inputs
    inputs = {one["key"]: inputs_of(one) for one in facts["requests"]}
    declared = AllocationPolicy.objects.get(uuid=row.policy)
    one_round = Round(
        parse_problem(work.problem or {}), {key: one.place for key, one in inputs.items()}, facts["begins"],
        facts["until"],
    )  # fmt: skip
    return Frozen(
        one_round, date.fromisoformat(facts["on"]), inputs, history_of(work.history), overrides_of(facts["overrides"]),
        row.seed, terms_of(declared), tuple(_others(declared, row.first)),
    )  # fmt: skip


def _others(declared: AllocationPolicy, on: date) -> Iterator[tuple[str, str, Policy]]:
    """Yield the newest version in force of every other declared policy."""
    seen = {declared.key}
    rows = AllocationPolicy.objects.filter(in_force_from__lte=on).order_by("key", "-version")
    for row in rows:
        if row.key not in seen:
            seen.add(row.key)
            yield f"policy-{row.key}", row.title, terms_of(row)


def waits_of(frozen: Frozen, plan: Plan) -> list[Wait]:
    """Return what everybody waits under a plan, from the day stated until the goal."""
    problem, found = frozen.one_round.problem, []
    for key, one in frozen.inputs.items():
        assignment = plan.assignments.get(key)
        days = None
        if assignment is not None:
            goal = moment(problem.start, assignment.goal_start(problem.journey_by_key[key]))
            days = (goal - moment(one.waiting_since, 0)).total_seconds() / 86_400
        found.append(Wait(key, one.place, one.urgency, days, frozen.one_round.has_slot(key, assignment)))
    return found


def _keep(uuid: UUID, frozen: Frozen, variants: list[Variant], efficient: Plan, now: datetime) -> None:
    row = AllocationRound.objects.select_for_update().get(uuid=uuid)
    if row.state != "computing":
        return
    problem = frozen.one_round.problem
    bound = None if efficient.bound is None else efficient.bound.value
    costs = {one.key: one.allocation.plan.cost(problem) for one in variants}
    least = min(costs.values())
    waits = {one.key: waits_of(frozen, one.allocation.plan) for one in variants}
    row.effect = {
        "variants": [
            {
                "key": one.key,
                "title": one.title,
                "short": sorted(one.allocation.short),
                "price": price_of_fairness(costs[one.key], least),
                **figures(waits[one.key], waits[FIRST]),
            }
            for one in variants
        ],
        "unproven": price_of_fairness(least, bound),
        "overrides": told_count(sum(one.counts(frozen.on) for one in frozen.overrides)),
    }
    row.state, row.computed_at = "computed", now
    row.save(update_fields=["state", "effect", "computed_at"])
    AllocationWork.objects.filter(round=row).update(
        results={
            one.key: {
                "title": one.title,
                "plan": plan_as_data(one.allocation.plan, problem),
                "order": list(one.allocation.order),
                "moved_up": sorted(one.allocation.moved_up),
                "waits": {wait.key: [wait.days, wait.has_slot] for wait in waits[one.key]},
            }
            for one in variants
        }
    )
    _tell_claims(row, frozen, variants[0], {one.key: one.days for one in waits[FIRST]})


def _tell_claims(
    row: AllocationRound, frozen: Frozen, declared: Variant, first_come: Mapping[str, float | None]
) -> None:
    """Keep with each claim its place in the order, the points and where they come from, and its dates."""
    allocation, problem = declared.allocation, frozen.one_round.problem
    ranked = {one.key: one for one in declared.ranked}
    order = [*allocation.order, *(one.key for one in declared.ranked if one.key not in allocation.order)]
    waits = {one.key: one for one in waits_of(frozen, allocation.plan)}
    for claim in AllocationClaim.objects.filter(round=row):
        if claim.key not in ranked:
            continue
        own, assignment = ranked[claim.key], allocation.plan.assignments.get(claim.key)
        line = explained(own.score, frozen.inputs[claim.key], frozen.on)
        claim.rank = order.index(claim.key) + 1
        goal = None if assignment is None else assignment.goal_start(problem.journey_by_key[claim.key])
        claim.result = {
            "why": "floor" if claim.key in allocation.moved_up else own.why,
            "shares": score_data(own.score),
            "line": line.as_dict(),
            "goal": None if goal is None else moment(problem.start, goal).isoformat(),
            "has_slot": waits[claim.key].has_slot,
            "days": waits[claim.key].days,
            "first_come_days": first_come[claim.key],
            "of": len(order),
        }
        claim.save(update_fields=["rank", "result"])


def _reopen(uuid: UUID, reason: Text) -> None:
    with acting(Scope("worker")):
        AllocationRound.objects.filter(uuid=uuid, state="computing").update(
            state="draft", reason_ja=reason.ja, reason_en=reason.en
        )
