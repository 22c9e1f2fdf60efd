"""Whether methods are qualified at the site where they are used, as its laboratory's quality unit signed it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from tsunagu.evaluation.domain.qualifications import Gap, Qualification, gap_at
from tsunagu.evaluation.queries import ResultView
from tsunagu.evaluation.queries.catalogue import method_name
from tsunagu.evaluation.queries.qualifications import qualifications_at
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.facts import MethodGap
from tsunagu.journeys.models import JourneyStep
from tsunagu.journeys.services.running import Running
from tsunagu.members.queries.sites import site_names
from tsunagu.therapies.domain.route import Characteristic, Step

Subject = tuple[UUID, str, str]


def step_gaps(running: Running, step: Step, row: JourneyStep, now: datetime) -> tuple[MethodGap, ...]:
    """Return the methods of a test that aren't qualified at its site at the time of the act."""
    if step.action != "test" or step.panel is None or row.site is None:
        return ()
    known = _by_subject([row.site])
    found = []
    for one in running.route.panel(step.panel).characteristics:
        records = known[row.site, one.key, one.method]
        gap = gap_at(records, "", now, one.method_must_be_qualified)
        if gap is not None:
            found.append((one, row.site, gap))
    names = site_names([row.site]) if found else {}
    return tuple(_told(one, names[site], gap) for one, site, gap in found)


def result_gaps(running: Running, results: Iterable[ResultView]) -> dict[UUID, MethodGap]:
    """Return, by result, the method that wasn't qualified at its site when it was used."""
    tested = [one for one in results if one.site is not None]
    known = _by_subject({one.site for one in tested if one.site is not None})
    found = {}
    for one in tested:
        asked = _asked(running, one)
        records = known[one.site or one.uuid, one.characteristic, one.method]
        must_be = asked is not None and asked.method_must_be_qualified
        gap = gap_at(records, one.method_version, one.tested_at, must_be)
        if asked is not None and gap is not None:
            found[one.uuid] = (asked, one.site or one.uuid, gap)
    names = site_names({site for _, site, _ in found.values()}) if found else {}
    return {uuid: _told(asked, names[site], gap) for uuid, (asked, site, gap) in found.items()}


def _by_subject(sites: Iterable[UUID]) -> defaultdict[Subject, list[Qualification]]:
    found: defaultdict[Subject, list[Qualification]] = defaultdict(list)
    for one in qualifications_at(sites):
        found[one.subject].append(one)
    return found


def _asked(running: Running, result: ResultView) -> Characteristic | None:
    """Return the characteristic as the route asks for it."""
    panels = [panel for panel in running.route.panels if panel.key == result.panel]
    each = (one for panel in panels for one in panel.characteristics if one.key == result.characteristic)
    return next(each, None)


def _told(one: Characteristic, site: Text, gap: Gap) -> MethodGap:
    method = method_name(one.method)
    return MethodGap(one.key, one.name, method, site, gap.why, gap.on)
