"""One form page: show it, do what it asks, say at the field what is wrong and keep what was typed."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from tsunagu.foundation.refusals import NotAllowed, NotFound, Refused
from tsunagu.foundation.web.times import language


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands around a form: its title, what it is for, its button, and where it leads back to."""

    title: str
    about: str
    button: str
    back: str
    back_name: str


def answer_form(
    request: HttpRequest, form: forms.Form, sheet: Sheet, act: Callable[[], tuple[str, str]]
) -> HttpResponse:
    """Show the form, or do it: ``act`` returns where to go and what to say. Refusals stand at their fields."""
    refused: Refused | None = None
    is_sent = request.method == "POST"
    if is_sent and form.is_valid():
        try:
            address, said = act()
        except (NotAllowed, NotFound):
            raise
        except Refused as reason:
            if reason.field in form.fields:
                form.add_error(reason.field, reason.reason.in_language(language()))
            else:
                refused = reason
        else:
            messages.success(request, said)
            return HttpResponseRedirect(address)
    context = {"sheet": sheet, "form": form, "refused": refused}
    return render(request, "coordination/pipeline/form.html", context, status=422 if is_sent else 200)
