"""What lots made to stock give: doses released of those planned, how they spread, how often a lot is lost.

Mean and spread are those of a normal share. The mean leans on nothing; the spread leans on the stated one, which counts
as ``STATED_SPREAD`` lots more (scaled inverse chi-square), so that a few lots that happen to be alike don't claim to be
sure. The interval of the mean is Student's t with that spread. The chance of a loss is beta-binomial, drawn to the
stated one with the weight of every assumption.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from math import sqrt

import numpy as np
from scipy import special

from tsunagu.journeys.domain.lot_courses import LotCourse
from tsunagu.planning.domain.estimates.assumptions import Learning
from tsunagu.planning.domain.estimates.found import Found, digest_of
from tsunagu.planning.domain.estimates.places import Place, lot_place
from tsunagu.planning.domain.estimates.pooling import TAIL, Counted, pooled_share
from tsunagu.statistics.estimates import Estimate, Interval

STATED_SPREAD = 4.0
LEAST_SPREAD = 0.01
"""A stated spread of 0 would make two equal lots certain."""
Stated = Mapping[Place, Mapping[str, float]]
"""What members state of their lots, by place: ``released``, ``spread``, ``lost``."""


def lots_found(
    courses: Iterable[LotCourse], stated: Stated, learning: Learning, now: datetime
) -> list[Found]:
    """Return what was observed of the lots of each route at each site of which something is stated."""
    oldest = now - timedelta(days=learning.within_days)
    groups: dict[Place, list[LotCourse]] = defaultdict(list)
    for one in courses:
        place = lot_place(one.site, one.route, one.step)
        if place in stated and oldest <= one.ended_at <= now:
            groups[place].append(one)
    return [
        _of_lots(place, sorted(rows, key=_order)[-learning.newest :], stated[place], learning.weight)
        for place, rows in sorted(groups.items())
    ]


def _of_lots(place: Place, rows: list[LotCourse], stated: Mapping[str, float], weight: float) -> Found:
    lost = Counted(sum(one.is_lost for one in rows), len(rows))
    shares = [one.share for one in rows if one.share is not None]
    values = _mean_and_spread(shares, stated) | {"lost": pooled_share(lost, stated["lost"], weight)}
    written = "\n".join(f"{one.chain} {one.step} {one.attempt} {one.share} {one.ended_at}" for one in rows)
    counts = {"released": len(shares), "lost": lost.hits}
    return Found(
        place, len(rows), values, counts, rows[0].ended_at, rows[-1].ended_at, False, digest_of(written),
        assumed=dict(stated),
    )  # fmt: skip


def _mean_and_spread(shares: list[float], stated: Mapping[str, float]) -> dict[str, Estimate]:
    """Return mean and spread of the shares; without any, what is stated, with open ends."""
    before = max(stated["spread"], LEAST_SPREAD)
    if not shares:
        return {
            "released": Estimate(stated["released"], Interval(0.0, np.inf), method="stated"),
            "spread": Estimate(stated["spread"], Interval(0.0, np.inf), method="stated"),
        }
    freedom = STATED_SPREAD + len(shares) - 1
    mean = float(np.mean(shares))
    squares = STATED_SPREAD * before**2 + float(np.sum((np.array(shares) - mean) ** 2))
    spread = sqrt(squares / freedom)
    reach = float(special.stdtrit(freedom, 1 - TAIL)) * spread / sqrt(len(shares))
    low, high = (sqrt(squares / float(special.chdtri(freedom, tail))) for tail in (TAIL, 1 - TAIL))
    return {
        "released": Estimate(mean, Interval(max(0.0, mean - reach), mean + reach), method="student_t"),
        "spread": Estimate(spread, Interval(low, high), method="chi_square"),
    }


def _order(one: LotCourse) -> tuple[datetime, str, int]:
    return one.ended_at, str(one.chain), one.attempt
