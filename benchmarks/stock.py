"""How much fewer doses are missing and thrown away by planned lots than by the usual rule, and how far from the best.

Generated problems (two products that share one or two clean rooms) are planned once at their start, by the plan and by
the rule (order up to the mean demand until the next release), and both are replayed over 400 other futures than
those the plan was made for. ``lost_ratio`` is doses missing plus thrown away by the plan over the same by the rule,
``cost_ratio`` the same with their weights. ``gap_most`` is the largest distance to the bound that HiGHS proved, for the
futures that a plan was made for; with more than the few seconds given here it falls. Each plan passes its check, or the
bench fails.
"""

import time

from benchmarks._figures import Figure, figure, percentile
from benchmarks._installation import is_small, tell

from tsunagu.planning.domain.stock.generated import stock_problem
from tsunagu.planning.domain.stock.outlook import Share, outlook_of
from tsunagu.planning.domain.stock.solving.lots import plan_lots
from tsunagu.planning.domain.stock.solving.naive import plan_by_means
from tsunagu.planning.domain.stock.solving.program import Effort
from tsunagu.planning.domain.stock.verify.checking import faults_of

SEEDS = range(2) if is_small() else range(4)
WEEKS, SCENARIOS = (8, 6) if is_small() else (16, 40)
EFFORT = Effort(rounds=2, nodes=20, seconds=9.0) if is_small() else Effort(rounds=60, nodes=400, seconds=9.0)


def main() -> dict[str, Figure]:
    """Return the figures of bench ``stock``."""
    ours: list[Share] = []
    rules: list[Share] = []
    gaps: list[float] = []
    seconds: list[float] = []
    for seed in SEEDS:
        problem = stock_problem(seed, WEEKS, scenarios=SCENARIOS)
        rule = plan_by_means(problem)
        began = time.perf_counter()
        plan = plan_lots(problem, EFFORT, rule.lots)
        seconds.append(time.perf_counter() - began)
        if faults := faults_of(problem, plan):
            raise RuntimeError(faults[0].en)
        gaps.append(plan.gap or 0.0)
        ours.append(outlook_of(problem, plan.lots).share)
        rules.append(outlook_of(problem, rule.lots).share)
        tell(f"seed {seed}: {ours[-1].cost:.0f} against {rules[-1].cost:.0f}, gap {gaps[-1]:.1%}")
    demand = sum(one.demand for one in ours)
    return {
        "lost_ratio": figure(_lost(ours) / _lost(rules), "1"),
        "cost_ratio": figure(sum(one.cost for one in ours) / sum(one.cost for one in rules), "1"),
        "unmet_share": figure(sum(one.unmet for one in ours) / demand, "1"),
        "unmet_share_rule": figure(sum(one.unmet for one in rules) / demand, "1"),
        "wasted_share": figure(sum(one.wasted for one in ours) / demand, "1"),
        "gap_median": figure(percentile(gaps, 0.5), "1"),
        "gap_most": figure(max(gaps), "1"),
        "p50_seconds": figure(percentile(seconds, 0.5), "s"),
    }


def _lost(shares: list[Share]) -> float:
    return sum(one.unmet + one.wasted for one in shares)
