"""The register itself, and one membership: what is kept of it, what was said of its years."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.register.names import bare_name
from tsunagu.members.domain.register.record import Known
from tsunagu.members.domain.searching.spelling import fold
from tsunagu.members.queries.joining import applications
from tsunagu.members.queries.membership import answers_of, record_of, records, terms, year_line
from tsunagu.members.services.answer_year import FARTHEST_YEARS
from tsunagu.members.services.decide_application import end_preparation
from tsunagu.members.services.keep_record import keep_record
from tsunagu.members.services.register_writing import check_keeps_register
from tsunagu.members.web.register import shown
from tsunagu.members.web.register.forms import FindForm, RecordForm, YearForm
from tsunagu.members.web.register.years import answer_shown, line_shown


@require_GET
@signed_in
def home_page(request: HttpRequest) -> HttpResponse:
    """Show the register to the coordinator; everybody else sees the membership of the own member."""
    actor = actor_of(request, Actor)
    if not actor.is_coordinator:
        return HttpResponseRedirect(reverse("register:own"))
    today, form = tokyo_date(clock.now()), FindForm(request.GET)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    every = records()
    found = [one for one in every if _matches(one, text)]
    staying = [one for one in every if not one.is_gone(today)]
    listed = [one for one in found if text or not one.is_gone(today)]
    page = Paginator(listed, shown.PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "pages": shown.pages("home"), "form": form, "is_filtered": bool(text), "count": len(staying),
        "page_obj": page, "lines": [shown.list_line(one, today) for one in page],
        "gone": [shown.list_line(one, today) for one in found if not text and one.is_gone(today)],
        "waiting": sum(one.state in ("handed_in", "answered") for one in applications()),
    }  # fmt: skip
    return render(request, "members/register/home.html", context)


def _matches(known: Known, text: str) -> bool:
    record = known.record
    if not text:
        return True
    said = fold(bare_name(text))
    names = (record.name_ja, record.name_kana, record.name_en, record.number, record.contact)
    return any(said in fold(bare_name(name)) for name in names if name)


@require_GET
@signed_in
def own_page(request: HttpRequest) -> HttpResponse:
    """Lead to the membership of the reader's own member; the coordinator has none."""
    actor = actor_of(request, Actor)
    if actor.is_coordinator:
        return HttpResponseRedirect(reverse("register:home"))
    return HttpResponseRedirect(reverse("register:membership", args=[actor.member_uuid]))


def _check_may_read(actor: Actor, member: UUID) -> None:
    if not (actor.is_coordinator or actor.member_uuid == member):
        raise NotFound("membership", _NOT_YOURS)


@require_GET
@signed_in
def membership_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a membership to its member and the coordinator: record, this year and the next, what was said before."""
    actor, today = actor_of(request, Actor), tokyo_date(clock.now())
    _check_may_read(actor, uuid)
    known = record_of(uuid)
    year = terms().year_of(today)
    years = [_year_shown(uuid, year + ahead, today, actor) for ahead in range(FARTHEST_YEARS + 1)]
    context = {
        "known": known, "state": shown.member_state(known, today), "facts": shown.record_shown(known.record),
        "is_keeper": actor.is_coordinator, "pages": shown.pages("home") if actor.is_coordinator else [],
        "years": [one for one in years if one], "answers": [answer_shown(*one) for one in answers_of(uuid)],
    }  # fmt: skip
    return render(request, "members/register/membership.html", context)


def _year_shown(member: UUID, year: int, today: object, actor: Actor) -> dict[str, object] | None:
    line = year_line(member, year, tokyo_date(clock.now()))
    if line is None:
        return None
    may = line.state != "left" and not actor.is_reader
    said = {"renewed": "renew", "leaving": "leave"}.get(line.state, "")
    fee = line.fee.key if line.fee else ""
    initial = {"answer": said, "fee_class": fee, "leaves_on": line.known.record.left_on}
    form = YearForm(initial=initial, auto_id=f"y{year}_%s") if may else None
    return {**line_shown(line, year), "form": form}


@require_http_methods(["GET", "POST"])
@signed_in
def edit_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Correct what the register keeps of a member."""
    actor, known = actor_of(request, Actor), record_of(uuid)
    check_keeps_register(actor)
    is_sent = request.method == "POST"
    form = RecordForm(known.record, request.POST if is_sent else None)
    if is_sent and form.is_valid() and _kept(actor, uuid, form):
        messages.success(request, _("The register is corrected."))
        return HttpResponseRedirect(reverse("register:membership", args=[uuid]))
    context = {"known": known, "form": form, "pages": shown.pages("home")}
    return render(request, "members/register/edit.html", context, status=422 if is_sent else 200)


def _kept(actor: Actor, uuid: UUID, form: RecordForm) -> bool:
    """Keep what was filled in, or say at its field what is wrong with it."""
    try:
        keep_record(actor, uuid, form.record())
    except Refused as refused:
        if refused.field not in form.fields:
            raise
        form.add_error(refused.field, refused.reason.in_language(language()))
        return False
    return True


@require_POST
@signed_in
def prepared(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say that a new member is set up."""
    end_preparation(actor_of(request, Actor), uuid)
    messages.success(request, _("The preparation of the new member is over."))
    return HttpResponseRedirect(reverse("register:membership", args=[uuid]))


_NOT_YOURS = Text(
    "会員資格の内容は、その会員の人と調整担当だけが見られます。",
    "Only the member's own people and the coordinator see a membership.",
)
