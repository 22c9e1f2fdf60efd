"""How a refusal is said on a form of coordination."""

from django import forms

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.web.times import language


def say_at_field(form: forms.Form, refusal: Refused) -> None:
    """Say a refusal at its field, or above the form where it belongs to none."""
    at = refusal.field if refusal.field in form.fields else None
    form.add_error(at, refusal.reason.in_language(language()))
