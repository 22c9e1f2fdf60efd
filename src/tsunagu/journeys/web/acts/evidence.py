"""Readings of a logger, and the correction of a result."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.evaluation.domain.shown import limits_text
from tsunagu.evaluation.queries import ResultView, corrections_awaiting
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import language
from tsunagu.journeys.queries.inbox import may_confirm
from tsunagu.journeys.queries.results import result_text
from tsunagu.journeys.services.attach_readings import attach_readings
from tsunagu.journeys.services.correct_result import confirm_correction, correct_result
from tsunagu.journeys.web.acts.base import Act, ActForm, Asked, fitted, reason_field

LARGEST_FILE = 2 * 2**20
TOO_LARGE = Text(
    "ファイルが大きすぎます（2 MBまで）。輸送の時間だけを書き出して登録してください。",
    "The file is too large (2 MB at most). Export only the time of the transport.",
)


class ReadingsForm(ActForm):
    """The file of a logger, and the leg it belongs to."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None, files: Mapping[str, Any] | None) -> None:
        super().__init__(data, files)
        lang = language()
        self.fields["step"] = forms.ChoiceField(
            label=_("Transport or storage"),
            choices=[
                (step.key, step.name.in_language(lang))
                for step, row in asked.course.steps
                if step.band is not None and row.state in ("started", "done")
            ],
            initial=asked.given.get("step", ""),
        )
        self.fields["file"] = forms.FileField(
            label=_("Logger file"),
            help_text=_(
                "A CSV or text file of the logger, with time and temperature in °C. It is kept as it is."
            ),
        )
        if asked.actor.is_quality:
            self.fields["reason"] = reason_field(
                _("Why earlier files of this leg don't count"),
                help_text=_(
                    "Only if a file was not of this leg. Otherwise leave it empty: the worst verdict stands."
                ),
            )
            self.fields["reason"].required = False


def _readings_form(asked: Asked, data: Mapping[str, Any] | None, files: Mapping[str, Any] | None) -> ActForm:
    return ReadingsForm(asked, data, files)


def _readings(asked: Asked, cleaned: dict[str, Any]) -> None:
    file = cleaned["file"]
    if file.size > LARGEST_FILE:
        raise BadInput("file_too_large", TOO_LARGE, "file")
    attach_readings(
        asked.actor, asked.chain, cleaned["step"], file.name, file.read(), asked.now, cleaned["key"],
        replaces_because=cleaned.get("reason", ""),
    )  # fmt: skip


class CorrectForm(ActForm):
    """Which result, the right value, and why the first one was wrong."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        lang, step = language(), asked.given.get("step", "")
        self.fields["result"] = forms.ChoiceField(
            label=_("Result"),
            choices=[
                (str(one.uuid), _told(asked, one).in_language(lang))
                for one in asked.course.results
                if one.member == asked.actor.member_uuid and one.step == step
            ],
        )
        self.fields["value"] = forms.CharField(label=_("Corrected value"), max_length=100)
        self.fields["reason"] = reason_field(_("Reason for the correction"))


def _told(asked: Asked, result: ResultView) -> Text:
    one = asked.course.route.panel(result.panel).characteristic(result.characteristic)
    limits, value = limits_text(one), result_text(result)
    return Text(f"{one.name.ja}　{value.ja}（規格 {limits.ja}）", f"{one.name.en} {value.en} ({limits.en})")


def _correct(asked: Asked, cleaned: dict[str, Any]) -> None:
    result = UUID(cleaned["result"])
    correct_result(
        asked.actor, asked.chain, result, cleaned["value"], cleaned["reason"], asked.now, cleaned["key"]
    )


class ConfirmForm(ActForm):
    """Which correction of a failed result, and whether the quality unit agrees."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        lang = language()
        awaiting = [
            one
            for one in corrections_awaiting(asked.chain)
            if one.replaced_by is None and may_confirm(asked.course, one, asked.actor)
        ]
        self.fields["result"] = forms.ChoiceField(
            label=_("Correction"),
            choices=[
                (
                    str(one.uuid),
                    f"{one.failed_before} → {_told(asked, one).in_language(lang)}　{one.correction_reason}",
                )
                for one in awaiting
            ],
        )
        self.fields["agrees"] = forms.ChoiceField(
            label=_("Your answer"),
            choices=[("yes", _("I agree")), ("no", _("I don't agree"))],
            widget=forms.RadioSelect,
        )


def _confirm(asked: Asked, cleaned: dict[str, Any]) -> None:
    confirm_correction(
        asked.actor,
        asked.chain,
        UUID(cleaned["result"]),
        cleaned["agrees"] == "yes",
        asked.now,
        cleaned["key"],
    )


CONFIRM_CORRECTION = Act(
    "confirm-correction",
    _("Confirm a corrected result"),
    _("Sign"),
    _("Signed."),
    fitted(ConfirmForm),
    _confirm,
    part="evaluation",
    lead=_(
        "A failed result was corrected. It stays failed until someone of quality, who neither tested nor "
        "corrected it, has looked at the raw data and agrees."
    ),
)
READINGS = Act(
    "readings",
    _("Add a logger file"),
    _("Sign and add"),
    _("The readings are judged; of several files of a leg the worst verdict stands."),
    _readings_form,
    _readings,
    has_files=True,
    lead=_(
        "The readings are judged against the band of the step; the verdict appears under the line of steps."
    ),
)
CORRECT = Act(
    "correct",
    _("Correct a result"),
    _("Sign the correction"),
    _("The correction is signed; the first value stays readable."),
    fitted(CorrectForm),
    _correct,
    part="evaluation",
    lead=_(
        "Where a failed result would no longer fail, it counts only after the quality unit has confirmed it."
    ),
)
