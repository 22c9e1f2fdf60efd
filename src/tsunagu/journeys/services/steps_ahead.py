"""The steps that would use a thing and are not done yet, with what they wait for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.items import items_in_use, items_of_lots
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.next_step import DONE_STATES, StepAhead
from tsunagu.journeys.domain.states import ENDED
from tsunagu.journeys.models import JourneyStep, StepCheck
from tsunagu.journeys.services.facts.attempts import is_of_present_attempt
from tsunagu.journeys.services.perform import CHECK_LASTS
from tsunagu.journeys.services.running import Running, load_running
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import member_names
from tsunagu.therapies.domain.route import Step

OPEN_STATES = ("planned", "started")
_MOST_ALLOCATIONS = 40


@dataclass(frozen=True, slots=True)
class StepAtHand:
    """A step as the decision sees it, with the journey, the route's step and the row behind it."""

    seen: StepAhead
    running: Running
    step: Step
    row: JourneyStep

    @property
    def needed(self) -> int:
        """How many things the step takes."""
        return sum(flow.count for flow in self.step.inputs)

    def expected(self, item: ItemView) -> list[ItemView]:
        """Return the things that the step takes, the scanned one first among its kind."""
        counts = {flow.product: flow.count for flow in self.step.inputs}
        if self.step.action == "allocate":
            with gate_scope():
                pieces = items_of_lots({item.product: 1000}, item.holder)
            pieces = [one for one in pieces if one.lot == item.lot]
        else:
            pieces = [
                one
                for one in items_in_use(item.chain, counts)
                if one.journey == item.journey
                and one.holder == item.holder
                and is_of_present_attempt(self.running, one)
            ]
        return _first([item, *(one for one in pieces if one.uuid != item.uuid)], counts)


def _first(pieces: Sequence[ItemView], counts: dict[str, int]) -> list[ItemView]:
    found: list[ItemView] = []
    for one in pieces:
        if sum(1 for other in found if other.product == one.product) < counts.get(one.product, 0):
            found.append(one)
    return found


def steps_ahead(running: Running, item: ItemView, actor: Actor, now: datetime) -> list[StepAtHand]:
    """Return the open steps of the journey that take this product, in working order."""
    wanted = [
        step
        for step in running.route.order
        if any(flow.product == item.product and flow.source == "journey" for flow in step.inputs)
        and step.key in running.rows
        and running.rows[step.key].state in OPEN_STATES
    ]
    if not wanted or not is_of_present_attempt(running, item):
        return []
    names = member_names({row.member for row in running.rows.values()})
    checks = list(
        StepCheck.objects.filter(
            chain=running.chain, journey=running.journey.uuid, checked_at__gte=now - CHECK_LASTS
        )
    )
    return [_at_hand(running, step, item, actor, names, checks) for step in wanted]


def _at_hand(
    running: Running,
    step: Step,
    item: ItemView,
    actor: Actor,
    names: Mapping[UUID, Text],
    checks: Sequence[StepCheck],
) -> StepAtHand:
    row = running.rows[step.key]
    is_kept_alive = running.journey.state in ENDED and step.feeding
    before = () if is_kept_alive else step.after
    earlier = next((key for key in before if running.rows[key].state not in DONE_STATES), None)
    mine = [
        check
        for check in checks
        if check.step == step.key and check.attempt == row.attempt and str(item.uuid) in check.items
    ]
    somebody = Text("別の組織", "another organisation")
    seen = StepAhead(
        journey=running.journey.uuid,
        number=running.journey.number,
        key=step.key,
        name=step.name,
        action=step.action,
        member=row.member,
        member_name=names.get(row.member, somebody),
        state=row.state,
        signatures=step.signatures,
        feeding=step.feeding,
        waits_for=None if earlier is None else running.route.step(earlier).name,
        waits_for_member=None if earlier is None else names.get(running.rows[earlier].member),
        checked_by_me=any(check.checked_by == actor.person_uuid for check in mine),
        checked_by_other=any(check.checked_by != actor.person_uuid for check in mine),
    )
    return StepAtHand(seen, running, step, row)


def allocation_ahead(item: ItemView, actor: Actor) -> StepAtHand | None:
    """Return the most urgent allocation of this product to a case that the organisation is to carry out."""
    if item.lot is None or item.allocated_to is not None or item.state != "in_use":
        return None
    with gate_scope():
        rows = JourneyStep.objects.filter(member=actor.member_uuid, action="allocate", state="planned")
        journeys = list(rows.order_by("planned_start").values_list("journey", "key")[:_MOST_ALLOCATIONS])
    for journey, key in journeys:
        running = load_running(journey)
        step, row = running.step(key)
        ready = all(running.rows[before].state in DONE_STATES for before in step.after)
        drawn = any(flow.product == item.product and flow.source == "lot" for flow in step.inputs)
        if ready and drawn and row.state == "planned" and running.journey.state == "under_way":
            names = member_names({row.member})
            return _at_hand(running, step, item, actor, names, ())
    return None
