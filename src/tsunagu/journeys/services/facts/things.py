"""The items of a step, what was scanned, what is held, what goes in."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.items import (
    items_in_use,
    items_of_chain,
    items_of_lots,
    lots_behind_each,
)
from tsunagu.custody.queries.state import chain_numbers, held_among, lot_makers, lot_states, unsigned_items
from tsunagu.foundation.database.compiled import compiled
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.facts import (
    ItemFacts,
    MaterialFacts,
    ReleaseFacts,
    ScannedFacts,
)
from tsunagu.journeys.domain.gates.release import RESTS_ON_LOTS
from tsunagu.journeys.domain.restarting import is_superseded
from tsunagu.journeys.domain.work import Work
from tsunagu.journeys.models import JourneyStep, Release
from tsunagu.journeys.queries.behind import first_of, makers_among, released_as, releases_itself, steps_behind
from tsunagu.journeys.services.facts.attempts import (
    Newest,
    is_of_present_attempt,
    is_of_present_lot,
    newest_attempts,
)
from tsunagu.journeys.services.running import Running
from tsunagu.members.queries.agreements import approvals_kept
from tsunagu.members.queries.directory import member_names
from tsunagu.therapies.domain.route import Step


def expected_items(running: Running, step: Step, row: JourneyStep) -> list[ItemView]:
    """Return the items that the step is meant for: of this attempt, of the step's products, still in use."""
    own = {flow.product: flow.count for flow in step.inputs if flow.source == "journey"}
    drawn = {flow.product: flow.count for flow in step.inputs if flow.source == "lot"}
    rows = [item for item in items_in_use(running.chain, own) if _is_current(running, item)] if own else []
    found = first_of(rows, own)
    if drawn:
        found += first_of(items_of_lots(drawn, row.member), drawn)
    return found


def carried_items(running: Running, step: Step) -> list[ItemView]:
    """Return the items of this attempt that a step handled or handles, gone ones included."""
    products = {flow.product for flow in step.inputs}
    items = [item for item in items_of_chain(running.chain) if item.product in products]
    return [item for item in items if is_of_present_attempt(running, item)][
        -sum(f.count for f in step.inputs) or None :
    ]


def item_facts(
    running: Running, step: Step, items: Sequence[ItemView], expected: set[UUID]
) -> tuple[ItemFacts, ...]:
    """Return the items as the gates read them."""
    behind = released_as(running.route, items)
    released = {lot for lots in behind.values() for lot in lots}
    steps = steps_behind(released | {item.lot or item.chain for item in items} | {running.chain})
    newest, makers = newest_attempts(steps, running), makers_among(steps)
    releases, fallen = _releases(released, newest), _fallen(running, step, items)
    names = member_names({item.holder for item in items})
    cois = chain_numbers({item.chain for item in items} | {i.allocated_to for i in items if i.allocated_to})
    unsigned = unsigned_items(running.chain)
    return tuple(
        ItemFacts(
            uuid=item.uuid,
            label=item.label,
            product=item.product,
            expected=is_of_present_lot(item, newest) and _is_expected(running, step, item, expected),
            kind=item.kind,  # type: ignore[arg-type]
            holder=item.holder,
            holder_name=names.get(item.holder),
            custody_paper="giver_unsigned" if item.uuid in unsigned else "complete",
            acceptance=item.acceptance,  # type: ignore[arg-type]
            state=item.state,  # type: ignore[arg-type]
            expires_at=item.expires_at,
            source="own" if item.lot is None else "lot",
            case_coi=cois.get(item.chain) if _is_of_a_case(running, item) else None,
            allocated_coi=cois.get(item.allocated_to) if item.allocated_to else None,
            lot_number=item.lot_number,
            quantity_cells=None if item.quantity is None else Decimal(str(item.quantity)),
            irreplaceable=item.is_irreplaceable,
            releases=tuple(
                one for lot in behind.get(item.uuid, {item.chain}) for one in releases.get(lot, ())
            ),
            fallen_behind=fallen.get(item.uuid, ()),
            makers=makers,
            legs=legs_behind(running, step, item),
        )
        for item in items
    )


def legs_behind(running: Running, step: Step, item: ItemView) -> int:
    """Return by how many finished transports of this journey the item came here."""
    return sum(1 for one in transports_of(running, step, item) if running.rows[one.key].state == "done")


def transports_of(running: Running, step: Step, item: ItemView) -> list[Step]:
    """Return the transport steps before this one that carried the item's product."""
    before = running.route.ancestors(step.key)
    return [
        one
        for one in running.route.order
        if one.key in before
        and one.action == "transport"
        and any(f.product == item.product for f in one.inputs)
    ]


def _is_expected(running: Running, step: Step, item: ItemView, expected: set[UUID]) -> bool:
    if item.uuid in expected:
        return True
    sources = {flow.source for flow in step.inputs if flow.product == item.product}
    free_in_lot = item.lot is not None and item.allocated_to is None
    return ("journey" in sources and _is_current(running, item)) or ("lot" in sources and free_in_lot)


def _is_current(running: Running, item: ItemView) -> bool:
    """Say whether the item belongs to this journey, and to the attempt that counts now."""
    is_own = item.chain == running.chain and item.journey == running.journey.uuid
    return is_own and is_of_present_attempt(running, item)


def _is_of_a_case(running: Running, item: ItemView) -> bool:
    """Say whether the item's chain is a case: a lot's number is no patient's."""
    return item.lot is None and (running.case is not None or item.chain != running.chain)


def _releases(chains: set[UUID], newest: Newest) -> dict[UUID, tuple[ReleaseFacts, ...]]:
    """Return the releases by chain, those of steps that are carried out again left out, as with results."""
    found: dict[UUID, tuple[ReleaseFacts, ...]] = {}
    for row in _releases_of(chains):
        if is_superseded(row.attempt, newest.get((row.chain, row.step))):
            continue
        found[row.chain] = (*found.get(row.chain, ()), _release(row))
    return found


def _fallen(running: Running, step: Step, items: Sequence[ItemView]) -> dict[UUID, tuple[ReleaseFacts, ...]]:
    """Return by item the newest releases of lots that went into it, where they were withdrawn or refused.

    What its own route releases rests on the release of every lot inside it too.
    """
    flows = [flow for one in running.route.steps for flow in one.inputs if flow.source == "lot"]
    is_asked = step.needs_release or step.action in RESTS_ON_LOTS
    if not flows or not is_asked or not releases_itself(running.route):
        return {}
    lots = lots_behind_each([item.uuid for item in items if item.lot is None])
    newest: dict[tuple[UUID, str], Release] = {}
    for row in sorted(_releases_of({lot for behind in lots.values() for lot in behind}), key=_released_at):
        newest[row.chain, row.kind] = row
    fallen = [row for row in newest.values() if row.verdict != "released"]
    return {
        item: tuple(_release(row) for row in fallen if row.chain in behind) for item, behind in lots.items()
    }


def _release(row: Release) -> ReleaseFacts:
    return ReleaseFacts(
        row.uuid,
        row.kind,
        row.released_by,
        row.released_at,
        row.is_quality,
        row.verdict,  # type: ignore[arg-type]
    )


def _released_at(row: Release) -> datetime:
    return row.released_at


@compiled
def _releases_of(chains: Iterable[UUID]) -> QuerySet[Release]:
    return Release.objects.filter(chain__in=chains)


def scanned_facts(running: Running, items: Sequence[ItemView], work: Work) -> tuple[ScannedFacts, ...]:
    """Return each reading with what its identifiers stand for."""
    found = []
    for item in items:
        typed = work.seconds.get(item.uuid, "")
        second = item.uuid if _is_second(running, item, typed) else None
        found.append(ScannedFacts(item.label, item.uuid, second, second_given=bool(typed)))
    return tuple(found)


def _is_second(running: Running, item: ItemView, typed: str) -> bool:
    normal = "".join(typed.upper().split())
    own = {running.journey.number} if item.chain == running.chain else set()
    return normal in own | ({item.lot_number} if item.lot_number else set())


def material_facts(materials: Iterable[ItemView], member: UUID, today: date) -> tuple[MaterialFacts, ...]:
    """Return the supplier's lots that go in, and whether the acting member approved who supplied them."""
    found = list(materials)
    lots = {item.lot for item in found if item.lot}
    states, held = lot_states(lots), held_among([item.uuid for item in found])
    approved = _approved(found, lots, member, today)
    return tuple(
        MaterialFacts(
            uuid=item.uuid,
            lot_number=item.lot_number,
            name=Text(item.product, item.product),
            released=item.lot is not None and states.get(item.lot) == "released",
            on_hold=item.uuid in held,
            expires_at=item.expires_at,
            has_approved_supplier=approved.get(item.uuid),
        )
        for item in found
    )


def _approved(items: Sequence[ItemView], lots: set[UUID], member: UUID, today: date) -> dict[UUID, bool]:
    """Return for each item whether its supplier is approved; those of materials without a list are left out."""
    kept = approvals_kept(member, {item.product for item in items}) if items else []
    if not kept:
        return {}
    makers, listed = lot_makers(lots), {material for material, _, _ in kept}
    valid = {(material, supplier) for material, supplier, validity in kept if validity.valid_on(today)}
    return {
        item.uuid: (item.product, makers.get(item.lot) if item.lot else None) in valid
        for item in items
        if item.product in listed
    }
