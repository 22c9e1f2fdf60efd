"""The forms of a look-back: opening it, answering for one's member, completing it."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.journeys.domain.look_back import ANSWERS, DIRECTIONS, Direction
from tsunagu.journeys.services.open_look_back import Wanted
from tsunagu.journeys.web.acts.base import ActForm, choices, reason_field

LONGEST = 1000


class OpenForm(ActForm):
    """From where, which way, how far and why."""

    def __init__(self, start: str = "", data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["start"] = forms.CharField(
            label=_("Donation, sample, lot or case"), max_length=200, initial=start,
            help_text=_("Any number it is known by."),
            widget=forms.TextInput(attrs={"class": "num", "autocomplete": "off", "spellcheck": "false"}),
        )  # fmt: skip
        self.fields["direction"] = forms.ChoiceField(
            label=_("Which way"), choices=choices(DIRECTIONS), initial="forward", widget=forms.RadioSelect
        )
        self.fields["with_supplies"] = forms.BooleanField(
            label=_("Suppliers' batches too"), required=False,
            help_text=_("From a case: also who else was given products made with the same materials."),
        )  # fmt: skip
        self.fields["reason"] = reason_field(
            _("Reason"), LONGEST,
            _("All who are asked read it. Say nothing by which a patient or donor can be recognised."),
        )  # fmt: skip
        self.fields["is_synthetic"] = forms.BooleanField(label=_("Exercise (synthetic data)"), required=False)

    def wanted(self) -> Wanted:
        """Return what is asked for, for the service."""
        said = self.cleaned_data
        return Wanted(
            said["start"], cast(Direction, said["direction"]), said["reason"], said["with_supplies"],
            said["is_synthetic"],
        )  # fmt: skip


class AnswerForm(ActForm):
    """What one's own member found."""

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["answer"] = forms.ChoiceField(
            label=_("Answer"), choices=choices(ANSWERS), widget=forms.RadioSelect
        )
        self.fields["text"] = reason_field(
            _("What was checked, and found"), LONGEST,
            _("For example: retained sample tested for HBV by NAT, negative. No names of patients."),
        )  # fmt: skip


class CompleteForm(ActForm):
    """The conclusion of the quality unit."""

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["conclusion"] = reason_field(_("Conclusion"), LONGEST, _("All who were asked read it."))
        self.fields["despite"] = forms.BooleanField(
            label=_("Complete without the answers that are missing"), required=False
        )
