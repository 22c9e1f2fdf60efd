"""A small world for custody's tests: who plays, a chain with its parties, and items in it, all by the ledger."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from tsunagu.custody.domain.acts import Act, Actor, Effects, Signature
from tsunagu.custody.domain.items import ItemRef, ItemView, NewItem, make, use_up
from tsunagu.custody.domain.labels import item_uri, serial_of
from tsunagu.custody.models import EventKey, LedgerRow
from tsunagu.custody.queries.chains import open_if_party
from tsunagu.custody.queries.items import items_by_uuid, lock_ancestors
from tsunagu.custody.services.append import Receipt, append
from tsunagu.custody.services.chain import chain_opened, party_joined
from tsunagu.custody.services.common import locked_items
from tsunagu.custody.services.replay import differences, snapshot
from tsunagu.events.building import object_event, transformation_event
from tsunagu.foundation.scope import Scope, acting, gate_scope, open_chains

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HOSPITAL, COURIER, MAKER, LABORATORY, OUTSIDER = (UUID(int=number) for number in range(1, 6))
PARTIES = (HOSPITAL, COURIER, MAKER, LABORATORY)


def minutes(count: float) -> datetime:
    """A time so many minutes after the story began."""
    return NOW + timedelta(minutes=count)


def actor_of(member: UUID) -> Actor:
    """The person who acts for a member in these tests."""
    return Actor(UUID(int=member.int + 100), member)


@contextmanager
def as_member(member: UUID) -> Iterator[Actor]:
    """Act for a member, in its scope."""
    actor = actor_of(member)
    with acting(Scope("member", member=member, member_id=member.int, person=actor.person)):
        yield actor


def open_chain(
    parties: Iterable[UUID] = PARTIES,
    owner: UUID = HOSPITAL,
    kind: str = "case",
    request_key: str | None = None,
) -> UUID:
    """Open a chain with its parties, as an order does."""
    chain = uuid4()
    effects = Effects()
    chain_opened(effects, chain, kind, f"T{chain.hex[:14].upper()}", "test", NOW)
    for member in parties:
        party_joined(effects, chain, member, "party", NOW)
    with as_member(owner) as actor:
        open_chains([chain])
        act = Act("order_placed", chain, NOW, {}, effects)
        append(actor, [act], Signature("ordered"), NOW, request_key)
    return chain


def new_item(chain: UUID, holder: UUID = HOSPITAL) -> NewItem:
    """An item as a collection or a process makes it."""
    uuid = uuid4()
    ref = ItemRef(uuid, chain, item_uri("bag", uuid), serial_of(uuid))
    return NewItem(ref, "donation", "bag", holder, None, NOW, quantity=5.0e6, unit="cells")


def collect(chain: UUID, holder: UUID = HOSPITAL, at: datetime = NOW) -> UUID:
    """Make an item out of nothing."""
    item = new_item(chain, holder)
    effects = Effects()
    make(effects, item)
    event = object_event(event_time=at, action="ADD", epcs=[item.ref.epc], biz_step="collecting")
    with as_member(holder) as actor:
        open_if_party([chain])
        append(actor, [Act("collected", chain, at, {}, effects, event)], Signature("collected"), at)
    return item.ref.uuid


def process(
    member: UUID,
    items: list[UUID],
    materials: Sequence[UUID] = (),
    at: datetime = NOW,
    key: str | None = None,
) -> UUID:
    """Use items up and make one of them, as a step does: lock, look, write."""
    with as_member(member) as actor:
        lock_ancestors(items, materials)
        things = locked_items(items)
        if any(thing.state != "in_use" or thing.holder != member for thing in things):
            raise AssertionError("a gate would have stopped this")
        made = new_item(things[0].chain, member)
        with gate_scope():
            extra = [thing.ref for thing in items_by_uuid(materials)]
        assert len(extra) == len(materials)
        effects = Effects()
        make(effects, made, [thing.ref for thing in things], extra)
        use_up(effects, [thing.ref for thing in things])
        event = transformation_event(
            event_time=at,
            inputs=[thing.epc for thing in things],
            outputs=[made.ref.epc],
            biz_step="commissioning",
        )
        act = Act("step_completed", things[0].chain, at, {}, effects, event)
        append(actor, [act], Signature("processed"), at, key)
    return made.ref.uuid


def seen(item: UUID) -> ItemView:
    """An item as it stands."""
    with acting(Scope("auditor")):
        return items_by_uuid([item])[0]


def ledger(chain: UUID) -> list[LedgerRow]:
    """The rows of a chain in the order of record."""
    with acting(Scope("auditor")):
        return list(LedgerRow.objects.filter(chain=chain).order_by("record_order"))


def names(chain: UUID) -> list[str]:
    """What happened in a chain."""
    return [row.name for row in ledger(chain)]


def row_of(receipt: Receipt) -> LedgerRow:
    """The row that a receipt speaks of."""
    with acting(Scope("auditor")):
        return LedgerRow.objects.get(chain=receipt.chain, uuid=receipt.uuid)


@contextmanager
def nothing_written() -> Iterator[None]:
    """Assert that neither ledger nor views changed."""
    before = _everything()
    yield
    assert _everything() == before


def _everything() -> tuple[object, ...]:
    with acting(Scope("auditor")):
        found = snapshot()
        return LedgerRow.objects.count(), EventKey.objects.count(), found, differences(found, {})
