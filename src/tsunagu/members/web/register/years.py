"""A membership year: who goes on, who hasn't said so yet, who leaves; and its fees as a list."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import BadInput, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.downloads import csv_file
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.register.columns import column_name
from tsunagu.members.domain.register.years import YEAR_STATES, YearAnswer, YearLine
from tsunagu.members.queries.membership import terms, year_line, year_lines
from tsunagu.members.services.answer_year import answer_year
from tsunagu.members.services.register_writing import check_keeps_register
from tsunagu.members.web.register.forms import YearForm
from tsunagu.members.web.register.shown import PER_PAGE, pages, value_text

YEARS_BACK, YEARS_AHEAD = 10, 1
SAID = {
    "renew": Text("継続", "Goes on"),
    "leave": Text("退会", "Leaves"),
}


@require_GET
@signed_in
def this_year(request: HttpRequest) -> HttpResponse:
    """Lead to the present membership year."""
    check_keeps_register(actor_of(request, Actor))
    year = terms().year_of(tokyo_date(clock.now()))
    return HttpResponseRedirect(reverse("register:year", args=[year]))


@require_http_methods(["GET", "POST"])
@signed_in
def year_page(request: HttpRequest, year: int) -> HttpResponse:
    """Show the members of a year by state; those that were ticked are renewed as they are."""
    actor, now = actor_of(request, Actor), clock.now()
    check_keeps_register(actor)
    _check_year(year, tokyo_date(now))
    if request.method == "POST":
        count = _renew(actor, request.POST.getlist("member"), year, now)
        messages.success(request, _("%(n)s members are renewed.") % {"n": count})
        return HttpResponseRedirect(reverse("register:year", args=[year]))
    lines, present = year_lines(year, tokyo_date(now)), terms().year_of(tokyo_date(now))
    wanted = request.GET.get("state", "")
    listed = [one for one in lines if wanted in ("", one.state)]
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "pages": pages("years"), "year": year, "name": terms().year_name(year),
        "first": terms().first_day(year), "last": terms().last_day(year), "wanted": wanted,
        "before": year - 1 if year > present - YEARS_BACK else None,
        "after": year + 1 if year < present + YEARS_AHEAD else None,
        "may_answer": present <= year <= present + YEARS_AHEAD,
        "states": _counted(lines, wanted), "total": f"{_yen(lines):,}", "count": len(lines),
        "classes": _by_class(lines),
        "page_obj": page, "lines": [line_shown(one, year) for one in page],
    }  # fmt: skip
    return render(request, "members/register/year.html", context)


def _check_year(year: int, today: date) -> None:
    present = terms().year_of(today)
    if not present - YEARS_BACK <= year <= present + YEARS_AHEAD:
        raise NotFound("year", Text("この年度は表示できません。", "This membership year can't be shown."))


def _renew(actor: Actor, members: list[str], year: int, now: datetime) -> int:
    """Renew the ticked members in the class of fees that each has, all or none."""
    try:
        uuids = [UUID(one) for one in members]
    except ValueError as error:
        raise BadInput("member", _UNKNOWN) from error
    if not uuids:
        raise BadInput("member", _NOBODY)
    return sum(answer_year(actor, one, year, "renew", now=now) for one in uuids)


@require_POST
@signed_in
def answer(request: HttpRequest, uuid: UUID, year: int) -> HttpResponse:
    """Record what a member says of a year."""
    actor, now = actor_of(request, Actor), clock.now()
    form = YearForm(request.POST, auto_id=f"y{year}_%s")
    if form.is_valid():
        said = form.cleaned_data
        try:
            is_new = answer_year(
                actor, uuid, year, said["answer"], fee_class=said["fee_class"],
                leaves_on=said["leaves_on"], now=now,
            )  # fmt: skip
        except Refused as refused:
            if refused.field not in form.fields:
                raise
            form.add_error(refused.field, refused.reason.in_language(language()))
        else:
            told = (
                _("Your answer is recorded.") if is_new else _("That was said already; nothing has changed.")
            )
            messages.success(request, told)
            return HttpResponseRedirect(reverse("register:membership", args=[uuid]))
    line = year_line(uuid, year, tokyo_date(now))
    if line is None or not (actor.is_coordinator or actor.member_uuid == uuid):
        raise NotFound("membership", _UNKNOWN)
    context = {
        "known": line.known, "one": {**line_shown(line, year), "form": form},
        "pages": pages("home") if actor.is_coordinator else [],
    }  # fmt: skip
    return render(request, "members/register/answer.html", context, status=422)


@require_GET
@signed_in
def fees_csv(request: HttpRequest, year: int) -> HttpResponse:
    """Write the fees of a year as a list."""
    check_keeps_register(actor_of(request, Actor))
    today, lang = tokyo_date(clock.now()), language()
    _check_year(year, today)
    number, name, contact, email = (
        column_name(key).in_language(lang) for key in ("number", "name_ja", "contact", "email")
    )
    heads = [number, name, _("Fee class"), _("Fee (yen)"), _("State"), _("Last day"), contact, email]
    rows: list[list[object]] = [[*heads]]
    for one in year_lines(year, today):
        record = one.known.record
        rows.append([
            record.number, record.name.in_language(lang), one.fee.name.in_language(lang) if one.fee else "",
            "" if one.yen is None else one.yen, YEAR_STATES[one.state][1].in_language(lang),
            f"{record.left_on or ''}", record.contact, record.email,
        ])  # fmt: skip
    return csv_file(f"fees-{year}.csv", rows)


def line_shown(line: YearLine, year: int) -> dict[str, Any]:
    """Return a member's line in a year."""
    return {
        "uuid": line.known.uuid, "year": year, "year_name": terms().year_name(year), "name": line.known.record.name,
        "number": line.known.record.number, "state": YEAR_STATES[line.state], "key": line.state,
        "fee": line.fee, "left": line.known.record.left_on,
        "answer": None if line.answer is None else answer_shown(year, line.answer),
        "may_renew": line.state == "open" and line.fee is not None,
    }  # fmt: skip


def answer_shown(year: int, answer: YearAnswer) -> dict[str, Any]:
    """Return what was said of a year."""
    return {
        "year_name": terms().year_name(year), "said": SAID[answer.answer], "by": answer.by,
        "fee": value_text("fee_class", answer.fee_class), "leaves_on": answer.leaves_on,
        "at": datetime.fromisoformat(answer.said),
    }  # fmt: skip


def _counted(lines: list[YearLine], wanted: str) -> list[dict[str, Any]]:
    return [
        {"key": key, "badge": badge, "n": sum(one.state == key for one in lines), "is_current": key == wanted}
        for key, badge in YEAR_STATES.items()
    ]


def _by_class(lines: list[YearLine]) -> list[dict[str, Any]]:
    found = []
    for fee in terms().classes.values():
        paying = [one for one in lines if one.fee is not None and one.fee.key == fee.key]
        found.append({"fee": fee, "n": len(paying), "yen": f"{fee.yen * len(paying):,}"})
    without = sum(one.fee is None for one in lines)
    return [*found, {"fee": None, "n": without, "yen": "0"}] if without else found


def _yen(lines: list[YearLine]) -> int:
    return sum(one.yen or 0 for one in lines)


_UNKNOWN = Text("この会員は登録されていません。", "This member is not registered.")
_NOBODY = Text("更新する会員を一つ以上選んでください。", "Tick one member at least.")
