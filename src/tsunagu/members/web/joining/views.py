"""Pages for those who want to join: the form, and the state of what was handed in under a private link."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.web.scope import open_to_all
from tsunagu.foundation.web.times import language
from tsunagu.members.domain.joining.states import may_next
from tsunagu.members.queries.directory import coordinator
from tsunagu.members.queries.membership import terms
from tsunagu.members.services.apply_to_join import HandedIn, answer_question, hand_in, shown
from tsunagu.members.web.joining.forms import AnswerForm, ApplicationForm
from tsunagu.members.web.register.applications import acts_shown, applied_shown, line_shown


@never_cache
@require_http_methods(["GET", "POST"])
@open_to_all
def form_page(request: HttpRequest) -> HttpResponse:
    """Let anybody apply to join; what was handed in is found again under the private link that comes back."""
    now = clock.now()
    status = 200
    if request.method == "POST":
        form, status = ApplicationForm(request.POST, now=now), 422
        if form.is_valid() and (handed_in := _handed_in(form, now)) is not None:
            told = _("Your application %(number)s is handed in.") % {"number": handed_in.reference}
            messages.success(request, told)
            return HttpResponseRedirect(reverse("joining:state", args=[handed_in.secret]))
    else:
        form = ApplicationForm(now=now)
    context = {
        "form": form, "rules": terms().rules, "classes": terms().classes.values(), "keeper": coordinator(),
    }  # fmt: skip
    return render(request, "members/joining/form.html", context, status=status)


def _handed_in(form: ApplicationForm, now: datetime) -> HandedIn | None:
    """Hand in what was filled in, or say at its field what is wrong with it."""
    try:
        return hand_in(form.applied(), form.cleaned_data["key"], now, language())
    except Refused as refused:
        field = refused.field if refused.field in form.fields else None
        form.add_error(field, refused.reason.in_language(language()))
        return None


@never_cache
@require_http_methods(["GET", "POST"])
@open_to_all
def state_page(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the holder of a private link how the application stands, and take an answer or its withdrawal."""
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        verb = "withdrawn" if request.POST.get("verb") == "withdrawn" else "answered"
        try:
            answer_question(secret, verb, form.cleaned_data["note"], clock.now())
        except Refused as refused:
            if refused.field not in form.fields:
                raise
            form.add_error(refused.field, refused.reason.in_language(language()))
        else:
            told = _("The application is withdrawn.") if verb == "withdrawn" else _("Your answer was sent.")
            messages.success(request, told)
            return HttpResponseRedirect(reverse("joining:state", args=[secret]))
    view = shown(secret)
    may = may_next(view.state, "applicant")
    context = {
        "view": view, "one": line_shown(view), **applied_shown(view.applied), "acts": acts_shown(view), "form": form,
        "may_answer": "answered" in may, "may_withdraw": "withdrawn" in may,
        "address": request.build_absolute_uri(),
    }  # fmt: skip
    return render(request, "members/joining/state.html", context, status=422 if form.is_bound else 200)
