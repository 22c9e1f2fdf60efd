"""Binding another number: a sponsor's COI, a shipment, the number of a paper record."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.custody.domain.aliases import SCHEMES
from tsunagu.journeys.services.bind_number import bind_number
from tsunagu.journeys.web.acts.base import Act, ActForm, Asked, choices, plain


class NumberForm(ActForm):
    """The kind of number, and the number itself."""

    scheme = forms.ChoiceField(
        label=_("Kind of number"), choices=lambda: choices(SCHEMES), widget=forms.RadioSelect
    )
    value = forms.CharField(
        label=_("Number"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "num"}),
    )


def _bind(asked: Asked, cleaned: dict[str, Any]) -> None:
    bind_number(asked.actor, asked.chain, cleaned["scheme"], cleaned["value"], asked.now, cleaned["key"])


NUMBER = Act(
    "number",
    _("Bind another number"),
    _("Sign and bind"),
    _("The number is bound."),
    plain(NumberForm),
    _bind,
    lead=_(
        "It is found under this number from now on. If another case or lot has it too, those responsible are told."
    ),
    part="parties",
)
