"""The figures of a round as CSV: what all may read, and for the coordinator every request under every way."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.web.downloads import csv_file
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.written.sheets import Cell
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.fairness.states import may_read_results
from tsunagu.planning.queries import fairness as queries
from tsunagu.planning.queries.fairness import RoundView
from tsunagu.planning.web.fairness import shown
from tsunagu.planning.web.fairness.views import NO_EFFECT

COLUMNS = ("name", "group", "count", "slots", "median", "quartiles", "longest", "undated")


@require_GET
@signed_in
def figures_csv(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write the figures of a round: of all, by prefecture, by urgency, under each way."""
    return csv_file(f"allocation-{str(uuid)[:8]}.csv", _figures(_readable(request, uuid)))


@require_GET
@signed_in
def requests_csv(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write the requests of a round that one may see: inputs, points, place, dates."""
    view = _readable(request, uuid)
    lines = [shown.claim_line(one, with_result=True) for one in queries.claims_of(view.uuid, clock.now())]
    heads: list[Cell] = [
        _("Place in the order"), _("Request"), _("Hospital"), _("Prefecture"), _("Waiting since"),
        _("Class of urgency"), _("Expected benefit"), _("Points"), _("Why"), _("In the period"), _("Days"),
        _("Difference to first come"), _("Answer"),
    ]  # fmt: skip
    lang = request.LANGUAGE_CODE
    rows = [
        [
            one["view"].rank or 0, one["view"].key, one["view"].member_name.in_language(lang), one["view"].place,
            one["since"], one["urgency"].in_language(lang), one["benefit"], one["points"], one["why"].in_language(lang),
            "1" if one["has_slot"] else "0", one["days"], one["difference"], one["answer"].in_language(lang),
        ]
        for one in lines
        if one.get("has_result")
    ]  # fmt: skip
    return csv_file(f"requests-{str(uuid)[:8]}.csv", [heads, *rows])


def _readable(request: HttpRequest, uuid: UUID) -> RoundView:
    view = queries.round_of(uuid)
    is_coordinator = actor_of(request, Actor).is_coordinator
    if not view.effect or not may_read_results(view.state, is_coordinator=is_coordinator):
        raise NotFound("effect", NO_EFFECT)
    return view


def _figures(view: RoundView) -> list[list[str]]:
    effect = view.effect or {}
    heads = [
        _("Way to allocate"), _("Group"), _("Requests"), _("In the period"), _("Median (days)"), _("Quartiles (days)"),
        _("Longest (days)"), _("Without a date"),
    ]  # fmt: skip
    lines = [{"group": _("All"), **one} for one in shown.lines(effect)]
    lines += shown.group_lines(effect, "places") + shown.group_lines(effect, "urgency")
    return [heads, *([str(one[name]) for name in COLUMNS] for one in lines)]
