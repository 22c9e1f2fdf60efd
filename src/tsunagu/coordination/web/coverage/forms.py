"""The day that coverage is looked at, and the kind of therapy."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy


class DayForm(forms.Form):
    """A day; today where none is given, and a day that doesn't exist is told."""

    on = forms.DateField(
        label=gettext_lazy("On the day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Give the day as 2027-03-31; today is shown now.")},
    )

    def __init__(self, given: QueryDict, today: date, **kwargs: Any) -> None:
        super().__init__(given, **kwargs)
        self.today = today

    @property
    def day(self) -> date:
        """The day that is asked for, else today."""
        self.is_valid()
        typed = self.cleaned_data.get("on")
        return typed if isinstance(typed, date) else self.today
