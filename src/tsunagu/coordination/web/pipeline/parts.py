"""Pages on which partners are invited, answer and leave, and on which special-zone measures are noted."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tsunagu.coordination.services.pipeline.invite_partner import answer_invitation, end_part, invite_partner
from tsunagu.coordination.services.pipeline.note_measure import end_measure, note_measure
from tsunagu.coordination.web.pipeline.acts import (
    BOTH,
    member_choices,
    product_address,
    sheet_of,
    written,
)
from tsunagu.coordination.web.pipeline.forms import MeasureForm, PartnerForm
from tsunagu.coordination.web.pipeline.making import answer_form
from tsunagu.foundation import clock
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor


@require_http_methods(BOTH)
@signed_in
def invite(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Invite a member to take part."""
    actor, view = written(request, uuid)
    members = [one for one in member_choices() if one[0] != str(view.lead)]
    form = PartnerForm(
        members,
        request.POST if request.method == "POST" else None,
        initial={"first": tokyo_date(clock.now())},
    )

    def act() -> tuple[str, str]:
        said = form.cleaned_data
        invite_partner(
            actor, uuid, form.member(), said["role"], said["first"], said["last"],
            request_key=said["key"], now=clock.now(),
        )  # fmt: skip
        return product_address(uuid, "#partners"), _("The member is invited and told.")

    about = _(
        "The invited member reads everything of this product from now on, until it declines or its part ends."
    )
    return answer_form(
        request, form, sheet_of(view, _("Invite a partner"), about, _("Invite the member")), act
    )


@require_POST
@signed_in
def answer(request: HttpRequest, uuid: UUID, part: UUID) -> HttpResponse:
    """Accept or decline an invitation; who declines is led back to the pipeline, for he reads the product no more."""
    accepts = request.POST.get("answer") == "accept"
    answer_invitation(actor_of(request, Actor), uuid, part, accepts, clock.now())
    if accepts:
        messages.success(request, _("Your member takes part now."))
        return HttpResponseRedirect(product_address(uuid))
    messages.success(request, _("You declined. The lead is told."))
    return HttpResponseRedirect("/network/pipeline/")


@require_POST
@signed_in
def end(request: HttpRequest, uuid: UUID, part: UUID) -> HttpResponse:
    """End a part, or take an invitation back."""
    keeps = end_part(actor_of(request, Actor), uuid, part, clock.now())
    messages.success(request, _("The part is ended."))
    return HttpResponseRedirect(product_address(uuid, "#partners") if keeps else "/network/pipeline/")


@require_http_methods(BOTH)
@signed_in
def measure(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Note a special-zone measure that is used."""
    actor, view = written(request, uuid)
    form = MeasureForm(
        request.POST if request.method == "POST" else None, initial={"first": tokyo_date(clock.now())}
    )

    def act() -> tuple[str, str]:
        said = form.cleaned_data
        note_measure(
            actor, uuid, said["kind"], said["note"], said["first"], said["last"],
            request_key=said["key"], now=clock.now(),
        )  # fmt: skip
        return product_address(uuid, "#measures"), _("The measure is noted.")

    about = _("Which measure of a special zone the product uses, and what for.")
    return answer_form(
        request, form, sheet_of(view, _("Add a zone measure"), about, _("Add the measure")), act
    )


@require_POST
@signed_in
def stop_measure(request: HttpRequest, uuid: UUID, measure: UUID) -> HttpResponse:
    """Note that a measure is no longer used."""
    end_measure(actor_of(request, Actor), uuid, measure, clock.now())
    messages.success(request, _("The measure is used until today."))
    return HttpResponseRedirect(product_address(uuid, "#measures"))
