"""Pages on which a product is entered, changed and moved to its next stage."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tsunagu.coordination.domain.pipeline.stages import STAGES
from tsunagu.coordination.queries import pipeline as queries
from tsunagu.coordination.queries.pipeline import ProductView
from tsunagu.coordination.services.pipeline.change_card import change_card
from tsunagu.coordination.services.pipeline.enter_product import enter_product
from tsunagu.coordination.services.pipeline.permission import check_may_write, may_coordinate
from tsunagu.coordination.services.pipeline.plan_stages import plan_stages
from tsunagu.coordination.services.pipeline.record_move import record_move, withdraw_move
from tsunagu.coordination.web.pipeline.forms import (
    CardForm,
    MoveForm,
    PlanForm,
    ProductForm,
    WithdrawForm,
    card_from,
    card_of,
)
from tsunagu.coordination.web.pipeline.making import Sheet, answer_form
from tsunagu.foundation import clock
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import standing_members
from tsunagu.therapies.queries import routes_list

BOTH = ["GET", "POST"]


def product_address(uuid: UUID, part: str = "") -> str:
    """Return where a product is shown."""
    return reverse("pipeline:product", args=[uuid]) + part


def written(request: HttpRequest, uuid: UUID) -> tuple[Actor, ProductView]:
    """Return who asks and a product that he may write; refuse others before a form is shown."""
    actor, view = actor_of(request, Actor), queries.product(uuid)
    check_may_write(actor, view.lead_id)
    return actor, view


def sheet_of(view: ProductView, title: str, about: str, button: str) -> Sheet:
    """Return a form's frame for a product."""
    return Sheet(title, about, button, product_address(view.uuid), view.name.in_language(language()))


def member_choices() -> list[tuple[str, str]]:
    """Return the members of today as choices."""
    found = standing_members(tokyo_date(clock.now()))
    return [(str(one.uuid), one.name.in_language(language())) for one in found]


def _routes() -> list[tuple[str, Text]]:
    return sorted({one.key: one.name for one in routes_list()}.items(), key=lambda one: one[1].ja)


@require_http_methods(BOTH)
@signed_in
def new_product(request: HttpRequest) -> HttpResponse:
    """Enter a product; ``?from=`` names the need (シーズ) that it came from, which fills the form."""
    actor = actor_of(request, Actor)
    check_may_write(actor, actor.member_id)
    leads = member_choices() if may_coordinate(actor) else []
    need = queries.need_of(actor, _uuid(request.GET.get("from", "")))
    initial = {"on": tokyo_date(clock.now()), "state": "base/seed"} | (card_from(need) if need else {})
    form = ProductForm(leads, _routes(), request.POST if request.method == "POST" else None, initial=initial)

    def act() -> tuple[str, str]:
        lead = UUID(form.cleaned_data["lead"]) if leads else actor.member_uuid
        uuid = enter_product(
            actor, lead, form.card(), form.reached(), form.evidence(),
            request_key=form.cleaned_data["key"], now=clock.now(),
        )  # fmt: skip
        return product_address(uuid), _("The product is entered.")

    about = _(
        "An idea or a product on its way to patients. Only its parties and the coordinator see it unless it is opened."
    )
    sheet = Sheet(
        _("Enter a product"), about, _("Enter the product"), reverse("pipeline:overview"), _("Pipeline")
    )
    return answer_form(request, form, sheet, act)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_http_methods(BOTH)
@signed_in
def edit_product(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change the card of a product."""
    actor, view = written(request, uuid)
    form = CardForm(_routes(), request.POST if request.method == "POST" else None, initial=card_of(view))

    def act() -> tuple[str, str]:
        change_card(actor, uuid, form.card(), clock.now())
        return product_address(uuid), _("The card of the product is changed.")

    about = _("Stages are recorded on a page of their own.")
    return answer_form(request, form, sheet_of(view, _("Change the card"), about, _("Save the card")), act)


@require_http_methods(BOTH)
@signed_in
def move(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Record that a product reached a stage or a rest; unusual evidence is kept, with a hint."""
    actor, view = written(request, uuid)
    form = MoveForm(
        view.moves,
        request.POST if request.method == "POST" else None,
        initial={"on": tokyo_date(clock.now())},
    )

    def act() -> tuple[str, str]:
        doubts = record_move(
            actor,
            uuid,
            form.reached(),
            form.evidence(),
            request_key=form.cleaned_data["key"],
            now=clock.now(),
        )
        for doubt in doubts:
            messages.warning(request, doubt.in_language(language()))
        return product_address(uuid, "#stages"), _("The stage is recorded.")

    about = _("What has happened, with its day and its evidence. It stays in the history.")
    return answer_form(request, form, sheet_of(view, _("Record a stage"), about, _("Record the stage")), act)


@require_http_methods(BOTH)
@signed_in
def withdraw(request: HttpRequest, uuid: UUID, move: UUID) -> HttpResponse:
    """Withdraw an entry made by mistake."""
    actor, view = written(request, uuid)
    form = WithdrawForm(request.POST if request.method == "POST" else None)

    def act() -> tuple[str, str]:
        withdraw_move(actor, uuid, move, form.cleaned_data["why"], clock.now())
        return product_address(uuid, "#stages"), _("The entry is withdrawn.")

    about = _("Only for what was entered by mistake. What ended is recorded as ended or stopped.")
    return answer_form(
        request, form, sheet_of(view, _("Withdraw an entry"), about, _("Withdraw the entry")), act
    )


@require_http_methods(BOTH)
@signed_in
def plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say when the stages ahead are expected."""
    actor, view = written(request, uuid)
    reached = {one.state for one in view.moves}
    ahead = [stage for stage in STAGES if stage not in reached]
    initial = {f"plan_{stage}": day for stage, day in view.planned.items()}
    form = PlanForm(ahead, request.POST if request.method == "POST" else None, initial=initial)

    def act() -> tuple[str, str]:
        plan_stages(actor, uuid, form.planned(), clock.now())
        return product_address(uuid, "#stages"), _("The planned days are saved.")

    about = _(
        "Only the parties and the coordinator see planned days. Leave a stage empty that isn't planned."
    )
    return answer_form(
        request, form, sheet_of(view, _("Planned days"), about, _("Save the planned days")), act
    )
