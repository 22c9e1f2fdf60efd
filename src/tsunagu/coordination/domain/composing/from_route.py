"""The steps of a published route as a chain must cover them."""

from math import ceil

from tsunagu.coordination.domain.composing.problem import Step, Window
from tsunagu.therapies.domain.route import Route
from tsunagu.therapies.domain.route import Step as RouteStep

TESTS = ("release_testing", "rapid_sterility", "tumorigenicity_testing")
"""Tests on samples, which may be sent to another site; what is looked at in process stays beside the culture."""
IN_PROCESS = "in_process"
TAKING = ("accept", "process", "tend", "test", "store")
SENT_COLD = "cold"


def steps_of(route: Route) -> tuple[Step, ...]:
    """Return the steps of a route; how long transports take is for the lanes to say."""
    return tuple(_step(route, step) for step in route.order)


def _step(route: Route, step: RouteStep) -> Step:
    windows = tuple(Window(one.after_step, int(one.max_hours), one.name) for one in step.windows)
    is_sample_test = step.action == "test" and step.capability in TESTS and step.panel != IN_PROCESS
    return Step(
        key=step.key, name=step.name, stage=step.stage, action=step.action, party=step.party,
        capability=step.capability, hours=ceil(step.duration_hours), after=step.after, windows=windows,
        wait_hours=ceil(step.min_hours_after), spread_hours=_spread(step), band=_band(route, step),
        is_separable=is_sample_test and step.party != "hospital",
    )  # fmt: skip


def _band(route: Route, step: RouteStep) -> str:
    """Return the band of a transport, or the one in which the material of another step would come."""
    if step.action == "transport":
        return step.band or SENT_COLD
    if step.action not in TAKING:
        return ""
    bands = {one.key: one.band for one in route.products}
    sent = [
        bands[flow.product] for flow in step.inputs if flow.source == "journey" and bands.get(flow.product)
    ]
    return _kept(sent[0]) if sent else SENT_COLD if step.action == "test" else ""


def _kept(band: str) -> str:
    """Return the band in which something travels; nothing travels at body temperature."""
    return SENT_COLD if band == "body" else band


def _spread(step: RouteStep) -> int:
    """Return by how many hours a culture may take more or less: half its central 90 %."""
    if step.expansion is None:
        return 0
    low, _, high = step.expansion.hours
    return round((high - low) / 2)
