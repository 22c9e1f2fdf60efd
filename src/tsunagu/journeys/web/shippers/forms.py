"""Forms of shippers: a new one, and what was measured of one."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.conditions.domain.bands import BANDS
from tsunagu.conditions.domain.holding import LONGEST_HOURS
from tsunagu.conditions.services.keep_shippers import LONGEST_CODE, LONGEST_TEXT, NewTest
from tsunagu.foundation.web.forms import KeyedForm, day_field
from tsunagu.foundation.web.times import language


class ShipperForm(KeyedForm):
    """A shipper of one's own organisation."""

    code = forms.CharField(
        label=_("Number of the shipper"), max_length=LONGEST_CODE, help_text=_("As written on it: DS-014.")
    )
    model = forms.CharField(label=_("Maker and model"), max_length=LONGEST_TEXT)
    band = forms.ChoiceField(label=_("Temperature band"))
    nominal_hours = forms.IntegerField(
        label=_("Nominal hold time (h)"), required=False, min_value=1, max_value=LONGEST_HOURS,
        help_text=_("By its maker. It is shown only; what counts is what was measured."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["band"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = [(key, band.name.in_language(language())) for key, band in BANDS.items()]


class TestForm(KeyedForm):
    """How long one shipper was measured to hold."""

    hours = forms.IntegerField(label=_("Measured hold time (h)"), min_value=1, max_value=LONGEST_HOURS)
    tested_on = day_field(_("Day of the test"), required=True)
    valid_until = day_field(_("Counts until"), required=True)
    tested_by = forms.CharField(
        label=_("Tested by"),
        max_length=LONGEST_TEXT,
        help_text=_("The organisation that answers for the result."),
    )
    reference = forms.CharField(label=_("Number of the report"), max_length=LONGEST_TEXT)

    def test(self) -> NewTest:
        """Return the measurement that was filled in."""
        said = self.cleaned_data
        tested_on: date = said["tested_on"]
        return NewTest(said["hours"], tested_on, said["valid_until"], said["tested_by"], said["reference"])
