"""Forms of funding: a programme of the catalogue, an award with its reports, one more report, a report handed in."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.coordination.domain.pipeline.funding import (
    KINDS,
    LONGEST_NOTE,
    MOST_YEN,
    OBLIGATIONS,
    Obligation,
)
from tsunagu.coordination.queries.pipeline import AwardView, ProgrammeView
from tsunagu.coordination.services.pipeline.keep_programme import Programme
from tsunagu.coordination.services.pipeline.record_award import Awarded
from tsunagu.coordination.web.pipeline.forms import NOT_CHOSEN, PROMPT, area, choice
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.forms import KeyedForm, Label, day_field

LINES = 6
"""Reports that the form of an award has room for; more are added on the product's page."""


def yen(label: Label) -> forms.IntegerField:
    """Return a field for an amount in yen that may stay empty."""
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=MOST_YEN, help_text=_("In yen, whole numbers."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "num"}),
    )  # fmt: skip


class ProgrammeForm(KeyedForm):
    """A programme of the catalogue."""

    name_ja = forms.CharField(label=_("Name of the programme (Japanese)"), max_length=120)
    name_en = forms.CharField(label=_("Name of the programme (English)"), max_length=120, required=False)
    funder_ja = forms.CharField(label=_("Funder (Japanese)"), max_length=120)
    funder_en = forms.CharField(label=_("Funder (English)"), max_length=120, required=False)
    call_first = day_field(_("Call opens on"))
    call_last = day_field(_("Call closes on"))
    typical_yen = yen(_("Typical amount"))
    note = area(LONGEST_NOTE, _("Conditions, where to apply"), 4)
    is_over = forms.BooleanField(label=_("The programme is over"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = choice(_("Kind of programme"), KINDS)
        self.order_fields(["key", "name_ja", "name_en", "kind", "funder_ja", "funder_en"])

    def programme(self) -> Programme:
        """Return what was typed."""
        said = self.cleaned_data
        return Programme(
            kind=said["kind"], name=Text(said["name_ja"], said["name_en"]),
            funder=Text(said["funder_ja"], said["funder_en"]), call_first=said["call_first"],
            call_last=said["call_last"], typical_yen=said["typical_yen"], note=said["note"], is_over=said["is_over"],
        )  # fmt: skip


def programme_of(view: ProgrammeView) -> dict[str, Any]:
    """Return a programme as a form begins with it."""
    return {
        "kind": view.kind, "name_ja": view.name.ja, "name_en": view.name.en, "funder_ja": view.funder.ja,
        "funder_en": view.funder.en, "call_first": view.call_first, "call_last": view.call_last,
        "typical_yen": view.typical_yen, "note": view.note, "is_over": view.is_over,
    }  # fmt: skip


class AwardTermsForm(KeyedForm):
    """An award: of which programme, its days, its amount."""

    first = day_field(_("Award begins on"), required=True)
    last = day_field(_("Award ends on"), required=True)
    amount_yen = yen(_("Amount awarded"))
    note = area(LONGEST_NOTE, _("Number of the award, conditions"))

    def __init__(self, programmes: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"] = forms.ChoiceField(
            label=_("Programme"), choices=[(NOT_CHOSEN, PROMPT), *programmes]
        )
        self.order_fields(["key", "programme", "first", "last", "amount_yen", "note"])

    def award(self) -> Awarded:
        """Return the award."""
        said = self.cleaned_data
        return Awarded(UUID(said["programme"]), said["first"], said["last"], said["amount_yen"], said["note"])


class AwardForm(AwardTermsForm):
    """An award with the reports that it obliges to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in range(LINES):
            number = {"n": line + 1}
            self.fields[f"kind_{line}"] = choice(_("Report %(n)s") % number, OBLIGATIONS, empty=_("None"))
            self.fields[f"due_{line}"] = day_field(_("Report %(n)s is due on") % number)

    def clean(self) -> dict[str, Any]:
        """Refuse a report without a day and a day without a report."""
        said = super().clean() or self.cleaned_data
        for line in range(LINES):
            kind, due = said.get(f"kind_{line}"), said.get(f"due_{line}")
            if kind and not due and f"due_{line}" not in self.errors:
                self.add_error(f"due_{line}", _("Enter the day on which this report is due."))
            if due and not kind and f"kind_{line}" not in self.errors:
                self.add_error(f"kind_{line}", _("Choose what is due on this day."))
        return said

    def obligations(self) -> list[Obligation]:
        """Return the reports typed."""
        said = self.cleaned_data
        return [
            Obligation(said[f"kind_{line}"], said[f"due_{line}"])
            for line in range(LINES)
            if said[f"kind_{line}"]
        ]


class ReportForm(KeyedForm):
    """One more report of an award."""

    due_on = day_field(_("Due on"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = choice(_("Report"), OBLIGATIONS)
        self.order_fields(["key", "kind", "due_on"])


class HandInForm(KeyedForm):
    """The day on which a report was handed in."""

    done_on = day_field(_("Handed in on"), required=True)


def award_terms(view: AwardView) -> dict[str, Any]:
    """Return an award as a form begins with it."""
    return {
        "programme": str(view.programme_uuid), "first": view.first, "last": view.last,
        "amount_yen": view.amount_yen, "note": view.note,
    }  # fmt: skip
