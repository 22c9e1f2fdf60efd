"""What is asked of the composer, and what of a proposal that is kept or shown; lanes as couriers state them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.coordination.domain.composing.sketch import LONGEST_HOURS, Changes, Sketch
from tsunagu.coordination.domain.composing.words import DAYS_EN, WEEKDAYS
from tsunagu.coordination.services.composing.keep_chain import LONGEST_TITLE
from tsunagu.coordination.services.composing.share_chain import LONGEST_NOTE
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.forms import KeyedForm, PlainForm, day_field
from tsunagu.foundation.web.times import language
from tsunagu.members.domain.facts import SiteFacts
from tsunagu.members.domain.lanes import HIGHEST_PRICE, Ends
from tsunagu.members.domain.lanes import LONGEST_HOURS as LONGEST_LANE
from tsunagu.members.domain.vocabulary import AREAS, BANDS, CELL_TYPES

MONTH = re.compile(r"(\d{4})[-/年](\d{1,2})月?")
MOST_PATIENTS = 5000
YEARS_AHEAD = 5
SITE, AREA, ROUTE, SKETCH = "site:", "area:", "route:", "sketch:"


def said(text: Text) -> str:
    """Return a text in the language of the page."""
    return text.in_language(language())


def month(day: date) -> Text:
    """Return a month in words."""
    return Text(f"{day.year}年{day.month}月", f"{day:%B %Y}")


class AskForm(forms.Form):
    """Which therapy, where, for how many, from when, and what counts most."""

    therapy = forms.ChoiceField(label=_("Therapy"))
    cell_type = forms.ChoiceField(label=_("Cells (for a sketch)"), required=False)
    where = forms.ChoiceField(label=_("Hospital"), required=False)
    patients = forms.IntegerField(
        label=_("Patients a year"), min_value=1, max_value=MOST_PATIENTS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "num"}),
    )  # fmt: skip
    start = forms.CharField(
        label=_("Start (month)"),
        max_length=10,
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2027-04"}),
    )
    wish = forms.ChoiceField(label=_("What counts most"), widget=forms.RadioSelect)
    elsewhere = forms.BooleanField(label=_("Tests may be taken at another laboratory"), required=False)

    def __init__(
        self,
        routes: Iterable[tuple[str, Text]],
        sketches: Sequence[Sketch],
        hospitals: Iterable[SiteFacts],
        wishes: Iterable[tuple[str, Text]],
        today: date,
        data: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), label_suffix="")
        self.today, self.sketches = today, {one.key: one for one in sketches}
        self.use_required_attribute = False
        known = [(f"{ROUTE}{key}", said(name)) for key, name in routes]
        drawn = [(f"{SKETCH}{one.key}", said(one.name)) for one in sketches]
        self._choose(
            "therapy", [(str(_("Sketches to begin with")), drawn), (str(_("Published routes")), known)]
        )
        cells = dict.fromkeys(cell for one in sketches for cell in one.cells)
        self._choose("cell_type", [("", "―"), *((key, said(CELL_TYPES[key])) for key in cells)])
        sites = [(f"{SITE}{one.uuid}", said(_with_place(one))) for one in hospitals]
        areas = [(f"{AREA}{key}", said(name)) for key, name in AREAS.items()]
        self._choose(
            "where", [("", str(_("Anywhere"))), (str(_("Hospitals")), sites), (str(_("Areas")), areas)]
        )
        self._choose("wish", [(key, said(name)) for key, name in wishes])

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_start(self) -> date:
        """Return the first day of the month typed; refuse one that isn't a month, is past or far away."""
        match = MONTH.fullmatch(self.cleaned_data["start"].strip())
        try:
            first = date(int(match[1]), int(match[2]), 1) if match else None
        except ValueError:
            first = None
        if first is None:
            raise forms.ValidationError(_("Type the month such as 2027-04."))
        if first < self.today.replace(day=1):
            raise forms.ValidationError(_("This month is past. Choose this month or a later one."))
        if first.year > self.today.year + YEARS_AHEAD:
            raise forms.ValidationError(
                _("Choose a month within five years: facts are not known further ahead.")
            )
        return first

    def clean(self) -> dict[str, Any]:
        """Refuse cells that the sketch isn't for; none given means its first."""
        found = super().clean() or {}
        sketch = self.sketch()
        cell = found.get("cell_type", "")
        if sketch is not None and cell and cell not in sketch.cells:
            names = "・".join(said(CELL_TYPES[one]) for one in sketch.cells)
            self.add_error("cell_type", _("This sketch is for: %(cells)s.") % {"cells": names})
        return found

    def in_words(self) -> list[str]:
        """Return what is asked as the page says it: therapy, place, patients, first month, what counts most."""
        chosen = self.cleaned_data
        patients = _("%(n)s patients a year") % {"n": chosen["patients"]}
        start = said(month(chosen["start"]))
        named = [self._name_of(name, chosen[name]) for name in ("therapy", "where", "wish")]
        return [*named[:2], str(patients), start, named[2]]

    def _name_of(self, name: str, value: str) -> str:
        """Return the name of a choice, from whichever group it stands in."""
        for key, group in self.fields[name].choices:  # type: ignore[attr-defined]
            names = dict(group) if isinstance(group, list | tuple) else {key: group}
            if value in names:
                return str(names[value])
        return ""

    def sketch(self) -> Sketch | None:
        """Return the sketch chosen, if it is one."""
        therapy = self.cleaned_data.get("therapy", "")
        return self.sketches.get(therapy.removeprefix(SKETCH)) if therapy.startswith(SKETCH) else None


def changes_in(data: Mapping[str, Any], left_out: Iterable[str]) -> Changes:
    """Return what was changed in the steps; figures that are none, or out of any reason, change nothing."""
    return Changes(
        frozenset(left_out),
        dict(_figures(data, "h_")),
        dict(_figures(data, "w_")),
        {key[2:]: str(value) for key, value in data.items() if key.startswith("b_") and str(value) in BANDS},
    )


def _figures(data: Mapping[str, Any], prefix: str) -> Iterable[tuple[str, int]]:
    for key, value in data.items():
        if key.startswith(prefix) and str(value).isascii() and str(value).isdigit() and len(str(value)) < 6:
            yield key[len(prefix) :], max(1, min(int(value), LONGEST_HOURS))


class KeepForm(KeyedForm):
    """The name under which a proposal is kept."""

    title = forms.CharField(label=_("Name of the proposal"), max_length=LONGEST_TITLE)


class ShareForm(PlainForm):
    """To whom a proposal is shown."""

    reader = forms.UUIDField(label=_("Member to show it to"))
    note = forms.CharField(
        label=_("A word with it (optional)"), required=False, max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class LaneForm(forms.Form):
    """One lane of a courier."""

    origin = forms.ChoiceField(label=_("Place it leaves from"))
    target = forms.ChoiceField(label=_("Place it goes to"))
    band = forms.ChoiceField(label=_("Temperature band"))
    hours = forms.IntegerField(
        label=_("Hours from door to door"), min_value=1, max_value=LONGEST_LANE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "num"}),
    )  # fmt: skip
    weekdays = forms.MultipleChoiceField(
        label=_("Days on which it leaves"), widget=forms.CheckboxSelectMultiple
    )
    price_thousand_yen = forms.IntegerField(
        label=_("Guide to the price (thousand yen, optional)"), min_value=0, max_value=HIGHEST_PRICE, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "num"}),
    )  # fmt: skip
    valid_from = day_field(_("First day"), required=True)
    valid_until = day_field(_("Last day (optional)"))
    both_ways = forms.BooleanField(label=_("The way back is the same"), required=False, initial=True)

    def __init__(
        self,
        sites: Iterable[SiteFacts],
        data: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), label_suffix="")
        self.use_required_attribute = False
        areas = [(f"{AREA}{key}", said(name)) for key, name in AREAS.items()]
        named = [(f"{SITE}{one.uuid}", said(one.name)) for one in sites]
        ends = [("", "―"), (str(_("Areas")), areas), (str(_("Sites")), named)]
        days = zip("0123456", WEEKDAYS if language() == "ja" else DAYS_EN, strict=True)
        choices: dict[str, list[Any]] = {
            "origin": ends, "target": ends, "weekdays": list(days),
            "band": [(key, said(name)) for key, name in BANDS.items()],
        }  # fmt: skip
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]

    def ends(self) -> tuple[Ends, Ends]:
        """Return both ends of the lane."""
        return _end(self.cleaned_data["origin"]), _end(self.cleaned_data["target"])

    def weekday_signs(self) -> str:
        """Return the days as seven signs from Monday on."""
        return "".join("1" if day in self.cleaned_data["weekdays"] else "0" for day in "0123456")


def _end(value: str) -> Ends:
    if value.startswith(SITE):
        return Ends(site=UUID(value.removeprefix(SITE)))
    return Ends(value.removeprefix(AREA))


def _with_place(site: SiteFacts) -> Text:
    name, place = site.name, site.place
    return Text(f"{name.ja}（{place.ja}）", f"{name.en} ({place.en})")
