"""Results typed in against the specification of the route's panel."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from tsunagu.custody.domain.items import ItemView, use_up
from tsunagu.evaluation.domain.standing import needs_verification
from tsunagu.evaluation.queries import ResultView, results_of
from tsunagu.evaluation.queries.catalogue import version_used
from tsunagu.evaluation.services.judge import judged_results
from tsunagu.events import vocabulary
from tsunagu.events.building import object_event
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.journeys.services.work.context import Done, StepContext


def test(context: StepContext) -> Done:
    """Judge what was typed and keep every value with its verdict; samples are used up.

    What was entered at the bench before stands, and isn't typed again.
    """
    if not context.work.values and not entered_at_bench(context):
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
    _check_not_entered(context)
    results = judged_results(panel.characteristics, context.work.values)
    for result in results:
        context.effects.add(
            "evaluation.Result", uuid=uuid4(), chain=context.chain, journey=context.running.journey.uuid,
            step=context.step.key, attempt=context.row.attempt,
            item=context.items[0].uuid if context.items else None, panel=panel.key,
            panel_version=panel.version, member=context.row.member, site=context.row.site,
            tested_by=context.actor.person_uuid, tested_at=context.at,
            method_version=version_used(result["method"], "", context.at), **specimen_of(context.items),
            awaits_verification=needs_verification(result["weight"], result["state"]), **result,
        )  # fmt: skip
    return [result["characteristic"] for result in results if result["state"] == "failed"]


def specimen_of(items: Sequence[ItemView]) -> dict[str, Any]:
    """Return which specimen a result came from, and when that was made."""
    first = items[0] if items else None
    return {"specimen": first and first.uuid, "sampled_at": first and first.made_at}


def entered_at_bench(context: StepContext) -> Sequence[ResultView]:
    """Return the results of this step and attempt that were entered one by one before it is completed."""
    return results_at(context.chain, context.step.key, context.row.attempt)


def results_at(chain: UUID, step: str, attempt: int) -> Sequence[ResultView]:
    """Return the results of a step's attempt that are in force."""
    return [
        one for one in results_of([chain]) if (one.step, one.attempt) == (step, attempt) and one.is_in_force
    ]


def entered_keys(chain: UUID, step: str, attempt: int) -> frozenset[str]:
    """Return the characteristics of a step's attempt that have a result; one still running has none."""
    return frozenset(one.characteristic for one in results_at(chain, step, attempt) if one.state != "pending")


def _check_not_entered(context: StepContext) -> None:
    known = entered_keys(context.chain, context.step.key, context.row.attempt)
    for key in context.work.values:
        if key in known:
            raise BadInput("entered_already", ENTERED, key)


ENTERED = Text(
    "この項目の結果は、すでに入力されています。直すときは「結果を訂正」で理由とともに訂正してください。",
    "This result was entered already. To change it, correct it with its reason.",
)
