"""Every component with sample data on one page, shown only while developing and in the demonstration."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tsunagu.foundation.clock import now
from tsunagu.foundation.web import svg
from tsunagu.foundation.web.plot_samples import control_plot, plots
from tsunagu.foundation.web.samples import (
    bands,
    columns,
    edges,
    graph_edges,
    graph_nodes,
    legs,
    nodes,
    points,
    steps,
    strip,
)


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label="現品番号 / Item number",
        help_text="ラベルの下段にある番号です。 / The lower line of the label.",
    )
    amount = forms.DecimalField(label="生存率 / Viability")
    choice = forms.ChoiceField(
        label="判定 / Decision", choices=[("a", "受入 / Accept"), ("b", "条件付き / Reservation")]
    )
    route = forms.ChoiceField(
        label="搬送 / Transport",
        widget=forms.RadioSelect,
        choices=[("a", "陸路 / Road"), ("b", "空路 / Air")],
    )
    note = forms.CharField(label="理由 / Reason", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agree = forms.BooleanField(label="内容を確認しました / I have checked this")


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the components and the pictures."""
    at = now()
    form = SampleForm({"name": "", "amount": "abc", "choice": "a", "route": "a", "note": "", "agree": ""})
    context: dict[str, Any] = {
        "form": form,
        "now": at,
        "trend": [41, 44, 47, 50, 52, 55, 58, 62],
        "falling": [38, 36, 37, 35, 33, 34, 32, 31.2],
        "slacks": [-1.2, 2.8, 6.5, 11, 19, 50.4],
        "moments": [at, at - timedelta(days=400)],
        "line": svg.steps_line(steps(), _("From collection to treatment")),
        "bands": svg.bands(bands(), 11, _("Holder")),
        "temperature": svg.temperature(legs(), 11, _("Temperature")),
        "long_line": svg.steps_line(steps(22), _("A long route")),
        "flow": svg.flow(columns(), nodes(), edges(), _("Flow of the network")),
        "timeline": svg.timeline(strip(at), at, _("The next 48 hours")),
        "graph": svg.graph(graph_nodes(), graph_edges(), _("Genealogy")),
        "chart": svg.chart(points(at), 2.0, 8.0, "℃", _("Readings of the logger")),
    }
    return render(request, "foundation/styleguide.html", context)


def styleguide_plots(request: HttpRequest) -> HttpResponse:
    """Show each plot with sample data."""
    return render(request, "foundation/styleguide_plots.html", {"control": control_plot(), "plots": plots()})
