"""Drawing items of a released lot for one case."""

from tsunagu.custody.domain.items import ITEM
from tsunagu.events import vocabulary
from tsunagu.events.building import object_event
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.services.work.context import Done, StepContext


def allocate(context: StepContext) -> Done:
    """The items become this case's own: they move to its chain and are reserved for its patient."""
    wanted = sum(flow.count for flow in context.step.inputs) or 1
    if len(context.items) != wanted:
        raise Refused(
            "wrong_number",
            Text(
                f"割り当てる現品は{wanted}点です。{len(context.items)}点が選ばれています。",
                f"{wanted} items are to be allocated; {len(context.items)} were chosen.",
            ),
        )
    for item in context.items:
        context.effects.change(
            ITEM, item.uuid, chain=context.chain, allocated_to=context.chain,
            journey=context.running.journey.uuid,
        )  # fmt: skip
    context.effects.change(
        "journeys.JourneyStep", context.row.uuid,
        facts={**context.row.facts, "allocated": sorted(str(item.uuid) for item in context.items)},
    )  # fmt: skip
    event = object_event(
        event_time=context.at, action="OBSERVE", epcs=context.epcs(), biz_step=vocabulary.ALLOCATING,
        disposition=vocabulary.RESERVED, **context.place(),
    )  # fmt: skip
    return Done(event, {"allocated": [item.uuid for item in context.items]}, "allocated")
