"""Forms of the register: an agreement, its end and renewal, an audit, the approval of a supplier."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.forms import KeyedForm, day_field
from tsunagu.foundation.web.times import language
from tsunagu.members.domain.agreements import AUDIT_OUTCOMES, AUDIT_WAYS, FIELDS
from tsunagu.members.domain.capabilities import CAPABILITIES
from tsunagu.members.domain.materials import MATERIALS
from tsunagu.members.domain.vocabulary import AGREEMENT_KINDS

Choices = list[tuple[str, str]]
NO_MATERIALS = ("test_sample", "reserve_sample", "retained_sample", "donor_sample", "round_material")


def _words(words: Iterable[tuple[str, Text]]) -> Choices:
    lang = language()
    return [(key, name.in_language(lang)) for key, name in words]


def _capabilities() -> Choices:
    return _words((key, one.name) for key, one in CAPABILITIES.items())


def _several(label: Any, help_text: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, help_text=help_text, widget=forms.CheckboxSelectMultiple
    )


class _WithChoices(KeyedForm):
    """A form whose choices are given by name of their field."""

    def __init__(self, choices: dict[str, Choices], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, found in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so below
            field.choices = found


class AgreementForm(_WithChoices):
    """Whom an agreement binds, until when, what it covers and which data its parties see."""

    kind = forms.ChoiceField(label=_("Kind of agreement"))
    parties = forms.MultipleChoiceField(
        label=_("Parties"), help_text=_("Two or more members."),
        widget=forms.SelectMultiple(attrs={"size": 10}),
    )  # fmt: skip
    valid_from = day_field(_("First day"), required=True)
    valid_until = day_field(_("Last day, if there is one"))
    reference = forms.CharField(label=_("Number of the paper"), max_length=60, required=False)
    capabilities = _several(_("What it covers"), _("None chosen: everything that the parties do together."))
    fields_seen = _several(
        _("Which data of journeys the parties see of each other"),
        _(
            "None chosen: this agreement sets no limit. Steps, dates, holders, holds and decisions are seen always."
        ),
    )
    grants_coordinator_view = forms.BooleanField(
        label=_("The coordinator sees the cases of this member"), required=False,
        help_text=_("Only in a coordination agreement with the coordinating member."),
    )  # fmt: skip

    def __init__(self, members: Choices, *args: Any, **kwargs: Any) -> None:
        choices = {
            "kind": _words(AGREEMENT_KINDS.items()), "parties": members,
            "capabilities": _capabilities(), "fields_seen": _words(FIELDS.items()),
        }  # fmt: skip
        super().__init__(choices, *args, **kwargs)


class EndForm(KeyedForm):
    """The day with which something ends."""

    last_day = day_field(_("New last day"), required=True)


class RenewForm(KeyedForm):
    """From when and until when an agreement goes on, and the number of the new paper."""

    valid_from = day_field(_("First day by the new paper"), required=True)
    valid_until = day_field(_("New last day, if there is one"))
    reference = forms.CharField(label=_("Number of the paper"), max_length=60, required=False)


class AuditForm(_WithChoices):
    """An audit that the own member made of another."""

    audited = forms.ChoiceField(label=_("Audited member"))
    held_on = day_field(_("Day of the audit"), required=True)
    way = forms.ChoiceField(label=_("How it was held"))
    outcome = forms.ChoiceField(label=_("Outcome"))
    open_findings = forms.IntegerField(label=_("Open findings"), min_value=0, max_value=999, initial=0)
    valid_until = day_field(_("Counts until (the next audit is due)"))
    capabilities = _several(_("What was audited"), _("None chosen: everything."))
    summary = forms.CharField(
        label=_("Summary"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Read by both members and the coordinator. No names of patients."),
    )  # fmt: skip

    def __init__(self, members: Choices, *args: Any, **kwargs: Any) -> None:
        choices = {
            "audited": [("", "―"), *members], "way": _words(AUDIT_WAYS.items()),
            "outcome": _words(AUDIT_OUTCOMES.items()), "capabilities": _capabilities(),
        }  # fmt: skip
        super().__init__(choices, *args, **kwargs)


class ApprovalForm(_WithChoices):
    """A supplier that the own member approves for a material."""

    supplier = forms.ChoiceField(label=_("Supplier"))
    material = forms.ChoiceField(label=_("Raw material"))
    valid_from = day_field(_("First day"), required=True)
    valid_until = day_field(_("Last day, if there is one"))

    def __init__(self, members: Choices, *args: Any, **kwargs: Any) -> None:
        materials = ((key, name) for key, name in MATERIALS.items() if key not in NO_MATERIALS)
        choices = {"supplier": [("", "―"), *members], "material": _words(materials)}
        super().__init__(choices, *args, **kwargs)
