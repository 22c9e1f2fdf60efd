"""Fields of a long form in groups, as they stand together on the page."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from tsunagu.foundation.web.forms import Label

Groups = Mapping[Label, Sequence[str]]


def in_groups(form: forms.Form, groups: Groups) -> list[dict[str, Any]]:
    """Return each group's name and its fields, as far as the form has them."""
    return [
        {"name": name, "fields": [form[field] for field in fields if field in form.fields]}
        for name, fields in groups.items()
    ]
