"""Trace: backward and forward from anything, as a graph, a list and a recall with whom to call."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tsunagu.custody.domain.states import LABELS
from tsunagu.custody.queries.trace import Trace, trace_backward, trace_forward
from tsunagu.custody.queries.trace_start import NOTHING, Start, find_start
from tsunagu.custody.web.trace_graph import trace_graph
from tsunagu.custody.web.trace_shown import Names, calls_of, lines_of, names_for, recall_lines
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.web.downloads import csv_file
from tsunagu.foundation.web.scope import signed_in
from tsunagu.foundation.web.times import language, tokyo_date

PER_PAGE = 100


@require_GET
@signed_in
def page(request: HttpRequest) -> HttpResponse:
    """Search by any number, and show where it came from and went."""
    text = request.GET.get("q", "")
    if not text.strip():
        return render(request, "custody/trace.html", {"q": ""})
    try:
        start = find_start(text)
        context = _traced(start, request)
    except Refused as refused:
        shown = {"q": text[:200], "refused": refused}
        return render(request, "custody/trace.html", shown, status=refused.status)
    return render(request, "custody/trace.html", context | {"q": text})


@require_GET
@signed_in
def of_item(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Trace one item."""
    start = find_start(str(uuid))
    return render(request, "custody/trace.html", _traced(start, request) | {"q": start.label})


@require_GET
@signed_in
def export(request: HttpRequest) -> HttpResponse:
    """Return the recall list as CSV: every case and lot reached, with whom to call."""
    start = find_start(request.GET.get("q", ""))
    forward, _backward = _both(start)
    names = names_for([forward], tokyo_date(clock.now()))
    lang = language()
    rows: list[list[str]] = [[
        _("Number"), _("Kind"), _("Item"), _("What it is"), _("State"), _("Holder"), _("Position"), _("On hold"),
        _("Who to call"), _("Telephone"),
    ]]  # fmt: skip
    recall = {one.affected.chain: one for one in recall_lines(forward, names)}
    for one in forward.items:
        contact = recall[one.item.chain].contact if one.item.chain in recall else None
        rows.append([
            one.number, _("case") if one.chain_kind == "case" else _("lot"), one.item.label,
            names.product(one).in_language(lang), LABELS[one.item.state].in_language(lang),
            names.member(one.item.holder).in_language(lang) if one.item.state == "in_use" else "",
            one.item.position, _("yes") if one.is_held else "",
            _people(contact, lang), contact.phone if contact else "",
        ])  # fmt: skip
    hidden = sum(forward.masked.values())
    if hidden:
        rows.append(["", "", "", _("Items of other members (not shown): %(count)s") % {"count": hidden}])
    return csv_file("recall.csv", rows)


def _people(contact: Any, lang: str) -> str:
    if contact is None:
        return ""
    people = ", ".join(
        f"{name.in_language(lang)} ({role.in_language(lang)})" for name, role in contact.people
    )
    return f"{contact.name.in_language(lang)}: {people}" if people else str(contact.name.in_language(lang))


def _both(start: Start) -> tuple[Trace, Trace]:
    forward, backward = trace_forward(start.uuids), trace_backward(start.uuids)
    if not forward.items and not backward.items:
        raise NotFound("nothing_to_trace", NOTHING, "q")
    return forward, backward


def _traced(start: Start, request: HttpRequest) -> dict[str, Any]:
    forward, backward = _both(start)
    names: Names = names_for([forward, backward], tokyo_date(clock.now()))
    lines = lines_of(forward, backward, names)
    pages = Paginator(lines, PER_PAGE)
    begun = set(start.uuids)
    recall = recall_lines(forward, names)
    return {
        "start": start,
        "graph": trace_graph(start, forward, backward, names),
        "page_obj": pages.get_page(request.GET.get("page")),
        "total": len(lines),
        "own_items": sum(1 for line in lines if line.way == "start"),
        "came_from": sum(1 for one in backward.items if one.item.uuid not in begun),
        "made": sum(1 for one in forward.items if one.item.uuid not in begun),
        "calls": calls_of(recall[:PER_PAGE]),
        "recall_more": max(0, len(recall) - PER_PAGE),
        "cases": sum(1 for one in recall if one.affected.kind == "case"),
        "stoppable": sum(one.affected.in_use for one in recall),
        "masked": sum(forward.masked.values()) + sum(backward.masked.values()),
        "masked_forward": sum(forward.masked.values()),
        "masked_chains": forward.masked_chains,
        "coordinator": names.coordinator,
    }
