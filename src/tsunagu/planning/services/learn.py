"""Look at what happened and keep what was observed; what differs from what is in force is proposed, never applied."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.journeys.queries.durations import step_courses
from tsunagu.journeys.queries.lot_courses import lot_courses
from tsunagu.members.domain.facts import MemberFacts
from tsunagu.members.queries.directory import coordinator
from tsunagu.members.queries.sites import all_sites
from tsunagu.notices.services.notify import notify
from tsunagu.planning.domain.estimates.estimating import chance_beside, estimates_of
from tsunagu.planning.domain.estimates.figures import Figures, measured_against
from tsunagu.planning.domain.estimates.found import Found, digest_of
from tsunagu.planning.domain.estimates.lots import lots_found
from tsunagu.planning.domain.estimates.states import UNDECIDED, before_of, is_worth_proposing
from tsunagu.planning.models import Estimate
from tsunagu.planning.queries.estimates import figures, place_of
from tsunagu.planning.queries.lots import stated_lots

QUIET = timedelta(days=30)
"""For so long a declined proposal isn't made again."""
LOCK = 0x74736E_6C6F6F6B  # two looks at once would write the same rows


def learn(now: datetime) -> int:
    """Make the estimates anew from the journeys that the coordinator may use; return how many are proposed.

    One look at a time; the same data again changes nothing. Without a coordinator nobody's data are the network's.
    """
    network = coordinator()
    if network is None:
        return 0
    scope = Scope("member", member=network.uuid, member_id=network.id, is_coordinator=True)
    with acting(scope):
        return _learn(network, now)


def one_at_a_time() -> None:
    """Let no other look or decision happen until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


@transaction.atomic
def _learn(network: MemberFacts, now: datetime) -> int:
    one_at_a_time()
    known = figures()
    owners = {site.key: site.member.id for site in all_sites(tokyo_date(now))} | {"": network.id}
    rows = {place_of(row): row for row in Estimate.objects.select_for_update().filter(state__in=UNDECIDED)}
    quiet = {
        place_of(row): row.digest
        for row in Estimate.objects.filter(state="declined", decided_at__gt=now - QUIET)
    }
    courses = step_courses()
    lots = lots_found(lot_courses(), stated_lots(now), known.assumed.learning, now)
    found = [one for one in (*estimates_of(courses, known, now), *lots) if one.place.site in owners]
    fresh: list[Estimate] = []
    count = 0
    for one in found:
        is_proposed = one.place not in quiet and is_worth_proposing(one, known)
        count += is_proposed
        is_pair = is_proposed and one.place.kind == "duration"
        look = Look(one, known, is_proposed, chance_beside(one, courses, known, now) if is_pair else None)
        row = rows.pop(one.place, None)
        was = "" if row is None else row.state
        if row is None or any(getattr(row, name) != value for name, value in look.data().items()):
            kept = _keep(row, look, owners[one.place.site], now)
            fresh += [kept] if is_proposed and was != "proposed" else []
    Estimate.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()
    _tell(network, fresh, now)
    return count


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found of a place, the figures it was compared with, and the chance that belongs to a duration."""

    found: Found
    known: Figures
    is_proposed: bool
    beside: Found | None

    def data(self) -> dict[str, Any]:
        """Return what is kept of it: the same steps and the same figures in force give the same."""
        beside = {} if self.beside is None else _observed(self.beside, self.known)
        digest = self.found.digest
        if self.beside is not None:
            digest = digest_of(digest + self.beside.digest)
        return {
            **_observed(self.found, self.known), "digest": digest, "beside": beside,
            "against": measured_against(self.known, self.found.place),
            "state": "proposed" if self.is_proposed else "noted",
        }  # fmt: skip


def _observed(found: Found, known: Figures) -> dict[str, Any]:
    return {
        "n": found.n, "values": values_data(found), "counts": dict(found.counts), "before": before_of(found, known),
        "digest": found.digest, "has_changed": found.has_changed,
    }  # fmt: skip


def _keep(row: Estimate | None, look: Look, owner: int, now: datetime) -> Estimate:
    place = look.found.place
    kept = row or Estimate(
        kind=place.kind, action=place.action, site=place.site, origin=place.origin, route=place.route,
        step=place.step,
    )  # fmt: skip
    for name, value in look.data().items():
        setattr(kept, name, value)
    kept.member_id, kept.since, kept.until, kept.made_at = owner, look.found.since, look.found.until, now
    kept.save()
    return kept


def values_data(found: Found) -> dict[str, list[float | None]]:
    """Return value, lower and upper end by name, as plain data; an open end is None."""
    return {
        name: [_rounded(one.value), _rounded(one.interval.lower), _rounded(one.interval.upper)]
        for name, one in found.values.items()
    }


def _rounded(value: float) -> float | None:
    return round(value, 6) if math.isfinite(value) else None


def _tell(network: MemberFacts, fresh: list[Estimate], now: datetime) -> None:
    """Tell the coordinator once of each look that proposes something for the first time."""
    if not fresh:
        return
    text = Text(
        f"実績にもとづく見積りの見直し案が{len(fresh)}件あります。影響を確かめて、採用するか決めてください。",
        f"{len(fresh)} estimates are proposed from what was observed. Look at their effect and decide.",
    )
    notify(
        network.id, "coordinator", "estimate_proposed", text, subject=fresh[0].uuid, now=now, link="/plan/estimates/"
    )  # fmt: skip
