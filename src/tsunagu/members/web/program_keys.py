"""Pages on which a member's people issue, look at and end the keys of their programs."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.web.forms import KeyedForm, day_field
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.program_keys import GRANTS, LONGEST_NAME
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.members.queries.program_keys import program_key, program_keys
from tsunagu.members.services import Issued, end_key, issue_key
from tsunagu.members.services.permission import check_may_write

PROPOSED_DAYS = 180


class KeyForm(KeyedForm):
    """What a key is for, what it allows and until when."""

    name = forms.CharField(
        label=gettext_lazy("Which program it is for"), max_length=LONGEST_NAME,
        help_text=gettext_lazy("The name stands wherever the program did something. Such as: MES, suite calendar."),
    )  # fmt: skip
    grants = forms.MultipleChoiceField(
        label=gettext_lazy("What it allows"), widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("As little as it needs."),
    )  # fmt: skip
    valid_until = day_field(gettext_lazy("Last day"), required=True)

    def __init__(self, actor: Actor, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        grants = self.fields["grants"]
        assert isinstance(grants, forms.MultipleChoiceField)  # noqa: S101 - declared so above
        grants.choices = [
            (one.key, one.name.in_language(language()))
            for one in GRANTS.values()
            if not one.issuers or actor.holds(*one.issuers)
        ]


@require_GET
@signed_in
def keys_page(request: HttpRequest, member: UUID) -> HttpResponse:
    """Show the keys of a member: who may issue them sees them."""
    owner, today = member_by_uuid(member), tokyo_date(clock.now())
    check_may_write(owner.id)
    keys = [
        {"key": one, "badge": one.badge_on(today), "is_open": one.is_open(today)}
        for one in program_keys(member)
    ]
    return render(request, "members/keys.html", {"owner": owner, "keys": keys})


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def new_key_page(request: HttpRequest, member: UUID) -> HttpResponse:
    """Issue a key and show it, this once."""
    actor, now, owner = actor_of(request, Actor), clock.now(), member_by_uuid(member)
    check_may_write(owner.id)
    is_sent = request.method == "POST"
    proposed = {"valid_until": tokyo_date(now) + timedelta(days=PROPOSED_DAYS)}
    form = KeyForm(actor, request.POST if is_sent else None, initial=proposed)
    if is_sent and form.is_valid():
        issued = _issue(actor, member, form)
        if issued is not None:
            shown = {"owner": owner, "issued": issued, "key": program_key(issued.uuid)}
            return render(request, "members/key_issued.html", shown)
    return render(
        request, "members/new_key.html", {"owner": owner, "form": form}, status=422 if is_sent else 200
    )


def _issue(actor: Actor, member: UUID, form: KeyForm) -> Issued | None:
    """Issue what was filled in, or say at its field what is wrong with it."""
    said = form.cleaned_data
    try:
        return issue_key(
            actor, member, name=said["name"], grants=said["grants"], valid_until=said["valid_until"],
            request_key=said["key"], now=clock.now(),
        )  # fmt: skip
    except Refused as refused:
        if refused.field not in form.fields:
            raise
        form.add_error(refused.field, refused.reason.in_language(language()))
        return None


@require_http_methods(["GET", "POST"])
@signed_in
def end_key_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask whether the key shall end, and end it."""
    key = program_key(uuid)
    check_may_write(key.member_id)
    if request.method == "POST":
        end_key(actor_of(request, Actor), uuid, clock.now())
        messages.success(request, _("The key is ended. Nothing is done with it any more."))
        return HttpResponseRedirect(reverse("members:keys", args=[key.member]))
    return render(request, "members/end_key.html", {"key": key, "owner": member_by_uuid(key.member)})
