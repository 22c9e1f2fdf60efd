"""Plan a comparability study, or change its plan."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tsunagu.custody.services.append import Receipt
from tsunagu.evaluation.domain.comparability_plan import read_lots
from tsunagu.evaluation.domain.comparability_signing import HOLDER, QUALITY
from tsunagu.evaluation.queries.comparability import plans_of, studies, study_by_number
from tsunagu.evaluation.services.plan_study import change_plan
from tsunagu.evaluation.services.running_study import check_party
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.web.forms import said_at_field
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.journeys.queries.comparability import (
    Product,
    measurable,
    product_of,
    products_for,
    therapy_name,
)
from tsunagu.journeys.services.compare_lots import plan_comparability
from tsunagu.journeys.web.comparability import signs_as, status_of
from tsunagu.journeys.web.comparability_forms import PlanForm
from tsunagu.members.domain.actor import Actor, check_role


@require_http_methods(["GET", "POST"])
@signed_in
def new_page(request: HttpRequest) -> HttpResponse:
    """Choose a product, then sign the plan of its study."""
    actor, now = actor_of(request, Actor), clock.now()
    check_role(actor, QUALITY, HOLDER)
    products = products_for(actor, now)
    asked = (request.POST if request.method == "POST" else request.GET).get("product", "")
    product = next((one for one in products if asked in one.keys), None)
    if product is None:
        return render(request, "comparability/choose.html", {"products": products})
    form = PlanForm(product, measurable(product.keys), request.POST or None)

    def planning() -> Receipt:
        lots = read_lots(form.cleaned_data["lots"])
        key = form.cleaned_data["key"]
        return plan_comparability(actor, form.plan(), lots, form.manufacturer(), now, key)

    context = {"product": product, "asked": asked, "back": reverse("comparability:list")}
    return _answer(request, form, planning, _("The plan is signed."), context | signs_as(actor))


@require_http_methods(["GET", "POST"])
@signed_in
def change_page(request: HttpRequest, number: str) -> HttpResponse:
    """Sign a new version of the plan, with its reason."""
    actor, now = actor_of(request, Actor), clock.now()
    study = study_by_number(number)
    check_party(actor, study, QUALITY, HOLDER)
    found = product_of(study.therapies, now) or Product(
        tuple(study.therapies), therapy_name(study.therapies), False, study.holder, {}
    )
    before = plans_of(study.uuid)[0].plan
    form = PlanForm(found, measurable(study.therapies), request.POST or None, before)

    def changing() -> Receipt:
        said = form.cleaned_data
        return change_plan(actor, number, form.plan(), said["reason"], now, said["key"])

    back = reverse("comparability:study", args=[number])
    context = {"study": study, "product": found, "back": back}
    done = _("The new version of the plan is signed.")
    return _answer(request, form, changing, done, context | signs_as(actor))


def _answer(
    request: HttpRequest, form: PlanForm, sign: Callable[[], Receipt], done: str, context: dict[str, Any]
) -> HttpResponse:
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            receipt = sign()
        except NotFound:
            raise
        except Refused as refusal:
            refused = _placed(form, refusal)
        else:
            messages.success(request, done)
            number = next(one.number for one in studies() if one.uuid == receipt.chain)
            return HttpResponseRedirect(reverse("comparability:study", args=[number]))
    status = 200 if request.method == "GET" else status_of(refused)
    return render(
        request, "comparability/plan.html", context | {"form": form, "refused": refused}, status=status
    )


def _placed(form: PlanForm, refusal: Refused) -> Refused | None:
    """Say a refusal of a criterion at the line of its characteristic."""
    if refusal.field in form.known:
        return said_at_field(form, refusal, f"{refusal.field}__use")
    return said_at_field(form, refusal)
