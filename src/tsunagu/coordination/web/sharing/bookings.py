"""Pages of bookings: booking a time, one's own bookings, the owner's day, answering, giving back, noting the use."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagu.coordination.domain.sharing.booking import TOO_LATE, given_back_until
from tsunagu.coordination.queries.sharing import (
    BookingView,
    booking,
    bookings_of_day,
    offer,
    own_bookings,
    to_approve,
)
from tsunagu.coordination.services.sharing import answer as answering
from tsunagu.coordination.services.sharing.book import Wish, book
from tsunagu.coordination.services.sharing.offer import may_offer
from tsunagu.coordination.web.saying import say_at_field
from tsunagu.coordination.web.sharing import shown
from tsunagu.coordination.web.sharing.forms import BookingForm, NoteForm, UseForm
from tsunagu.foundation import clock
from tsunagu.foundation.era import is_in_era
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import TOKYO, tokyo_date
from tsunagu.members.domain.actor import Actor


@require_http_methods(["GET", "POST"])
@signed_in
def book_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Book a time that was chosen in the week."""
    actor, now, view = actor_of(request, Actor), clock.now(), offer(uuid)
    initial = {"starts_at": _typed(request.GET.get("start", "")), "units": view.terms.least_units}
    is_owner = view.member_id == actor.member_id
    form = BookingForm(view, is_owner, request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        wish = Wish(said["starts_at"], said["units"], said["purpose"], said.get("guest", ""))
        try:
            made = book(actor, uuid, wish, said["key"], now)
        except Refused as refusal:
            say_at_field(form, refusal)
        else:
            _say_booked(request, booking(made))
            return HttpResponseRedirect(reverse("sharing:booking", args=[made]))
    context = shown.offer_shown(view) | {"form": form}
    return render(request, "sharing/book.html", context, status=422 if form.is_bound else 200)


def _say_booked(request: HttpRequest, made: BookingView) -> None:
    if made.state == "asked":
        messages.info(request, _("The time is held. The owner was asked to approve it."))
    else:
        messages.success(request, _("Booked."))


def _typed(text: str) -> datetime | None:
    try:
        found = datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=TOKYO)
    except ValueError:
        return None
    return found if is_in_era(found) else None


@require_GET
@signed_in
def own_page(request: HttpRequest) -> HttpResponse:
    """Show what one's own member booked."""
    now, every = clock.now(), own_bookings(actor_of(request, Actor).member_id)
    ahead = [one for one in every if one.ends_at > now and one.state in ("asked", "booked")]
    context = {
        "ahead": shown.shown_list(ahead[::-1]),
        "past": shown.shown_list([one for one in every if one not in ahead][:50]),
    }
    return render(request, "sharing/bookings.html", context)


@require_GET
@signed_in
def booking_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one booking, with what either side may do with it now."""
    return _show(request, uuid, {})


def _show(request: HttpRequest, uuid: UUID, more: dict[str, Any], status: int = 200) -> HttpResponse:
    actor, now, view = actor_of(request, Actor), clock.now(), booking(uuid)
    owns, is_reader = may_offer(actor, view.offer.member_id), actor.is_reader
    is_held = not is_reader and view.state in ("asked", "booked") and now < view.starts_at
    until = given_back_until(view.offer.terms, view.starts_at, is_free=owns or view.state == "asked")
    context = shown.booking_shown(view) | {
        "owns": owns, "may_answer": owns and view.state == "asked",
        "may_cancel": is_held and now <= until, "too_late": TOO_LATE if is_held and now > until else None,
        "may_note": not is_reader and view.state == "booked" and view.starts_at < now,
        "note_form": NoteForm(),
        "use_form": UseForm(initial={
            "used_from": view.starts_at.astimezone(TOKYO), "used_until": view.ends_at.astimezone(TOKYO),
        }),
    }  # fmt: skip
    return render(request, "sharing/booking.html", context | more, status=status)


@require_POST
@signed_in
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Approve a booking or decline it."""
    actor, form, approves = actor_of(request, Actor), NoteForm(request.POST), "approve" in request.POST
    if form.is_valid():
        try:
            answering.answer(actor, uuid, approves=approves, note=form.cleaned_data["note"], now=clock.now())
        except Refused as refusal:
            say_at_field(form, refusal)
        else:
            messages.success(request, _("Approved.") if approves else _("Declined. The time is free again."))
            return HttpResponseRedirect(reverse("sharing:booking", args=[uuid]))
    return _show(request, uuid, {"note_form": form}, 422)


@require_POST
@signed_in
def cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give a time back."""
    actor, form = actor_of(request, Actor), NoteForm(request.POST)
    if form.is_valid():
        try:
            answering.cancel(actor, uuid, form.cleaned_data["note"], clock.now())
        except Refused as refusal:
            say_at_field(form, refusal)
        else:
            messages.success(request, _("Given back. The time is free again."))
            return HttpResponseRedirect(reverse("sharing:booking", args=[uuid]))
    return _show(request, uuid, {"note_form": form}, 422)


@require_POST
@signed_in
def use(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Note from when until when it was used."""
    actor, form = actor_of(request, Actor), UseForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            answering.note_use(actor, uuid, said["used_from"], said["used_until"], clock.now())
        except Refused as refusal:
            say_at_field(form, refusal)
        else:
            messages.success(request, _("The use was noted."))
            return HttpResponseRedirect(reverse("sharing:booking", args=[uuid]))
    return _show(request, uuid, {"use_form": form}, 422)


@require_GET
@signed_in
def desk_page(request: HttpRequest) -> HttpResponse:
    """Show what is booked of one's own offers on a day, and what waits for approval."""
    actor, now = actor_of(request, Actor), clock.now()
    day = _day(request.GET.get("day", ""), tokyo_date(now))
    since = shown.day_start(day)
    context = {
        "asked": shown.shown_list(to_approve(actor.member_id, now)),
        "bookings": shown.shown_list(bookings_of_day(actor.member_id, since, since + timedelta(days=1))),
        "day": day, "before": day - timedelta(days=1), "after": day + timedelta(days=1),
    }  # fmt: skip
    return render(request, "sharing/desk.html", context)


def _day(typed: str, today: date) -> date:
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return today
    return found if abs((found - today).days) < 5000 else today
