"""How sure a proposal's date is, and what that rests on, as its card shows it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tsunagu.foundation.web.times import tokyo_date
from tsunagu.planning.domain.asking.record import Kept
from tsunagu.planning.domain.estimates.figures import Figures, Ground
from tsunagu.planning.domain.estimates.rechecking import chance_with
from tsunagu.therapies.domain.expansion import chance_unreached
from tsunagu.therapies.domain.route import Route

LEAST_CHANGE = 0.01


def certainty(kept: Kept, route: Route, known: Figures, now: datetime) -> dict[str, Any]:
    """Return the date by which the infusion happens as surely as asked for, where slack helps, and on what it rests.

    ``now_percent`` is the chance with what is in force now, where that differs from when it was computed.
    ``cultures`` are those whose time follows from how their cells grow.
    """
    sure = kept.sure_by or kept.sure_if_none_fails
    counts = [n for _, n in kept.observed]
    present = chance_with(kept, route, known) if kept.goal > now else kept.chance
    has_moved = abs(present - kept.chance) >= LEAST_CHANGE
    return {
        "percent": round(kept.confidence * 100),
        "sure": sure,
        "is_reached": kept.sure_by is not None,
        "later": (tokyo_date(sure) - tokyo_date(kept.goal)).days,
        "slack_after": route.step(kept.helps[0]).name if kept.helps else None,
        "slack_percent": round(kept.helps[1] * 100) if kept.helps else None,
        "observed": len(counts),
        "sizes": "–".join(
            dict.fromkeys(str(one) for one in (min(counts, default=0), max(counts, default=0)))
        ),
        "varying": kept.varying,
        "now_percent": round(present * 100) if has_moved else None,
        "cultures": list(_cultures(kept, route, known)),
    }


def _cultures(kept: Kept, route: Route, known: Figures) -> Iterator[dict[str, Any]]:
    ground = Ground(known, route, kept.sites)
    for key, start, end in kept.steps:
        step = route.step(key)
        expansion = ground.expansion(step)
        if expansion is not None:
            planned = (end - start).total_seconds() / 3600
            low, _, high = (f"{hours / 24:.1f}" for hours in expansion.hours)
            yield {
                "name": step.name, "low": low, "high": high, "planned": f"{planned / 24:.1f}",
                "percent": round((1 - chance_unreached(expansion, planned)) * 100),
            }  # fmt: skip
