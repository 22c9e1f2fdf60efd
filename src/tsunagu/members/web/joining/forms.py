"""The application to join as a form."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.foundation.web.forms import PlainForm
from tsunagu.foundation.web.open_forms import OpenForm
from tsunagu.members.domain.joining.application import LONGEST_WORDS, Applied
from tsunagu.members.domain.stages import STAGES
from tsunagu.members.domain.vocabulary import MEMBER_KINDS
from tsunagu.members.queries.membership import terms
from tsunagu.members.web.register.forms import RegisterField, choices_of, fee_name, prefecture_choices

NAMED = {"name_ja": _("Name of the organisation"), "name_en": _("Name of the organisation (English)")}
"""Fields that aren't called as the register's columns are: who applies is no member yet."""
HELP = {"name_kana": _("Members are listed in the order of its reading. Leave the legal form out.")}
_BESIDES = ("key", "opened", "homepage")
TYPED = {
    "name_ja": (True, "organization"), "name_kana": (False, "off"), "name_en": (False, "off"),
    "representative": (True, "off"),
    "contact": (True, "name"), "email": (True, "email"), "phone": (False, "tel"), "address": (True, "street-address"),
    "website": (False, "url"),
}  # fmt: skip
"""Fields read as the register's columns are: whether they are needed, and what a browser may fill in."""


class ApplicationForm(OpenForm):
    """What an organisation says when it applies."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    stages = forms.MultipleChoiceField(
        label=_("Stages in which you can do something"), required=False, widget=forms.CheckboxSelectMultiple
    )
    offers = forms.CharField(
        label=_("What you can do for the network"), required=False, max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Such as: culture in our own cell-processing centre, release tests, frozen transport."),
    )  # fmt: skip
    seeks = forms.CharField(
        label=_("What you look for"), required=False, max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Such as: a hospital for a trial, a laboratory for sterility tests."),
    )  # fmt: skip
    has_consented = forms.BooleanField(
        label=_("We agree that the coordinator uses the contact for this application and our membership."),
    )  # fmt: skip
    has_agreed = forms.BooleanField(label=_("We agree to the rules of the network."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4
        for name, (needed, autocomplete) in TYPED.items():
            named = {"label": NAMED[name]} if name in NAMED else {}
            self.fields[name] = field = RegisterField(name, required=needed, **named)
            field.help_text = HELP.get(name, "")
            field.widget.attrs["autocomplete"] = autocomplete
        fees = {key: fee_name(one) for key, one in terms().classes.items()}
        stages = {key: one.name for key, one in STAGES.items()}
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind of organisation"), choices=choices_of(MEMBER_KINDS, _("Please choose"))
        )
        self.fields["fee_class"] = forms.ChoiceField(
            label=_("Fee class"), choices=choices_of(fees, _("Please choose"))
        )
        self.fields["prefecture"] = forms.ChoiceField(
            label=_("Prefecture"), choices=prefecture_choices(_("Please choose"))
        )
        self.choose_from("stages", choices_of(stages))

    def part(self, *names: str) -> list[forms.BoundField]:
        """Return some fields of the form."""
        return [self[name] for name in names]

    @property
    def organisation(self) -> list[forms.BoundField]:
        """The fields about the organisation."""
        return self.part(
            "name_ja", "name_kana", "name_en", "kind", "representative", "prefecture", "address", "website"
        )

    @property
    def person(self) -> list[forms.BoundField]:
        """The fields about the contact."""
        return self.part("contact", "email", "phone", "has_consented")

    @property
    def work(self) -> list[forms.BoundField]:
        """The fields about what it can do and looks for."""
        return self.part("stages", "offers", "seeks")

    @property
    def membership(self) -> list[forms.BoundField]:
        """The fields about the membership."""
        return self.part("fee_class", "has_agreed")

    def applied(self) -> Applied:
        """Return what was filled in."""
        said = {key: value for key, value in self.cleaned_data.items() if key not in _BESIDES}
        return Applied(**{**said, "stages": tuple(said["stages"])})


class AnswerForm(PlainForm):
    """The applicant's answer to a question."""

    note = forms.CharField(
        label=_("Answer to the question"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
