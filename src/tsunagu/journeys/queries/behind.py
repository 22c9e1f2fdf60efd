"""What stands behind the things of a step: who made them, what released them, which holds reach them."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.chains import parties_among
from tsunagu.custody.queries.items import holds_on, holds_on_each, lots_behind_each
from tsunagu.foundation.database.compiled import compiled
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.facts import HoldFacts
from tsunagu.journeys.models import JourneyStep
from tsunagu.members.queries.directory import member_names
from tsunagu.therapies.domain.route import Route

Behind = tuple[UUID, str, int, str, str, UUID | None, UUID | None]
"""Chain, key, attempt, action, state, who carried it out and who checked: one step that may have made a thing."""


def first_of(rows: Sequence[ItemView], wanted: Mapping[str, int]) -> list[ItemView]:
    """Return so many of the items of each product, in the order in which they come."""
    found: list[ItemView] = []
    left = dict(wanted)
    for item in rows:
        if left[item.product] > 0:
            left[item.product] -= 1
            found.append(item)
    return found


def steps_behind(chains: Iterable[UUID]) -> list[Behind]:
    """Return the steps of all attempts that made, tended or released things of these chains."""
    return list(_behind(chains))


@compiled
def _behind(chains: Iterable[UUID]) -> QuerySet[JourneyStep, Behind]:
    rows = JourneyStep.objects.filter(chain__in=chains, action__in=("process", "tend", "release"))
    return rows.values_list("chain", "key", "attempt", "action", "state", "performed_by", "checked_by")


def makers_among(behind: Iterable[Behind]) -> frozenset[UUID]:
    """Return the persons who had a hand in making, in whatever attempt."""
    return frozenset(
        person
        for _, _, _, action, state, *people in behind
        if action in ("process", "tend") and state in ("done", "started")
        for person in people
        if person is not None
    )


def released_as(route: Route, items: Sequence[ItemView]) -> dict[UUID, set[UUID]]:
    """Return the chains whose releases count for each item: its lot's, its own, or those it was drawn from.

    Where the route releases nothing itself, what was prepared from a lot is released as that lot was.
    """
    is_own = releases_itself(route)
    drawn = [] if is_own else [item.uuid for item in items if item.lot is None]
    behind = lots_behind_each(drawn)
    found: dict[UUID, set[UUID]] = {}
    for item in items:
        if item.lot is not None:
            found[item.uuid] = {item.lot}
        elif is_own:
            found[item.uuid] = {item.chain}
        else:
            found[item.uuid] = behind[item.uuid] or {item.chain}
    return found


def releases_itself(route: Route) -> bool:
    """Whether a route releases what it makes, rather than resting on the releases of lots."""
    return any(one.action == "release" for one in route.steps)


def hold_facts(items: Sequence[ItemView]) -> tuple[HoldFacts, ...]:
    """Return the open holds that reach each item; what the actor may know of them is marked."""
    if not items or not holds_on([item.uuid for item in items]):
        return ()
    each = holds_on_each([item.uuid for item in items])
    reached = [(item, hold) for item in items for hold in each[item.uuid]]
    names = member_names({hold.placed_by_member for _, hold in reached})
    seen = parties_among({hold.chain for _, hold in reached})
    return tuple(
        HoldFacts(
            uuid=hold.uuid,
            item=item.uuid,
            item_label=hold.item_label,
            relation="self"
            if hold.item == item.uuid
            else "shared_material"
            if hold.is_material
            else "ancestor",
            reason=Text(hold.reason, hold.reason),
            placed_by_name=names.get(hold.placed_by_member, Text("会員", "a member")),
            visible_to_actor=hold.chain in seen,
            deadline=hold.deadline,
        )
        for item, hold in reached
    )
