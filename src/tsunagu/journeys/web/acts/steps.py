"""Begin a step, carry it out, or note that it failed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from tsunagu.journeys.domain.gates import by_gate
from tsunagu.journeys.domain.work import Work
from tsunagu.journeys.services.end_journey import fail_step
from tsunagu.journeys.services.perform import check_step, perform, preview, start_step
from tsunagu.journeys.web.acts.base import Act, ActForm, Asked, fitted, plain, reason_field, shown_digest
from tsunagu.journeys.web.acts.step_fields import StepForm, expected_of, is_first_signature, work_of
from tsunagu.therapies.queries.sampling import sample_needs


def _start_form(asked: Asked, data: Mapping[str, Any] | None, files: Mapping[str, Any] | None) -> ActForm:
    return StepForm(asked, data, is_start=True)


def _beside(asked: Asked) -> dict[str, Any]:
    step, row = asked.step()
    verdicts = preview(asked.actor, asked.chain, step.key, asked.now)
    return {
        "step": step,
        "row": row,
        "gates": by_gate(verdicts),
        "items": expected_of(asked),
        "is_first": is_first_signature(asked),
        "samples": sample_needs(asked.running.route, step),
    }


def _work(asked: Asked, cleaned: dict[str, Any]) -> Work:
    work = work_of(asked, cleaned)
    return replace(work, shown=shown_digest(asked.running.journey.number, work.step, work))


def _start(asked: Asked, cleaned: dict[str, Any]) -> None:
    start_step(asked.actor, _work(asked, cleaned), asked.now, cleaned["key"], asked.running)


def _complete(asked: Asked, cleaned: dict[str, Any]) -> None:
    act = check_step if is_first_signature(asked) else perform
    act(asked.actor, _work(asked, cleaned), asked.now, cleaned["key"], asked.running)


class FailForm(ActForm):
    """Why a step failed."""

    reason = reason_field(_("What happened"), help_text=_("For example: the cells did not grow."))


def _fail(asked: Asked, cleaned: dict[str, Any]) -> None:
    step, _row = asked.step()
    fail_step(asked.actor, asked.chain, step.key, cleaned["reason"], asked.now, cleaned["key"])


START = Act(
    "start",
    _("Begin the step"),
    _("Sign and begin"),
    _("The step has begun."),
    _start_form,
    _start,
    beside=_beside,
    template="journeys/step_form.html",
    part="gates",
)
COMPLETE = Act(
    "complete",
    _("Complete the step"),
    _("Sign and complete"),
    _("Recorded."),
    fitted(StepForm),
    _complete,
    beside=_beside,
    template="journeys/step_form.html",
    part="gates",
)
FAIL = Act(
    "fail",
    _("The step failed"),
    _("Sign the failure"),
    _("The failure is recorded."),
    plain(FailForm),
    _fail,
    lead=_("The journey then waits for a decision: begin again, or cancel."),
    is_danger=True,
)
