"""Something is wrong with what was scanned: say it, and hold the item if it must not be used."""

from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language
from tsunagu.journeys.services.next_action import next_action
from tsunagu.journeys.services.on_scan import on_scan
from tsunagu.journeys.services.report_problem import LONGEST, report_problem
from tsunagu.journeys.services.sent_before import was_sent
from tsunagu.members.domain.actor import Actor


class ProblemForm(forms.Form):
    """What is wrong, and whether nothing more may be done with the item."""

    text = forms.CharField(
        label=gettext_lazy("What is wrong"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("For example: the bag leaks, the label is torn, the logger shows an alarm."),
    )
    hold = forms.BooleanField(
        label=gettext_lazy("Hold the item: nothing more is done with it until quality assurance has looked"),
        required=False,
        initial=True,
    )


@require_http_methods(["GET", "POST"])
@signed_in
def problem(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the form, or record the problem."""
    now, actor = clock.now(), actor_of(request, Actor)
    found = next_action(actor, uuid, now)
    after = HttpResponseRedirect(reverse("scan:item", args=[uuid]))
    form = ProblemForm(request.POST or None, label_suffix="")
    form.use_required_attribute = False
    status, refusal = 200, None
    if request.method == "POST":
        key = request.POST.get("request_key", "")[:60]
        if was_sent(found.item.chain, key):
            return after
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                report_problem(
                    actor, uuid, data["text"], now, with_hold=data["hold"], request_key=key or None
                )
            except NotFound:
                raise
            except Refused as refused:
                refusal, status = refused, refused.status
                if refused.field in form.fields:
                    form.add_error(refused.field, refused.reason.in_language(language()))
            else:
                told = (
                    _("Recorded, and the item is on hold.") if data["hold"] else _("The problem is recorded.")
                )
                messages.success(request, told)
                return after
    context = {
        "form": form, "found": found, "item": found.item, "product": on_scan(actor, found).product,
        "request_key": request.POST.get("request_key") or str(uuid4()), "refused": refusal,
    }  # fmt: skip
    return render(request, "scan/problem.html", context, status=status)
