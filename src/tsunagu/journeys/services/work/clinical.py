"""At the patient: registration, preparation, administration, follow-up."""

from uuid import uuid4

from tsunagu.custody.domain.items import use_up
from tsunagu.events import vocabulary
from tsunagu.events.building import object_event
from tsunagu.journeys.services.work.context import Done, StepContext

READINESS = "journeys.Readiness"


def register(context: StepContext) -> Done:
    """Consent and registration were confirmed; no thing is touched."""
    return Done(None, {"note": context.work.note}, "registered")


def prepare(context: StepContext) -> Done:
    """The patient was made ready: preparative treatment given, infection looked for."""
    if context.work.has_infection is not None:
        _state_readiness(context)
    return Done(None, {"note": context.work.note}, "prepared")


def administer(context: StepContext) -> Done:
    """The product was given to the patient."""
    use_up(context.effects, context.refs(), "administered")
    if context.work.has_infection is not None:
        _state_readiness(context)
    event = object_event(
        event_time=context.at, action="DELETE", epcs=context.epcs(), biz_step=vocabulary.INFUSING,
        **context.place(),
    )  # fmt: skip
    return Done(event, {"items": [item.uuid for item in context.items]}, "administered")


def follow_up(context: StepContext) -> Done:
    """How the patient fared was noted."""
    return Done(None, {"note": context.work.note}, "followed up")


def _state_readiness(context: StepContext) -> None:
    context.effects.add(
        READINESS, uuid=uuid4(), chain=context.chain, step=context.step.key,
        has_infection=bool(context.work.has_infection), is_prepared=context.work.is_prepared,
        ordered_by=context.actor.person_uuid if context.actor.is_physician else None, stated_at=context.at,
    )  # fmt: skip
