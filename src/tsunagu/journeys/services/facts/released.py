"""Results that a release rests on, read again at each step that needs it: of the journey and the lots behind it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.items import lots_behind_each
from tsunagu.evaluation.domain.standing import is_failed
from tsunagu.evaluation.queries import ResultView
from tsunagu.foundation.database.compiled import compiled
from tsunagu.journeys.domain.gates.facts import ResultFacts
from tsunagu.journeys.models import Journey
from tsunagu.journeys.services.running import Running
from tsunagu.therapies.domain.route import Route, Step
from tsunagu.therapies.queries import route_of

RESTS_ON_RELEASE = frozenset({"administer", "prepare", "release"})
"""Actions that rest on the releases before them also where their route doesn't say so."""
FOR_RELEASE = frozenset({"release", "after_release"})


@dataclass(slots=True)
class Rest:
    """What the release of one chain rests on: panels of a route, for all items (empty) or the named ones."""

    route: Route
    panels: frozenset[str]
    items: list[UUID] = field(default_factory=list)


def rests_on(running: Running, step: Step, items: Sequence[ItemView]) -> dict[UUID, Rest]:
    """Return by chain what the releases rest on that a step needs; nothing where it needs none."""
    if not step.needs_release and step.action not in RESTS_ON_RELEASE:
        return {}
    before = running.route.ancestors(step.key)
    own = _panels(running.route, before) - set(step.requires_panels)
    found = {running.chain: Rest(running.route, own)} if own else {}
    behind = _lots(items)
    routes = {
        chain: route_of(route, version)
        for chain, route, version in _productions(set(behind) - {running.chain})
    }
    for chain, route in routes.items():
        panels = _panels(route, {one.key for one in route.steps})
        found[chain] = Rest(route, panels, behind[chain])
    return found


def _panels(route: Route, keys: Iterable[str]) -> frozenset[str]:
    among = set(keys)
    steps = [one for one in route.steps if one.action == "release" and one.key in among]
    return frozenset(panel for one in steps for panel in one.requires_panels)


def _lots(items: Sequence[ItemView]) -> dict[UUID, list[UUID]]:
    """Return the lots behind the items, each with the items it is behind."""
    found: dict[UUID, list[UUID]] = {}
    for item in items:
        if item.lot is not None:
            found.setdefault(item.lot, []).append(item.uuid)
    for uuid, lots in lots_behind_each([one.uuid for one in items if one.lot is None]).items():
        for lot in lots:
            found.setdefault(lot, []).append(uuid)
    return found


@compiled
def _productions(chains: Iterable[UUID]) -> QuerySet[Journey, tuple[UUID, str, int]]:
    rows = Journey.objects.filter(chain__in=chains, kind="production")
    return rows.values_list("chain", "route", "version")


def failed_since(resting: Mapping[UUID, Rest], given: Iterable[ResultView]) -> list[ResultFacts]:
    """Return the results that a release rests on and that count as failed now, once for each item they concern."""
    newest: dict[tuple[UUID, str, str], ResultView] = {}
    for one in sorted(given, key=lambda each: each.attempt):
        if one.chain in resting and one.panel in resting[one.chain].panels:
            newest[one.chain, one.panel, one.characteristic] = one
    failed = [
        one
        for one in newest.values()
        if is_failed(one.state, one.awaits_verification, one.failed_before) and one.weight in FOR_RELEASE
    ]
    return [
        ResultFacts(
            panel=one.panel,
            key=one.characteristic,
            name=rest.route.panel(one.panel).characteristic(one.characteristic).name,
            weight=one.weight,  # type: ignore[arg-type]
            state="failed",
            shown=one.text,
            item=item,
            uuid=one.uuid,
            is_behind_release=True,
        )
        for one in failed
        for rest in (resting[one.chain],)
        for item in (*rest.items,) or (None,)
    ]
