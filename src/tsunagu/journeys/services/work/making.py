"""Making things: collections from a person, and products from what goes in."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from tsunagu.custody.domain.items import LOT, ItemRef, NewItem, make, use_up
from tsunagu.custody.domain.labels import donation_uri, item_uri, serial_of
from tsunagu.custody.queries.items import would_be_cycle
from tsunagu.custody.services.numbers import next_din
from tsunagu.events import vocabulary
from tsunagu.events.building import object_event, transformation_event
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.services.work.context import Done, StepContext
from tsunagu.therapies.domain.route import Product

MOST_CELLS = 1e13


def collect(context: StepContext) -> Done:
    """Cells were taken from a person: each piece is a donation with a number of its own."""
    made = []
    for product in _pieces(context):
        din = next_din(context.now)
        ref = ItemRef(uuid4(), context.chain, donation_uri(din), din)
        make(context.effects, _new_item(context, ref, product))
        context.effects.add(
            "custody.Alias", uuid=uuid4(), chain=context.chain, scheme="din", value=din, bound_at=context.at
        )
        made.append(ref)
    event = object_event(
        event_time=context.at, action="ADD", epcs=[ref.epc for ref in made], biz_step=vocabulary.COLLECTING,
        disposition=vocabulary.ACTIVE, **context.place(),
    )  # fmt: skip
    return Done(event, {"made": [ref.uuid for ref in made]}, "collected")


def process(context: StepContext) -> Done:
    """What went in is used up, and something else came out."""
    if not context.step.outputs:
        event = object_event(
            event_time=context.at, action="OBSERVE", epcs=context.epcs(), biz_step=vocabulary.CULTURING,
            **context.place(),
        )  # fmt: skip
        return Done(event if context.items else None, signature="processed")
    parents = context.refs()
    made = []
    lot = _lot_made(context)
    for product in _pieces(context):
        uuid = uuid4()
        ref = ItemRef(uuid, context.chain, item_uri(product.key, uuid), serial_of(uuid))
        make(
            context.effects,
            _new_item(context, ref, product, lot),
            parents,
            [item.ref for item in context.materials],
        )
        made.append(ref)
    if would_be_cycle([ref.uuid for ref in parents], [ref.uuid for ref in made]):
        raise Refused("cycle", Text("由来が循環しています。", "An item can't be its own ancestor."))
    use_up(context.effects, parents)
    event = transformation_event(
        event_time=context.at,
        inputs=context.epcs(),
        outputs=[ref.epc for ref in made],
        biz_step=vocabulary.CULTURING,
        **context.place(),
    )
    return Done(event, {"made": [ref.uuid for ref in made]}, "processed")


def _pieces(context: StepContext) -> Iterator[Product]:
    for flow in context.step.outputs:
        for _ in range(flow.count):
            yield context.running.route.product(flow.product)


def _new_item(
    context: StepContext, ref: ItemRef, product: Product, lot: tuple[UUID, str] | None = None
) -> NewItem:
    in_lot = lot if lot is not None and product.key == context.running.route.makes else None
    return NewItem(
        ref=ref,
        kind=product.kind,
        product=product.key,
        holder=context.row.member,
        site=context.row.site,
        made_at=context.at,
        expires_at=_expiry(product, context.at),
        quantity=_quantity(context, product),
        unit="cells" if product.cells else product.unit,
        lot=in_lot[0] if in_lot else None,
        lot_number=in_lot[1] if in_lot else "",
        journey=context.running.journey.uuid,
        made_by_step=context.step.key,
        attempt=context.row.attempt,
        is_irreplaceable=product.irreplaceable,
    )


def _expiry(product: Product, at: datetime) -> datetime | None:
    return None if product.shelf_life_hours is None else at + timedelta(hours=product.shelf_life_hours)


def _quantity(context: StepContext, product: Product) -> float | None:
    typed = context.work.outputs.get(product.key)
    if typed is None:
        return None if product.cells is None else float(product.cells)
    if not 0 < typed <= MOST_CELLS:
        raise BadInput(
            "quantity",
            Text(
                f"{product.name.ja} の数量を確認してください。", f"Check the quantity of {product.name.en}."
            ),
            f"output_{product.key}",
        )
    return typed


def _lot_made(context: StepContext) -> tuple[UUID, str] | None:
    """Open the lot when the product that the route makes comes out; return its uuid and number."""
    route = context.running.route
    if route.makes is None or not any(flow.product == route.makes for flow in context.step.outputs):
        return None
    product = route.product(route.makes)
    number = context.running.journey.number
    fields = {"made_at": context.at, "expires_at": _expiry(product, context.at)}
    if context.running.journey.lot is not None:  # made again after a failed attempt: the same lot, new vials
        context.effects.change(LOT, context.chain, state="quarantined", **fields)
        return context.chain, number
    context.effects.add(
        LOT, uuid=context.chain, chain=context.chain, number=number, product=product.key, kind="product",
        maker=context.row.member, **fields,
    )  # fmt: skip
    context.effects.change("journeys.Journey", context.running.journey.uuid, lot=context.chain)
    return context.chain, number
