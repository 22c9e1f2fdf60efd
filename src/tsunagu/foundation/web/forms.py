"""What forms that sign something have in common: the key of the request, and fields for a time and a day in Japan."""

from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import uuid4

from django import forms

from tsunagu.foundation.era import OUTSIDE, is_in_era
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.web.times import language

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Label: TypeAlias = "str | _StrPromise"


class PlainForm(forms.Form):
    """A form whose labels have no colon, and whose empty fields are told about by us, not by the browser."""

    required_css_class = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False

    def choose_from(self, name: str, choices: list[tuple[str, Any]]) -> None:
        """Let a field be chosen from these."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so by the form
        field.choices = choices


class KeyedForm(PlainForm):
    """A form with the key that makes a request sent twice one act."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4


def moment_field(label: Label, required: bool = False, help_text: Label = "") -> forms.DateTimeField:
    """Return a field for a time in Japan."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
        label=label, required=required, widget=widget, help_text=help_text, validators=[_in_era]
    )


def day_field(label: Label, required: bool = False) -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, validators=[_in_era])


def _in_era(value: date) -> None:
    if not is_in_era(value):
        raise forms.ValidationError(OUTSIDE.in_language(language()))


def said_at_field(form: forms.BaseForm, refusal: Refused, field: str | None = None) -> Refused | None:
    """Say a refusal at its field (or at the named one); return it where it belongs to none."""
    at = field or refusal.field
    if at and at in form.fields:
        form.add_error(at, refusal.reason.in_language(language()))
        return None
    return refusal
