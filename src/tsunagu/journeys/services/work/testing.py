"""Results typed in against the specification of the route's panel."""

from uuid import uuid4

from tsunagu.custody.domain.items import use_up
from tsunagu.evaluation.services.judge import judged_results
from tsunagu.events import vocabulary
from tsunagu.events.building import object_event
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.journeys.services.work.context import Done, StepContext


def test(context: StepContext) -> Done:
    """Judge what was typed and keep every value with its verdict; samples are used up."""
    if not context.work.values:
        raise BadInput(
            "values", Text("結果を1つ以上入力してください。", "Type at least one result."), "values"
        )
    use_up(context.effects, [item.ref for item in context.items if item.kind == "sample"])
    event = None
    if context.items:
        event = object_event(
            event_time=context.at,
            action="OBSERVE",
            epcs=context.epcs(),
            biz_step=vocabulary.INSPECTING,
            **context.place(),
        )
    return Done(event, {}, "tested")


def record_results(context: StepContext) -> list[str]:
    """Keep what was typed for the step's panel, judged; return the characteristics that failed."""
    if context.step.panel is None or not context.work.values:
        return []
    panel = context.running.route.panel(context.step.panel)
    results = judged_results(panel.characteristics, context.work.values)
    for result in results:
        context.effects.add(
            "evaluation.Result", uuid=uuid4(), chain=context.chain, journey=context.running.journey.uuid,
            step=context.step.key, attempt=context.row.attempt,
            item=context.items[0].uuid if context.items else None, panel=panel.key,
            panel_version=panel.version, member=context.row.member, site=context.row.site,
            tested_by=context.actor.person_uuid, tested_at=context.at, **result,
        )  # fmt: skip
    return [result["characteristic"] for result in results if result["state"] == "failed"]
