"""The form of a need: from when, when not, how late at most, where rather."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.foundation.era import is_in_era
from tsunagu.foundation.web.forms import KeyedForm, day_field
from tsunagu.foundation.web.times import language
from tsunagu.members.domain.facts import SiteFacts
from tsunagu.planning.domain.asking.need import CONFIDENCES, Need
from tsunagu.planning.domain.capacity.vocabulary import WEEKDAYS
from tsunagu.therapies.queries import RouteSummary

URGENCIES = [("1", _("Ordinary")), ("2", _("Soon")), ("4", _("Urgent"))]
CONFIDENCE_NAMES = [(f"{value * 100:.0f}", f"{value * 100:.0f} %") for value in CONFIDENCES]
PERIOD = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})(?:\s*[~〜～]\s*(\d{4}-\d{1,2}-\d{1,2}))?")


class NeedForm(KeyedForm):
    """What the hospital states; it names no patient."""

    ready_from = day_field(_("The patient is ready for collection from"), required=True)
    collect_by = day_field(_("Collection at the latest on"))
    latest = day_field(_("Infusion at the latest on"))
    weekdays_off = forms.MultipleChoiceField(
        label=_("Days of the week on which the patient can't come"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    absent = forms.CharField(
        label=_("Days on which the patient can't come"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One day or period a line, such as 2026-12-28 ~ 2027-01-04"),
    )  # fmt: skip
    urgency = forms.ChoiceField(label=_("Priority"), choices=URGENCIES, initial="1")
    confidence = forms.ChoiceField(
        label=_("How sure the promised date shall be"), choices=CONFIDENCE_NAMES, initial="90", required=False,
        help_text=_("Each proposal shows its plan date, and the date by which the infusion happens this surely."),
    )  # fmt: skip
    preferred = forms.MultipleChoiceField(
        label=_("Look at these sites first"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        therapies: Sequence[RouteSummary],
        sites: Sequence[SiteFacts],
        makers: Sequence[tuple[str, str]],
        data: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        lang = language()
        fields = self.fields
        names = [(one.key, one.name.in_language(lang)) for one in therapies]
        if not self.initial.get("therapy"):
            names = [("", "―"), *names]
        fields["therapy"] = forms.ChoiceField(label=_("Therapy"), choices=names)
        own = [(str(one.uuid), one.name.in_language(lang)) for one in sites]
        fields["site"] = forms.ChoiceField(label=_("Site"), choices=own)
        days = [(str(number), text.in_language(lang)) for number, text in enumerate(WEEKDAYS)]
        _choices(fields["weekdays_off"], days)
        _choices(fields["preferred"], makers)
        if not makers:
            del fields["preferred"]
        self.order_fields(
            [
                "therapy",
                "site",
                "ready_from",
                "collect_by",
                "latest",
                "weekdays_off",
                "absent",
                "urgency",
                "confidence",
            ]
        )

    def clean_absent(self) -> tuple[tuple[date, date], ...]:
        """Return the periods of the lines typed; a line that isn't one is refused with its number."""
        found = []
        for number, line in enumerate(self.cleaned_data["absent"].splitlines(), 1):
            if not line.strip():
                continue
            period = _period(line)
            if period is None:
                raise forms.ValidationError(
                    _("Line %(n)s isn't a day or a period. Type it such as 2026-12-28 ~ 2027-01-04."),
                    params={"n": number},
                )
            found.append(period)
        return tuple(found)

    def need(self) -> Need:
        """Return what was stated."""
        said = self.cleaned_data
        return Need(
            therapy=said["therapy"], ready_from=said["ready_from"], latest=said["latest"],
            collect_by=said["collect_by"], weekdays_off=frozenset(int(day) for day in said["weekdays_off"]),
            absent=said["absent"], preferred=frozenset(said.get("preferred", ())), urgency=int(said["urgency"]),
            confidence=int(said["confidence"] or 90) / 100,
        )  # fmt: skip

    def site(self) -> UUID:
        """Return the hospital's site that asks."""
        return UUID(self.cleaned_data["site"])


def _choices(field: forms.Field, choices: Sequence[tuple[str, str]]) -> None:
    field.choices = list(choices)  # type: ignore[attr-defined]


def _period(line: str) -> tuple[date, date] | None:
    """Return the first and last day that a line names; None where it names none that there is."""
    match = PERIOD.fullmatch(
        line.strip().replace("/", "-").replace("年", "-").replace("月", "-").replace("日", "")
    )
    if match is None:
        return None
    try:
        days = [date(*(int(part) for part in text.split("-"))) for text in match.groups() if text]
    except ValueError:
        return None
    return (days[0], days[-1]) if all(is_in_era(day) for day in days) else None
