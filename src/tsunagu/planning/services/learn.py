"""Look at what happened and keep what was observed; what differs from what is in force is proposed, never applied."""

import math
from datetime import datetime, timedelta

from django.db import connection, transaction

from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.journeys.queries.durations import step_courses
from tsunagu.members.domain.facts import MemberFacts
from tsunagu.members.queries.directory import coordinator
from tsunagu.members.queries.sites import all_sites
from tsunagu.notices.services.notify import notify
from tsunagu.planning.domain.estimates.estimating import Found, estimates_of
from tsunagu.planning.domain.estimates.figures import Figures
from tsunagu.planning.domain.estimates.states import UNDECIDED, before_of, is_worth_proposing
from tsunagu.planning.models import Estimate
from tsunagu.planning.queries.estimates import figures, place_of

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


@transaction.atomic
def _learn(network: MemberFacts, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    known = figures()
    owners = {site.key: site.member.id for site in all_sites(tokyo_date(now))} | {"": network.id}
    rows = {place_of(row): row for row in Estimate.objects.select_for_update().filter(state__in=UNDECIDED)}
    quiet = {
        place_of(row): row.digest
        for row in Estimate.objects.filter(state="declined", decided_at__gt=now - QUIET)
    }
    found = [one for one in estimates_of(step_courses(), known, now) if one.place.site in owners]
    fresh: list[Estimate] = []
    for one in found:
        is_proposed = one.place not in quiet and is_worth_proposing(one, known)
        row = rows.pop(one.place, None)
        was = "" if row is None else row.state
        if _is_new(row, one, known, is_proposed):
            kept = _keep(row, one, known, owners[one.place.site], is_proposed, now)
            fresh += [kept] if is_proposed and was != "proposed" else []
    Estimate.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()
    _tell(network, fresh, now)
    return sum(one.place not in quiet and is_worth_proposing(one, known) for one in found)


def _is_new(row: Estimate | None, found: Found, known: Figures, is_proposed: bool) -> bool:
    """Say whether there is anything to write: the same steps and the same figures in force give the same row."""
    return (
        row is None
        or row.digest != found.digest
        or row.before != before_of(found, known)
        or (row.state == "proposed") != is_proposed
        or row.values != values_data(found)
    )


def _keep(
    row: Estimate | None, found: Found, known: Figures, owner: int, is_proposed: bool, now: datetime
) -> Estimate:
    place = found.place
    kept = row or Estimate(
        kind=place.kind, action=place.action, site=place.site, origin=place.origin, route=place.route,
        step=place.step,
    )  # fmt: skip
    kept.member_id, kept.n, kept.values, kept.counts = owner, found.n, values_data(found), dict(found.counts)
    kept.before, kept.since, kept.until = before_of(found, known), found.since, found.until
    kept.has_changed, kept.digest, kept.made_at = found.has_changed, found.digest, now
    kept.state = "proposed" if is_proposed else "noted"
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
