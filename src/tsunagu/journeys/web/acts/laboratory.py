"""The laboratory's acts: enter one result at the bench, verify another's results, give one back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.evaluation.domain.bench import LONGEST, MOST_EXAMINED, Bench, readings_in, reagent_lots_in
from tsunagu.evaluation.domain.shown import limits_text
from tsunagu.evaluation.domain.standing import may_be_returned
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.evaluation.queries import ResultDetail, ResultView, details_of
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.web.times import language
from tsunagu.journeys.queries.results import result_text
from tsunagu.journeys.services.enter_result import enter_result
from tsunagu.journeys.services.verify_results import return_result, verify_results
from tsunagu.journeys.services.work.testing import results_at
from tsunagu.journeys.web.acts.base import NO_SUCH, Act, ActForm, Asked, fitted, moment_field, reason_field
from tsunagu.members.queries.actors import person_names
from tsunagu.therapies.domain.route import Characteristic
from tsunagu.therapies.domain.vocabulary import METHODS

EXAMINED = frozenset({"negative", "not_detected"})
"""Expected words beside which it matters how much was looked at."""


def _asked_for(asked: Asked) -> Characteristic:
    """Return the characteristic that the address names."""
    step, _row = asked.step()
    key = asked.given.get("subject", "")
    if step.panel is not None:
        for one in asked.running.route.panel(step.panel).characteristics:
            if one.key == key:
                return one
    raise NotFound("no_such_characteristic", NO_SUCH)


class ResultForm(ActForm):
    """Readings of one characteristic, and with what they were made."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        one, lang = _asked_for(asked), language()
        unit = shown_unit(one.unit).in_language(lang)
        self.fields["readings"] = forms.CharField(
            label=_("Readings (%(unit)s), one a line") % {"unit": unit} if unit else _("Result"),
            max_length=2000,
            help_text=_("Specification: %(limits)s") % {"limits": limits_text(one).in_language(lang)},
            widget=forms.Textarea(attrs={"rows": 3 if unit else 1, "autocomplete": "off"}),
        )
        self.fields["instrument"] = forms.CharField(label=_("Instrument"), required=False, max_length=LONGEST)
        self.fields["reagent_lots"] = forms.CharField(
            label=_("Reagent lots"), required=False, max_length=500, help_text=_("Several: parted by commas")
        )
        self.fields["method_version"] = forms.CharField(
            label=_("Version of the method"), required=False, max_length=20
        )
        if one.expected in EXAMINED:
            self.fields["limit_of_detection"] = forms.CharField(
                label=_("Detection limit, with its unit"), required=False, max_length=40
            )
            self.fields["examined"] = forms.FloatField(
                label=_("Cells examined"), required=False, min_value=1, max_value=MOST_EXAMINED,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )  # fmt: skip
        self.fields["tested_at"] = moment_field(
            _("When it was read"), help_text=_("Leave it empty if it was just now.")
        )


def _result(asked: Asked, cleaned: dict[str, Any]) -> None:
    step, _row = asked.step()
    bench = Bench(
        readings=readings_in(cleaned["readings"]),
        method_version=cleaned.get("method_version", ""),
        instrument=cleaned.get("instrument", ""),
        reagent_lots=reagent_lots_in(cleaned.get("reagent_lots", "")),
        limit_of_detection=cleaned.get("limit_of_detection", ""),
        examined=cleaned.get("examined"),
        tested_at=cleaned.get("tested_at"),
    )
    subject = _asked_for(asked).key
    enter_result(asked.actor, asked.chain, step.key, subject, bench, asked.now, cleaned["key"])


def _about(asked: Asked) -> dict[str, Any]:
    one = _asked_for(asked)
    return {"about": {"title": one.name, "at": None, "detail": METHODS[one.method].in_language(language())}}


def waiting_here(asked: Asked) -> list[ResultView]:
    """Return the results of the step that wait for a second person, this one being another."""
    step, row = asked.step()
    return [
        one
        for one in results_at(asked.chain, step.key, row.attempt)
        if one.awaits_verification and one.tested_by != asked.actor.person_uuid
    ]


def _line(asked: Asked, one: ResultView, detail: ResultDetail | None) -> str:
    """Return one result as the verifier reads it: value, limits, readings, instrument."""
    lang = language()
    characteristic = asked.running.route.panel(one.panel).characteristic(one.characteristic)
    parts = [
        f"{characteristic.name.in_language(lang)}　{result_text(one).in_language(lang)}"
        f"（{_('Specification: %(limits)s') % {'limits': limits_text(characteristic).in_language(lang)}}）"
    ]
    if detail is not None and len(detail.replicates) > 1:
        parts.append(_("Readings: %(values)s") % {"values": " / ".join(detail.replicates)})
    if detail is not None and (detail.instrument or detail.reagent_lots):
        parts.append("、".join(filter(None, [detail.instrument, *detail.reagent_lots])))
    return "　".join(parts)


def _choices(asked: Asked, found: list[ResultView]) -> list[tuple[str, str]]:
    details = details_of([one.uuid for one in found])
    return [(str(one.uuid), _line(asked, one, details.get(one.uuid))) for one in found]


class VerifyForm(ActForm):
    """The results that the second person has compared with their raw data."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        found = waiting_here(asked)
        self.fields["results"] = forms.MultipleChoiceField(
            label=_("Compared with the raw data, and right"),
            choices=_choices(asked, found),
            widget=forms.CheckboxSelectMultiple,
        )


def _verify(asked: Asked, cleaned: dict[str, Any]) -> None:
    chosen = [UUID(one) for one in cleaned["results"]]
    verify_results(asked.actor, asked.chain, chosen, asked.now, cleaned["key"])


def _testers(asked: Asked) -> dict[str, Any]:
    names = person_names({one.tested_by for one in waiting_here(asked)})
    told = "、".join(sorted(one.in_language(language()) for one in names.values()))
    step, _row = asked.step()
    detail = _("Tested by %(names)s") % {"names": told} if told else ""
    return {"about": {"title": step.name, "at": None, "detail": detail}}


class ReturnForm(ActForm):
    """Which result goes back to who tested it, and why."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        found = [one for one in waiting_here(asked) if may_be_returned(one.state)]
        self.fields["result"] = forms.ChoiceField(
            label=_("Result"), choices=_choices(asked, found), widget=forms.RadioSelect
        )
        self.fields["reason"] = reason_field(_("What has to be looked at again"))


def _return(asked: Asked, cleaned: dict[str, Any]) -> None:
    return_result(
        asked.actor, asked.chain, UUID(cleaned["result"]), cleaned["reason"], asked.now, cleaned["key"]
    )


RESULT = Act(
    "result",
    _("Enter a result"),
    _("Sign the result"),
    _("The result is recorded."),
    fitted(ResultForm),
    _result,
    beside=_about,
    goes_to="laboratory:worklist",
    lead=_("Each reading is judged; one outside the limits makes the result fail, whatever the mean."),
)
VERIFY = Act(
    "verify",
    _("Verify results"),
    _("Sign as verified"),
    _("The results are verified."),
    fitted(VerifyForm),
    _verify,
    beside=_testers,
    goes_to="laboratory:worklist",
    lead=_("Compare each with its raw data. What passed counts from your signature on."),
)
GIVE_BACK = Act(
    "give-back",
    _("Give a result back"),
    _("Sign and give back"),
    _("The result went back to who tested it."),
    fitted(ReturnForm),
    _return,
    beside=_testers,
    goes_to="laboratory:worklist",
    lead=_("It counts no longer and is entered anew. A failed result is corrected with its reason instead."),
)
