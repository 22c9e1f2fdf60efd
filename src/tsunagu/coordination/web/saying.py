"""How a refusal is said on a form of coordination."""

from django import forms

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.web.times import language


def say_at_field(form: forms.Form, refusal: Refused, *, hidden_above: bool = False) -> None:
    """Say a refusal at its field, or above the form where it belongs to none, or (``hidden_above``) to a hidden one."""
    at = refusal.field if refusal.field in form.fields else None
    if at is not None and hidden_above and form[at].is_hidden:
        at = None
    form.add_error(at, refusal.reason.in_language(language()))
