"""Pages on which the lead of a product is handed over, and on which its development is ended."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tsunagu.coordination.domain.pipeline.circle import OFFER_STATES, ROLES
from tsunagu.coordination.queries import pipeline as queries
from tsunagu.coordination.queries.pipeline import OfferView
from tsunagu.coordination.services.pipeline.end_product import end_product
from tsunagu.coordination.services.pipeline.hand_over_lead import answer_offer, offer_lead, take_offer_back
from tsunagu.coordination.web.pipeline.acts import BOTH, product_address, sheet_of, written
from tsunagu.coordination.web.pipeline.forms import EndForm, LeadForm
from tsunagu.coordination.web.pipeline.making import answer_form
from tsunagu.foundation import clock
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.members.domain.actor import Actor

BADGES = {"offered": "warn", "accepted": "ok", "declined": "stop", "withdrawn": "wait"}


@require_http_methods(BOTH)
@signed_in
def lead(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Offer the lead to a member that takes part; the coordinator does it for a lead that has left."""
    actor, view = written(request, uuid)
    takers = {str(one.member): one.name.in_language(language()) for one in view.taking_part}
    form = LeadForm(sorted(takers.items()), request.POST if request.method == "POST" else None)

    def act() -> tuple[str, str]:
        said = form.cleaned_data
        offer_lead(
            actor, uuid, UUID(said["taker"]), said["why"], said["stays_as"],
            request_key=said["key"], now=clock.now(),
        )  # fmt: skip
        return product_address(uuid, "#lead"), _("The member is asked to take over the lead.")

    about = _(
        "Only members that take part can take over. Your sending signs for the lead; once the other member accepts,"
        " both have signed and it keeps the product from then on."
    )
    sheet = sheet_of(view, _("Hand over the lead"), about, _("Sign and ask the member"))
    return answer_form(request, form, sheet, act)


@require_POST
@signed_in
def answer_lead(request: HttpRequest, uuid: UUID, offer: UUID) -> HttpResponse:
    """Take over the lead, or decline."""
    accepts = request.POST.get("answer") == "accept"
    answer_offer(actor_of(request, Actor), uuid, offer, accepts, clock.now())
    said = _("Your member leads this product now.") if accepts else _("You declined to take over the lead.")
    messages.success(request, said)
    return HttpResponseRedirect(product_address(uuid))


@require_POST
@signed_in
def take_lead_back(request: HttpRequest, uuid: UUID, offer: UUID) -> HttpResponse:
    """Take back an offer of the lead that wasn't answered."""
    take_offer_back(actor_of(request, Actor), uuid, offer, clock.now())
    messages.success(request, _("The hand-over is taken back."))
    return HttpResponseRedirect(product_address(uuid, "#lead"))


@require_http_methods(BOTH)
@signed_in
def stop(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End the development of a product with the reason."""
    actor, view = written(request, uuid)
    form = EndForm(
        request.POST if request.method == "POST" else None, initial={"on": tokyo_date(clock.now())}
    )

    def act() -> tuple[str, str]:
        said = form.cleaned_data
        end_product(actor, uuid, said["on"], said["note"], request_key=said["key"], now=clock.now())
        return product_address(uuid, "#stages"), _("The development is recorded as stopped.")

    about = _(
        "Every stage that goes on is recorded as stopped on this day. The history stays, reports to funders stay due,"
        " and invitations not answered are taken back."
    )
    sheet = sheet_of(view, _("End the development"), about, _("Record that it is stopped"))
    return answer_form(request, form, sheet, act)


def offers_shown(uuid: UUID, actor: Actor, *, keeps: bool) -> list[dict[str, Any]]:
    """Return the offers of the lead with what the reader may do."""
    return [_shown(one, actor, keeps=keeps) for one in queries.lead_offers(uuid)]


def _shown(one: OfferView, actor: Actor, *, keeps: bool) -> dict[str, Any]:
    waits = one.state == "offered"
    return {
        "view": one, "badge": BADGES[one.state], "state": OFFER_STATES[one.state],
        "stays_as": ROLES.get(one.stays_as),
        "may_answer": waits and one.taker_id == actor.member_id and not actor.is_reader,
        "may_take_back": waits and keeps,
    }  # fmt: skip
