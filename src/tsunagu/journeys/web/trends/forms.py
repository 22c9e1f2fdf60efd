"""Forms of controls and trends: register, measure, freeze limits, assess alarms."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.evaluation.domain.bench import readings_in, reagent_lots_in
from tsunagu.evaluation.domain.controls import (
    LONGEST_INSTRUMENT,
    LONGEST_LOT,
    LONGEST_NAME,
    LONGEST_VERSION,
    MOST_READINGS,
    PlannedControl,
    TypedMeasurement,
)
from tsunagu.evaluation.domain.trend_choice import Choice, exclusions_in, points_digest
from tsunagu.evaluation.domain.trend_rules import FAMILIES, Family
from tsunagu.evaluation.domain.trends import LEAST, TrendPoint
from tsunagu.evaluation.domain.ucum import ucum_code
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.evaluation.queries.catalogue import catalogue
from tsunagu.evaluation.queries.controls import ControlView, Measurement
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.forms import day_field, moment_field
from tsunagu.foundation.web.times import TOKYO, language
from tsunagu.journeys.web.acts.base import ActForm, choices
from tsunagu.therapies.domain.route import Characteristic


class ControlForm(ActForm):
    """A control material of one lot."""

    def __init__(
        self, measured: Mapping[str, Characteristic], sites: Mapping[UUID, Text],
        data: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data)
        self.measured = measured
        names = {key: one.name for key, one in measured.items()}
        methods = {key: one.name for key, one in catalogue().methods.items()}
        self.fields |= {
            "name": forms.CharField(label=_("Name of the control"), max_length=LONGEST_NAME),
            "lot": forms.CharField(label=_("Lot of the control"), max_length=LONGEST_LOT),
            "characteristic": forms.ChoiceField(label=_("Characteristic"), choices=choices(names)),
            "method": forms.ChoiceField(label=_("Method"), choices=choices(methods)),
            "unit": forms.CharField(
                label=_("Unit"), max_length=30, required=False,
                help_text=_("Left empty: the unit of the characteristic."),
            ),
            "site": forms.ChoiceField(
                label=_("Where it is measured"),
                choices=[(str(uuid), name.in_language(language())) for uuid, name in sites.items()],
            ),
            "readings": forms.IntegerField(
                label=_("Readings in a measurement"), initial=1, min_value=1, max_value=MOST_READINGS
            ),
            "assigned": forms.FloatField(
                label=_("Assigned value of its maker"), required=False, widget=_figure()
            ),
            "assigned_sd": forms.FloatField(
                label=_("Standard deviation of its maker"), required=False, widget=_figure()
            ),
            "expires_on": day_field(_("Expiry")),
        }  # fmt: skip

    def plan(self) -> PlannedControl:
        """Return what is to be registered; a unit that can't be read is refused at its field."""
        said = self.cleaned_data
        unit = ucum_code(said["unit"], "unit") if said["unit"] else self.measured[said["characteristic"]].unit
        return PlannedControl(
            said["name"], said["lot"], said["characteristic"], said["method"], unit, UUID(said["site"]),
            said["readings"], said["assigned"], said["assigned_sd"], said["expires_on"],
        )  # fmt: skip


class MeasurementForm(ActForm):
    """Readings of a control, one a line, and with what they were made; with a reason where it replaces another."""

    def __init__(
        self, control: ControlView, now: datetime, last: Measurement | None, replaced: Measurement | None,
        data: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial=_as_before(replaced or last))
        self.replaced = replaced
        unit = shown_unit(control.unit).in_language(language())
        label = _("Readings (%(unit)s), one a line") % {"unit": unit} if unit else _("Readings, one a line")
        self.fields["readings"] = forms.CharField(
            label=label, max_length=2000,
            help_text=_("Number of readings: %(n)s. As they were read, without rounding.")
            % {"n": control.readings},
            widget=forms.Textarea(
                attrs={"rows": max(2, control.readings), "inputmode": "decimal", "autocomplete": "off"}
            ),
        )  # fmt: skip
        self.fields["measured_at"] = moment_field(_("When it was measured"), required=True)
        at = replaced.measured_at if replaced else now
        self.fields["measured_at"].initial = at.astimezone(TOKYO).replace(second=0, microsecond=0)
        self.fields["instrument"] = forms.CharField(
            label=_("Instrument"), required=False, max_length=LONGEST_INSTRUMENT
        )
        self.fields["reagent_lots"] = forms.CharField(
            label=_("Reagent lots"), required=False, max_length=500, help_text=_("Several: parted by commas")
        )
        self.fields["method_version"] = forms.CharField(
            label=_("Version of the method"), required=False, max_length=LONGEST_VERSION
        )
        if replaced is not None:
            self.fields["reason"] = forms.CharField(
                label=_("Why it is replaced"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
            )

    def typed(self) -> TypedMeasurement:
        """Return what was typed, for the service."""
        said = self.cleaned_data
        return TypedMeasurement(
            readings_in(said["readings"]), said["measured_at"], said["instrument"],
            reagent_lots_in(said["reagent_lots"]), said["method_version"],
            None if self.replaced is None else self.replaced.uuid, said.get("reason", ""),
        )  # fmt: skip


class FreezeForm(ActForm):
    """From which points limits follow, with which family of rules."""

    def __init__(
        self, points: Sequence[TrendPoint], families: Sequence[Family], data: Mapping[str, Any] | None = None
    ) -> None:
        count = len(points)
        super().__init__(data, initial={"first": max(1, count - 29), "last": count})
        self.fields |= {
            "shown": forms.CharField(
                widget=forms.HiddenInput, max_length=80, required=False, initial=points_digest(points)
            ),
            "first": forms.IntegerField(label=_("From point number"), min_value=1, max_value=10**6),
            "last": forms.IntegerField(label=_("To point number"), min_value=1, max_value=10**6),
            "rules": forms.ChoiceField(
                label=_("Family of rules"), choices=choices({one: FAMILIES[one] for one in families})
            ),
            "excluded": forms.CharField(
                label=_("Points left out, with the reason"), required=False, max_length=8000,
                help_text=_("One a line, for example 7: air bubble"),
                widget=forms.Textarea(attrs={"rows": 2}),
            ),
            "accepts_few": forms.BooleanField(
                label=_("Freeze on fewer than %(n)s points") % {"n": LEAST}, required=False,
                help_text=_("The chart says so until a new version rests on enough points."),
            ),
        }  # fmt: skip

    def choice(self) -> Choice:
        """Return the choice; an exclusion that can't be read is refused at its field."""
        said = self.cleaned_data
        return Choice(
            said["rules"], said["first"], said["last"], exclusions_in(said["excluded"]), said["accepts_few"],
            said["shown"],
        )  # fmt: skip


class AssessForm(ActForm):
    """Which points were looked into, the cause, and what was done."""

    def __init__(self, points: Mapping[UUID, str], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields |= {
            "points": forms.MultipleChoiceField(
                label=_("Points to assess"), widget=forms.CheckboxSelectMultiple, initial=[str(one) for one in points],
                choices=[(str(uuid), label) for uuid, label in points.items()],
            ),
            "cause": forms.CharField(
                label=_("Cause that was found"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
            ),
            "action": forms.CharField(
                label=_("What was done"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
            ),
        }  # fmt: skip


def _figure() -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "decimal"})


def _as_before(before: Measurement | None) -> dict[str, Any]:
    """Return instrument, lots and version of the last measurement: mostly they are the same today."""
    if before is None:
        return {}
    return {
        "instrument": before.instrument,
        "reagent_lots": ", ".join(before.reagent_lots),
        "method_version": before.method_version,
    }
