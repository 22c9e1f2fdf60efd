"""Specifications as they were published: each version panel by panel, with what changed since the one before."""

from dataclasses import dataclass

from tsunagu.evaluation.queries.catalogue import method_name
from tsunagu.foundation.text import Text
from tsunagu.therapies.domain.route import Panel, Route
from tsunagu.therapies.domain.specifications import Difference, differences
from tsunagu.therapies.queries.routes import RouteSummary, route_of, route_versions, routes_list


@dataclass(frozen=True, slots=True)
class SpecifiedPanel:
    """A panel of one route version.

    Attributes
    ----------
    steps : where its results are entered. needed_by : which steps wait for them.
    before : the panel's version in the route version before; None where it wasn't there.
    is_dropped : it stood in the version before and doesn't any more.
    """

    panel: Panel
    steps: tuple[Text, ...]
    needed_by: tuple[Text, ...]
    before: int | None
    is_dropped: bool
    lines: tuple[Difference, ...]

    @property
    def has_changed(self) -> bool:
        """Whether anything differs from the version before."""
        return self.is_dropped or any(one.kind != "same" for one in self.lines)


@dataclass(frozen=True, slots=True)
class SpecifiedRoute:
    """One published version of a route with its specifications."""

    summary: RouteSummary
    panels: tuple[SpecifiedPanel, ...]
    is_first: bool


def specifications_of(key: str) -> list[SpecifiedRoute]:
    """Return the specifications of every published version of a route, the newest first."""
    versions = route_versions(key)
    routes = [route_of(one.key, one.version) for one in versions]
    befores: list[Route | None] = [*routes[1:], None]  # one more where there is no version at all
    return [
        SpecifiedRoute(summary, _panels(route, before), before is None)
        for summary, route, before in zip(versions, routes, befores, strict=False)
    ]


def newest_specifications() -> list[tuple[RouteSummary, Route]]:
    """Return the newest version of each route that has panels."""
    found = [(one, route_of(one.key, one.version)) for one in routes_list()]
    return [(one, route) for one, route in found if route.panels]


def _panels(route: Route, before: Route | None) -> tuple[SpecifiedPanel, ...]:
    old = {one.key: one for one in before.panels} if before else {}
    used = {step.panel: at for at, step in reversed(list(enumerate(route.order))) if step.panel}
    panels = sorted(route.panels, key=lambda one: used.get(one.key, len(route.steps)))
    found = [_specified(route, one, old.get(one.key), before is None) for one in panels]
    now = {one.key for one in panels}
    dropped = [one for key, one in old.items() if key not in now]
    return (
        *found,
        *(
            SpecifiedPanel(one, (), (), one.version, True, tuple(differences(one, None, method_name)))
            for one in dropped
        ),
    )


def _specified(route: Route, panel: Panel, old: Panel | None, is_first: bool) -> SpecifiedPanel:
    empty = None if is_first else Panel(panel.key, panel.name, 0, ())
    return SpecifiedPanel(
        panel,
        tuple(step.name for step in route.order if step.panel == panel.key),
        tuple(step.name for step in route.order if panel.key in step.requires_panels),
        old.version if old else None,
        False,
        tuple(differences(old or empty, panel, method_name)),
    )
