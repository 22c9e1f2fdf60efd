"""The forms of a method's qualification: issue or renew it, withdraw it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.evaluation.domain.qualifications import BASES, TypedQualification
from tsunagu.foundation.web.times import language
from tsunagu.journeys.queries.subjects import Subject
from tsunagu.journeys.web.acts.base import ActForm
from tsunagu.members.domain.facts import SiteFacts

USUAL_DAYS = 365
PREFILLED = ("site", "subject", "method_version", "basis_kind", "basis")
"""What an address may fill in beforehand: a round, an analysis, a qualification to renew."""


class QualifyForm(ActForm):
    """Which method, where, from when to when, and what it rests on."""

    def __init__(
        self, sites: Sequence[SiteFacts], subjects: Mapping[str, Subject], today: date,
        given: Mapping[str, str], data: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial={name: given[name][:1000] for name in PREFILLED if name in given})
        self.subjects, lang = subjects, language()
        names = sorted((one.label.in_language(lang), key) for key, one in subjects.items())
        self.fields |= {
            "site": forms.ChoiceField(
                label=_("Site"), choices=[(str(one.uuid), one.name.in_language(lang)) for one in sites]
            ),
            "subject": forms.ChoiceField(
                label=_("Characteristic and method"), choices=[(key, name) for name, key in names]
            ),
            "method_version": forms.CharField(
                label=_("Version of the procedure"), max_length=20, required=False,
                help_text=_("Left empty, it stands for every version."),
            ),
            "valid_from": _day(_("Qualified from"), today),
            "valid_until": _day(_("Qualified until"), today + timedelta(days=USUAL_DAYS)),
            "basis_kind": forms.ChoiceField(
                label=_("What it rests on"),
                choices=[(key, text.in_language(lang)) for key, text in BASES.items()],
            ),
            "basis": forms.CharField(
                label=_("Reference and figures"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
                help_text=_("Number of the report, of the round with its score, figures of the analysis."),
            ),
        }  # fmt: skip

    def typed(self) -> TypedQualification:
        """Return what is to be signed."""
        said = self.cleaned_data
        subject = self.subjects[said["subject"]]
        return TypedQualification(
            site=UUID(said["site"]),
            characteristic=subject.characteristic,
            characteristic_name=subject.name,
            method=subject.method,
            method_name=subject.method_name,
            method_version=said["method_version"],
            valid_from=said["valid_from"],
            valid_until=said["valid_until"],
            basis_kind=said["basis_kind"],
            basis=said["basis"],
        )


class WithdrawForm(ActForm):
    """Why a qualification ends now."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


def _day(label: Any, initial: date) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, initial=initial, widget=widget)
