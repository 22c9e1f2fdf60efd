"""The acts of an out-of-specification investigation: check, plan, retest, conclude."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.evaluation.domain.bench import readings_in
from tsunagu.evaluation.domain.investigation import CHECKS, KINDS, MOST_RETESTS, OUTCOMES, LaboratoryCheck
from tsunagu.evaluation.domain.samples import PURPOSES
from tsunagu.evaluation.domain.shown import limits_text
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.evaluation.queries import InvestigationView, investigations_of
from tsunagu.evaluation.queries.samples import SampleView, sample_by_uuid
from tsunagu.foundation.web.times import language
from tsunagu.journeys.services.investigate import (
    check_laboratory,
    conclude_investigation,
    plan_retest,
    record_retest,
)
from tsunagu.journeys.services.reserves import reserves_for
from tsunagu.journeys.web.acts.base import Act, ActForm, Asked, choices, fitted, plain, reason_field


class CheckForm(ActForm):
    """What the laboratory looked at, what it found, and the cause if there is one."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["wrong"] = forms.MultipleChoiceField(
            label=_("Where something was wrong"),
            choices=choices(CHECKS),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("All of these are checked. Tick none if nothing was wrong."),
        )
        self.fields["finding"] = reason_field(_("What was looked at, and found"), 1000)
        self.fields["cause"] = reason_field(
            _("Assignable cause"), 1000, help_text=_("Only if it is proven. Otherwise leave it empty.")
        )
        self.fields["cause"].required = False


class PlanForm(ActForm):
    """How often is tested again, on what, and why so."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["kind"] = forms.ChoiceField(
            label=_("Tested again on"), choices=choices(KINDS), widget=forms.RadioSelect
        )
        self.fields["count"] = forms.IntegerField(
            label=_("Number of readings"), min_value=1, max_value=MOST_RETESTS,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        )  # fmt: skip
        one = asked.named(investigations_of([asked.chain]))
        reserves = reserves_for(one) if one is not None else []
        if reserves:
            self.fields["sample"] = forms.ChoiceField(
                label=_("Reserve to be used"), required=False,
                choices=[("", _("None: what is left of the sample")), *((str(r.uuid), _reserve(r)) for r in reserves)],
                help_text=_("It is used up when the retest is recorded."),
            )  # fmt: skip
        self.fields["reason"] = reason_field(_("Why so many, and what will follow from them"), 1000)


def _reserve(one: SampleView) -> str:
    amount = f"{one.left:g} {shown_unit(one.row.unit).in_language(language())}"
    parts = (PURPOSES[one.row.purpose].in_language(language()), one.item.label, amount, one.item.position)
    return "　".join(part for part in parts if part)


class RetestForm(ActForm):
    """All the readings that were planned."""

    readings = forms.CharField(
        label=_("Readings, one a line"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )


class ConcludeForm(ActForm):
    """Whether the result stands."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["outcome"] = forms.ChoiceField(
            label=_("Conclusion"), choices=choices(OUTCOMES), widget=forms.RadioSelect
        )
        self.fields["reason"] = reason_field(_("Grounds"), 1000)


def _check(asked: Asked, cleaned: dict[str, Any]) -> None:
    check = LaboratoryCheck(frozenset(cleaned["wrong"]), cleaned["finding"], cleaned.get("cause", ""))
    check_laboratory(asked.actor, asked.chain, asked.uuid("subject"), check, asked.now, cleaned["key"])


def _plan(asked: Asked, cleaned: dict[str, Any]) -> None:
    plan_retest(
        asked.actor, asked.chain, asked.uuid("subject"), cleaned["count"], cleaned["kind"], cleaned["reason"],
        asked.now, cleaned["key"], sample=UUID(chosen) if (chosen := cleaned.get("sample")) else None,
    )  # fmt: skip


def _retest(asked: Asked, cleaned: dict[str, Any]) -> None:
    readings = readings_in(cleaned["readings"])
    record_retest(asked.actor, asked.chain, asked.uuid("subject"), readings, asked.now, cleaned["key"])


def _conclude(asked: Asked, cleaned: dict[str, Any]) -> None:
    conclude_investigation(
        asked.actor, asked.chain, asked.uuid("subject"), cleaned["outcome"], cleaned["reason"], asked.now,
        cleaned["key"],
    )  # fmt: skip


def _about(asked: Asked) -> dict[str, Any]:
    one = asked.named(investigations_of([asked.chain]))
    if one is None:
        return {}
    lang = language()
    characteristic = asked.running.route.panel(one.panel).characteristic(one.characteristic)
    limits = _("Specification: %(limits)s") % {"limits": limits_text(characteristic).in_language(lang)}
    detail = f"{one.text}　{limits}{_so_far(one)}"
    return {"about": {"title": characteristic.name, "at": one.opened_at, "detail": detail}}


def _so_far(one: InvestigationView) -> str:
    """Return what the investigation has brought so far, as lines."""
    found = []
    if one.finding:
        found.append(_("Laboratory check: %(text)s") % {"text": one.finding})
    if one.cause:
        found.append(_("Assignable cause: %(text)s") % {"text": one.cause})
    if one.retest_count:
        found.append(_("Planned retests: %(n)s") % {"n": one.retest_count})
    if one.retest_sample:
        found.append(
            _("Reserve to be used: %(label)s") % {"label": sample_by_uuid(one.retest_sample).item.label}
        )
    if one.retests:
        found.append(_("Retests: %(values)s") % {"values": " / ".join(one.retests)})
    return "".join(f"\n{line}" for line in found)


OOS_CHECK = Act(
    "oos-check",
    _("Laboratory check of a result out of specification"),
    _("Sign the check"),
    _("The check is recorded."),
    fitted(CheckForm),
    _check,
    beside=_about,
    part="investigations",
    lead=_("Look at the laboratory first. A result is invalid only for a cause that was found and proven."),
)
OOS_PLAN = Act(
    "oos-plan",
    _("Plan a retest"),
    _("Sign the plan"),
    _("The retest is planned."),
    fitted(PlanForm),
    _plan,
    beside=_about,
    part="investigations",
    lead=_("Number and kind are fixed before the retest. Nobody tests on until it passes."),
)
OOS_RETEST = Act(
    "oos-retest",
    _("Record the retest"),
    _("Sign the readings"),
    _("The retest is recorded; the first result is unchanged."),
    plain(RetestForm),
    _retest,
    beside=_about,
    part="investigations",
    lead=_("All planned readings at once. They stand beside the first result and don't replace it."),
)
OOS_CONCLUDE = Act(
    "oos-conclude",
    _("Conclude the investigation"),
    _("Sign the conclusion"),
    _("The investigation is concluded."),
    fitted(ConcludeForm),
    _conclude,
    beside=_about,
    part="investigations",
    lead=_("Without an assignable cause the result stands, and the product goes its own way of decision."),
)
