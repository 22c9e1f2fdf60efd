"""The forms of a round: its plan, and a laboratory's report."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.evaluation.domain.round_material import KINDS
from tsunagu.evaluation.domain.rounds import (
    ASSIGNED,
    MOST_REPLICATES,
    SIGMA,
    AssignedKind,
    Convention,
    PlannedRound,
    SigmaKind,
    TypedReport,
)
from tsunagu.evaluation.domain.ucum import ucum_code
from tsunagu.evaluation.queries.rounds import ReportView
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.forms import KeyedForm, moment_field
from tsunagu.foundation.web.times import TOKYO, language


class ReportForm(KeyedForm):
    """Readings, one a line, and the circumstances under which they came about."""

    def __init__(
        self, replicates: int, now: datetime, before: ReportView | None, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=None if before is None else _as_typed(before))
        self.fields["readings"] = forms.CharField(
            label=_("Readings (one per line)"), max_length=2000,
            help_text=_("As they were read, without rounding."),
            widget=forms.Textarea(attrs={"rows": max(3, replicates), "inputmode": "decimal", "class": "num"}),
        )  # fmt: skip
        self.fields["tested_at"] = moment_field(_("Tested at"), required=True)
        self.fields["tested_at"].initial = now.astimezone(TOKYO).replace(second=0, microsecond=0)
        self.fields["operator"] = forms.CharField(
            label=_("Operator (code)"), max_length=40, required=False,
            help_text=_("A code of your own, no name."),
        )  # fmt: skip
        self.fields["instrument"] = forms.CharField(
            label=_("Measuring instrument"), max_length=80, required=False
        )
        self.fields["reagent_lots"] = forms.CharField(
            label=_("Reagent lots"), max_length=300, required=False, help_text=_("Separated by commas.")
        )
        self.fields["method_version"] = forms.CharField(
            label=_("Version of the procedure"), max_length=20, required=False
        )

    def typed(self) -> TypedReport:
        """Return what was typed, for the service."""
        said = self.cleaned_data
        lots = said["reagent_lots"].replace("、", ",").replace("，", ",").split(",")
        return TypedReport(
            tuple(said["readings"].splitlines()),
            said["tested_at"],
            said["operator"],
            said["instrument"],
            tuple(lot for lot in lots if lot.strip()),
            said["method_version"],
        )


class MaterialForm(KeyedForm):
    """What was measured of items of the material, one item a line."""

    def __init__(self, may_be_stability: bool, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        lang = language()
        kinds = [(kind, text.in_language(lang)) for kind, text in KINDS.items()]
        self.fields["kind"] = forms.ChoiceField(
            label=_("What was measured"),
            choices=kinds if may_be_stability else kinds[:1],
            widget=forms.RadioSelect,
            initial=kinds[may_be_stability][0],
        )
        self.fields["items"] = forms.CharField(
            label=_("Readings of items"), max_length=20_000,
            help_text=_("One item a line, its readings with blanks between: 85.2 84.9"),
            widget=forms.Textarea(attrs={"rows": 6, "class": "num"}),
        )  # fmt: skip


class PlanForm(KeyedForm):
    """What is compared, on what, by whom, when, and where the assigned value and sigma come from."""

    def __init__(
        self, laboratories: Mapping[UUID, Text], now: datetime, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data)
        lang, morning = language(), now.astimezone(TOKYO).replace(hour=9, minute=0, second=0, microsecond=0)
        self.fields |= {
            "name_ja": forms.CharField(label=_("Characteristic (Japanese)"), max_length=80),
            "name_en": forms.CharField(label=_("Characteristic (English)"), max_length=80),
            "unit": forms.CharField(
                label=_("Unit"), max_length=30, required=False, help_text=_("For example %, EU/mL, cells/mL.")
            ),
            "method": forms.CharField(label=_("Method"), max_length=120),
            "material": forms.CharField(label=_("Material"), max_length=300),
            "replicates": forms.IntegerField(
                label=_("Replicates"), initial=3, min_value=1, max_value=MOST_REPLICATES
            ),
            "opens_at": moment_field(_("Reporting opens"), required=True),
            "reports_due": moment_field(_("Reports due"), required=True),
            "laboratories": forms.MultipleChoiceField(
                label=_("Laboratories"), widget=forms.CheckboxSelectMultiple,
                choices=[(str(uuid), name.in_language(lang)) for uuid, name in laboratories.items()],
                help_text=_("Eight or more give intervals that say something. Codes are drawn by lot."),
            ),
            "assigned_kind": _choice(_("Assigned value"), ASSIGNED),
            "assigned": forms.FloatField(label=_("Known value"), required=False),
            "uncertainty": forms.FloatField(label=_("Its standard uncertainty"), required=False),
            "sigma_kind": _choice(_("Standard deviation for assessment (σpt)"), SIGMA),
            "sigma": forms.FloatField(label=_("σpt, or % of the assigned value"), required=False),
            "is_synthetic": forms.BooleanField(label=_("Synthetic data (practice)"), required=False),
        }  # fmt: skip
        self.fields["opens_at"].initial = morning + timedelta(days=3)
        self.fields["reports_due"].initial = morning + timedelta(days=17)

    def plan(self) -> PlannedRound:
        """Return what was planned; a unit that can't be read is refused at its field."""
        said = self.cleaned_data
        return PlannedRound(
            name=Text(said["name_ja"], said["name_en"]),
            unit=ucum_code(said["unit"], "unit"),
            method=said["method"],
            material=said["material"],
            replicates=said["replicates"],
            opens_at=said["opens_at"],
            reports_due=said["reports_due"],
            laboratories=tuple(UUID(one) for one in said["laboratories"]),
            convention=Convention(
                cast(AssignedKind, said["assigned_kind"]),
                said["assigned"],
                said["uncertainty"],
                cast(SigmaKind, said["sigma_kind"]),
                said["sigma"],
            ),
            is_synthetic=said["is_synthetic"],
        )


def _as_typed(before: ReportView) -> dict[str, Any]:
    return {
        "readings": "\n".join(before.readings),
        "operator": before.operator,
        "instrument": before.instrument,
        "reagent_lots": ", ".join(before.reagent_lots),
        "method_version": before.method_version,
    }


def _choice(label: Any, words: Mapping[str, Text]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=[(key, text.in_language(language())) for key, text in words.items()]
    )
