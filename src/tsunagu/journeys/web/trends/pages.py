"""What the page of every chart has in common: shown, limits frozen, alarms assessed, the points as CSV."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from tsunagu.evaluation.domain.controls import FREEZERS, KEEPERS
from tsunagu.evaluation.domain.trend_choice import Choice
from tsunagu.evaluation.domain.trend_rules import FAMILIES
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.evaluation.services.assess_alarms import assess_alarms
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.web.forms import said_at_field
from tsunagu.journeys.web.acts.base import ActForm
from tsunagu.journeys.web.trends import shown
from tsunagu.journeys.web.trends.chart import Chart
from tsunagu.journeys.web.trends.forms import AssessForm, FreezeForm
from tsunagu.journeys.web.trends.pictures import picture, views
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.actors import person_names

Freeze = Callable[[Choice, str], object]


@dataclass(frozen=True, slots=True)
class Shown:
    """A chart on its page: who looks, the template with what is special to it, its address."""

    request: HttpRequest
    actor: Actor
    chart: Chart
    template: str
    special: dict[str, Any]
    address: str


def show(page: Shown, status: int = 200, **more: Any) -> HttpResponse:
    """Show a chart with its figures, its table, and the forms that this person may use."""
    chart, actor = page.chart, page.actor
    signers = {one.frozen_by for one in chart.versions} | {
        a.assessed_by for a in chart.alarms if a.assessed_by
    }
    names = person_names(signers)
    view = page.request.GET.get("view", "")
    view = view if view in views() else ""
    waiting = shown.alarm_points(chart)
    own = _to_assess(page)
    context: dict[str, Any] = {
        "chart": chart, "address": page.address, "views": views(), "view": view, "unit": shown_unit(chart.unit),
        "picture": picture(chart, view), "figures": shown.figures(chart), "lines": shown.table(chart),
        "versions": shown.limits_lines(chart, names), "waiting": waiting, "assessed": shown.assessed(chart, names),
        "rules": FAMILIES[chart.limits.rules] if chart.limits else None, "most": shown.MOST_LINES,
        "freeze": FreezeForm(chart.ordered, chart.families) if actor.holds(*FREEZERS) else None,
        "assess": AssessForm(own) if own else None, "may_assess": actor.holds(*KEEPERS),
        "others": [text for point, text in waiting.items() if point not in own],
    }  # fmt: skip
    return render(page.request, page.template, {**context, **page.special, **more}, status=status)


def freeze_from(page: Shown, freeze: Freeze) -> HttpResponse:
    """Freeze limits as the form says; what was typed is kept where it is refused."""
    form = FreezeForm(page.chart.ordered, page.chart.families, page.request.POST)
    done = _("The limits are frozen. Points measured from now on are judged by them.")
    return _signed(page, form, "freeze", lambda: freeze(form.choice(), form.cleaned_data["key"]), done)


def assess_from(page: Shown, now: datetime) -> HttpResponse:
    """Sign what was found and done about the chosen points."""
    form = AssessForm(_to_assess(page), page.request.POST)

    def assess() -> object:
        said = form.cleaned_data
        points = [UUID(one) for one in said["points"]]
        return assess_alarms(
            page.actor, page.chart.chain, points, said["cause"], said["action"], now, said["key"]
        )

    return _signed(page, form, "assess", assess, _("Recorded. The alarm is out of the inboxes."))


def _to_assess(page: Shown) -> dict[UUID, str]:
    """Return the points whose alarms this person may assess: none that he measured himself."""
    if not page.actor.holds(*KEEPERS):
        return {}
    points, makers = shown.alarm_points(page.chart), page.chart.makers
    return {point: text for point, text in points.items() if makers.get(point) != page.actor.person_uuid}


def _signed(page: Shown, form: ActForm, name: str, sign: Callable[[], object], done: str) -> HttpResponse:
    refused: Refused | None = None
    if form.is_valid():
        try:
            sign()
        except NotFound:
            raise
        except Refused as refusal:
            refused = said_at_field(form, refusal)
        else:
            messages.success(page.request, done)
            return HttpResponseRedirect(page.address)
    status = refused.status if refused and refused.status in (403, 409) else 422
    return show(page, status, **{name: form, "refused": refused, "form": form})
