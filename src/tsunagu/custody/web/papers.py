"""Labels, symbols and travel documents."""

from typing import cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.domain.papers import Consignment, LoadConsignment, ProductWords
from tsunagu.custody.models import Chain
from tsunagu.custody.queries.chains import open_if_party
from tsunagu.custody.queries.consignments import consignment_of_hand_over
from tsunagu.custody.queries.items import items_by_uuid
from tsunagu.custody.queries.naming import product_words
from tsunagu.custody.web.label_data import first_symbol, label_data
from tsunagu.custody.web.travel_data import travel_data
from tsunagu.foundation import clock
from tsunagu.foundation.documents import pdf
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.downloads import file_answer
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.contacts import contacts_of
from tsunagu.members.queries.directory import member_names

PDF = "application/pdf"
SIZES = ("50x30", "100x50")
CALLED = ("quality", "hospital_coordinator", "supervisor", "courier", "storage")
NO_ITEM = Text("この現品は見つかりません。", "This item was not found.")
NO_PAPER = Text("この輸送の書類はありません。", "There is no document for this transport.")


@require_GET
@signed_in
def label(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Print the label of an item; ``?size=100x50`` gives the large one."""
    item, number, words = _item(uuid)
    size = request.GET.get("size", "")
    data = label_data(
        item, number, words, actor_of(request, Actor).member_name, size if size in SIZES else SIZES[0]
    )
    return file_answer(f"label-{item.label}.pdf", pdf.render("label", data), PDF, is_shown=True)


@require_GET
@signed_in
def symbol(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Draw the symbol that stands on an item's label."""
    item, number, _words = _item(uuid)
    response = HttpResponse(first_symbol(item, number).svg(), content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_GET
@signed_in
def travel(request: HttpRequest, number: str, step: str = "") -> HttpResponse:
    """Print the paper that travels with a transport step (the next or present one, if none is named)."""
    path = getattr(settings, "TRANSPORT_PAPER", "")
    if not path:
        raise NotFound("no_such_paper", NO_PAPER)
    load = cast(LoadConsignment, import_string(path))
    return _paper(load(number[:40], step[:60]), f"travel-{number[:40]}.pdf")


@require_GET
@signed_in
def hand_over(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Print the paper of a hand-over."""
    found = consignment_of_hand_over(uuid, tokyo_date(clock.now()))
    return _paper(found, f"hand-over-{found.number}.pdf")


def _paper(consignment: Consignment, name: str) -> HttpResponse:
    items = items_by_uuid(consignment.items)
    chains = {item.chain for item in items}
    therapies = dict(Chain.objects.filter(chain__in=chains).values_list("chain", "therapy"))
    words = product_words({(therapies[item.chain], item.product) for item in items})
    named = [(item, words[therapies[item.chain], item.product]) for item in items]
    members = {item.holder for item in items}
    contacts = contacts_of(members, tokyo_date(clock.now()), CALLED)
    names = member_names(members)
    data = travel_data(consignment, named, list(contacts.values()), clock.now(), names)
    return file_answer(name, pdf.render("travel", data), PDF, is_shown=True)


def _item(uuid: UUID) -> tuple[ItemView, str, ProductWords]:
    with gate_scope():
        item = next(iter(items_by_uuid([uuid])), None)
    if item is None or not open_if_party([item.chain]):
        raise NotFound("no_such_item", NO_ITEM)
    number, therapy = Chain.objects.filter(chain=item.chain).values_list("number", "therapy").get()
    key = (therapy, item.product)
    return item, number, product_words([key])[key]
