"""Forms that anybody may send without an account: with the brake for machines built in."""

from datetime import datetime
from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tsunagu.foundation.brake import check_filled_in, is_stale
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.web.forms import PlainForm
from tsunagu.foundation.web.times import language

_SALT = "tsunagu.foundation.opened"


def opened_mark(at: datetime) -> str:
    """Return the mark that tells when a form was opened, signed so that it can't be made up."""
    return signing.dumps(at.isoformat(), salt=_SALT)


def opened_at(mark: str) -> datetime | None:
    """Return when a form was opened; None where the mark isn't ours."""
    try:
        return datetime.fromisoformat(signing.loads(mark, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None


class Trap(forms.TextInput):
    """A field that machines see and people don't, neither on the screen nor read aloud; hidden ones they leave out."""

    is_hidden = True  # so that it is written beside the fields, not as one of them

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Write the field with a label, for whoever reads the page without its styles."""
        field = super().render(
            name, value, {**(attrs or {}), "tabindex": "-1", "autocomplete": "off"}, renderer
        )
        label = gettext("Leave this empty")
        return format_html('<span class="sr" aria-hidden="true"><label>{} {}</label></span>', label, field)


class OpenForm(PlainForm):
    """A form for passers-by. ``homepage`` is seen by machines only and stays empty."""

    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    homepage = forms.CharField(widget=Trap, required=False)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["opened"].initial = opened_mark(now)

    def clean(self) -> dict[str, Any] | None:
        """Refuse what a machine has filled in; a person whose form was open for too long sends it once more."""
        said = super().clean()
        opened = opened_at(self.cleaned_data.get("opened", ""))
        try:
            check_filled_in(opened, self.cleaned_data.get("homepage", ""), self.now)
        except BadInput as refused:
            self.add_error(None, refused.reason.in_language(language()))
        if is_stale(opened, self.now):
            data = QueryDict(mutable=True)
            data.update(self.data)
            data[self.add_prefix("opened")] = opened_mark(self.now)
            self.data = data
        return said
