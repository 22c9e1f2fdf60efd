"""From what was filled in to what the composer is asked."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import QueryDict

from tsunagu.coordination.domain.composing.from_route import steps_of
from tsunagu.coordination.domain.composing.problem import Pin, Request, Step
from tsunagu.coordination.domain.composing.sketch import changed, together
from tsunagu.coordination.queries.composing.network import named_in_bases, presets, sketches
from tsunagu.coordination.web.composing.forms import AREA, ROUTE, SITE, AskForm, changes_in
from tsunagu.members.queries.sites import all_sites
from tsunagu.therapies.queries import newest_route, routes_list

HOLDERS = ("authorisation_holder", "sponsor")
CARING = ("infusion", "implantation")
WHERE = ("hospital",)
MONTHS_AHEAD = 90


def ask_form(today: date, data: Mapping[str, Any] | None) -> AskForm:
    """Return the form, filled or with what is usual."""
    routes = [(one.key, one.name) for one in routes_list(kind="treatment")]
    hospitals = [
        site for site in all_sites(today) if any(one.key in CARING for one in site.capabilities)
    ]  # fmt: skip
    wishes = [(one.key, one.name) for one in presets().wishes.values()]
    start = (today + timedelta(days=MONTHS_AHEAD)).replace(day=1)
    usual = {"wish": "balanced", "patients": 20, "start": f"{start:%Y-%m}", "elsewhere": True}
    return AskForm(routes, sketches(), hospitals, wishes, today, data, usual)


def asked_steps(form: AskForm, data: QueryDict) -> tuple[Step, ...]:
    """Return the steps of the route or sketch chosen, as changed on the page."""
    sketch = form.sketch()
    if sketch is None:
        return steps_of(newest_route(form.cleaned_data["therapy"].removeprefix(ROUTE)))
    cell = form.cleaned_data["cell_type"] or sketch.cells[0]
    return changed(sketch.for_cells(cell), changes_in(data, data.getlist("off")))


def request_of(form: AskForm, data: QueryDict) -> Request:
    """Return what the composer is asked."""
    said = form.cleaned_data
    steps = together(asked_steps(form, data), tests_elsewhere=said["elsewhere"])
    sketch, starts = form.sketch(), said["start"]
    pins = {party: _pin(said["where"]) for party in WHERE} if said["where"] else {}
    named: frozenset[UUID] = frozenset()
    if sketch is not None:
        cell, setting = said["cell_type"] or sketch.cells[0], sketch.setting
    else:
        route = newest_route(said["therapy"].removeprefix(ROUTE))
        cell, setting = route.cell_type or "", route.setting
        named, holder = named_in_bases(route, form.today)
        pins |= {party: Pin(member=holder) for party in HOLDERS if holder is not None}
    parties = {step.party for step in steps}
    pins = {party: pin for party, pin in pins.items() if party in parties}
    rates = presets().rates(setting)
    return Request(steps, cell, setting, said["patients"], max(starts, form.today), pins, named, rates)


def _pin(where: str) -> Pin:
    if where.startswith(SITE):
        return Pin(site=UUID(where.removeprefix(SITE)))
    return Pin(area=where.removeprefix(AREA))
