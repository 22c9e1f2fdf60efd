"""What a file leaves open for a person to say: the sheet of a book, the wells of a plate, the gates of a cytometer."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.evaluation.domain.files.by_hand import FIELD, MOST_COLUMNS, column_choices
from tsunagu.evaluation.domain.files.choosing import plate_samples
from tsunagu.foundation.web.times import language
from tsunagu.journeys.services.looking import BY_HAND, Look
from tsunagu.therapies.domain.route import Characteristic

NAMES = ("sheet", "plate", "well_sample", "characteristic", "blank", "gates", BY_HAND)
LONGEST = 1000


def choices_in(data: Mapping[str, Any]) -> dict[str, str]:
    """Return what was chosen, without what was left open."""
    names = [*NAMES, *(f"{FIELD}{place}" for place in range(MOST_COLUMNS))]
    return {name: str(data[name])[:LONGEST] for name in names if data.get(name)}


def column_fields(
    heads: Sequence[str], by_hand: Mapping[str, str], panel: Iterable[Characteristic]
) -> dict[str, forms.Field]:
    """Return one field for each column: what it is, where that isn't what was understood."""
    lang = language()
    known = [
        (key, name.in_language(lang)) for key, name in column_choices((one.key, one.name) for one in panel)
    ]
    as_read = [("", _("as understood"))]
    fields: dict[str, forms.Field] = {
        f"{FIELD}{place}": forms.ChoiceField(
            label=head, choices=[*as_read, *known], initial=by_hand.get(head, ""), required=False
        )
        for place, head in enumerate(heads)
        if head
    }
    if fields:
        fields[BY_HAND] = forms.CharField(widget=forms.HiddenInput, initial="1", required=False)
    return fields


def choice_fields(found: Look) -> dict[str, forms.Field]:
    """Return the fields that this file leaves open, with what was chosen."""
    fields: dict[str, forms.Field] = {}
    chosen, sheets = found.source.choices, found.understood.sheets
    if len(sheets) > 1:
        fields["sheet"] = _select(_("Sheet"), [(one, one) for one in sheets], found.understood.sheet)
    if found.plate is not None:
        titles = [(f"{at}", plate.title) for at, plate in enumerate(found.understood.plates, 1)]
        samples = plate_samples(found.plate, frozenset(found.labels))
        if len(titles) > 1:
            fields["plate"] = _select(_("Plate"), titles, chosen.get("plate", "1"))
        fields["well_sample"] = _select(
            _("Sample on the plate"), [("", "―"), *((one, one) for one in samples)], chosen.get("well_sample")
        )
        fields["blank"] = forms.BooleanField(
            label=_("Subtract the mean of the blank wells"), required=False, initial=bool(chosen.get("blank"))
        )
    if found.understood.flow is not None:
        fields["gates"] = forms.CharField(
            label=_("Gates, one a line: channel, minimum, maximum"),
            required=False,
            max_length=LONGEST,
            initial=chosen.get("gates", ""),
            widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        )
    if found.plate is not None or found.understood.flow is not None:
        fields["characteristic"] = _characteristic(found)
    return fields


def _characteristic(found: Look) -> forms.ChoiceField:
    lang, is_share = language(), found.understood.flow is not None
    panel = [
        one for one in found.characteristics if one.expected is None and (one.unit == "%" or not is_share)
    ]
    known = [("", "―"), *((one.key, one.name.in_language(lang)) for one in panel)]
    return _select(_("Characteristic"), known, found.source.choices.get("characteristic"))


def _select(label: Any, choices: list[tuple[str, str]], initial: str | None) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, initial=initial or "", required=False)
