"""Pages on which a person chooses what is mailed and reads it again, and the coordinator sees what did not arrive."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language
from tsunagu.members.domain.actor import Actor
from tsunagu.members.services.choose_language import choose_language
from tsunagu.notices.domain.letters import URGENCIES, WAYS
from tsunagu.notices.queries import letters as queries
from tsunagu.notices.services.choose_mail import check_may_look, choose_mail, settle_trouble, try_again


class MailForm(forms.Form):
    """How notices of each urgency are mailed, and in which language."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the letters"), choices=[("ja", "日本語"), ("en", "English")],
        widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        self.use_required_attribute = False
        choices = [(key, name.in_language(language())) for key, name in WAYS.items()]
        for urgency, name in URGENCIES.items():
            self.fields[f"urgency_{urgency}"] = forms.ChoiceField(
                label=name.in_language(language()), choices=choices, widget=forms.RadioSelect
            )

    def ways(self) -> dict[int, str]:
        """Return the way chosen for each urgency."""
        return {urgency: self.cleaned_data[f"urgency_{urgency}"] for urgency in URGENCIES}


@require_http_methods(["GET", "POST"])
@signed_in
def mail_page(request: HttpRequest) -> HttpResponse:
    """Let the person choose what is mailed."""
    actor = actor_of(request, Actor)
    is_sent = request.method == "POST"
    chosen = {f"urgency_{urgency}": way for urgency, way in queries.ways_of(actor).items()}
    form = MailForm(request.POST if is_sent else None, initial={"language": actor.language} | chosen)
    if is_sent and not actor.is_reader and form.is_valid():
        choose_mail(actor, form.ways(), clock.now())
        choose_language(actor, form.cleaned_data["language"])
        messages.success(request, _("Kept. Letters come like this from now on."))
        return HttpResponseRedirect(reverse("notices:mail"))
    context = {
        "form": form,
        "may_change": not actor.is_reader,
        "newest": queries.letters_to(actor, 3),
        "may_look": _looks(actor),
        "mail_is_sent": settings.MAIL_IS_SENT,
    }
    return render(request, "notices/mail.html", context, status=422 if is_sent else 200)


@require_GET
@signed_in
def letters_page(request: HttpRequest) -> HttpResponse:
    """Show the newest letters to the person."""
    context = {"letters": queries.letters_to(actor_of(request, Actor)), "mail_is_sent": settings.MAIL_IS_SENT}
    return render(request, "notices/letters.html", context)


@require_GET
@signed_in
def letter_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one letter as it was sent."""
    return render(
        request, "notices/letter.html", {"letter": queries.letter_to(actor_of(request, Actor), uuid)}
    )


@require_GET
@signed_in
def troubles_page(request: HttpRequest) -> HttpResponse:
    """Show the coordinator whose letters could not be delivered."""
    check_may_look(actor_of(request, Actor))
    context = {"troubles": queries.open_troubles(), "mail_is_sent": settings.MAIL_IS_SENT}
    return render(request, "notices/troubles.html", context)


@require_POST
@signed_in
def trouble_act(request: HttpRequest, uuid: UUID, act: str) -> HttpResponse:
    """Send a letter again, or take it off the list."""
    actor, now = actor_of(request, Actor), clock.now()
    if act == "again":
        try_again(actor, uuid, now)
        messages.success(request, _("It is sent again within a minute."))
    elif act == "settle":
        settle_trouble(actor, uuid, now)
        messages.success(request, _("It is taken off the list."))
    else:
        raise NotFound("act", Text("この操作はありません。", "There is no such act."))
    return HttpResponseRedirect(reverse("notices:troubles"))


def _looks(actor: Actor) -> bool:
    return actor.is_coordinator and actor.holds("coordinator")
