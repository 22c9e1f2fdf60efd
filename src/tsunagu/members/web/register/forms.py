"""Forms of the register: a file, a record, an answer for a year, the decision on an application."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.forms import PlainForm, day_field
from tsunagu.foundation.web.times import language
from tsunagu.members.domain.register.columns import COLUMNS, PREFECTURES
from tsunagu.members.domain.register.record import Record
from tsunagu.members.domain.register.terms import FeeClass
from tsunagu.members.domain.register.values import value_in
from tsunagu.members.domain.vocabulary import MEMBER_KINDS, prefecture_name
from tsunagu.members.queries.membership import terms

LONG = frozenset({"note"})


class FileForm(PlainForm):
    """A list of members to look at."""

    file = forms.FileField(
        label=_("Member list"), required=False, allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        help_text=_("Excel (.xlsx) or CSV in UTF-8 or Shift_JIS, 1 MB at most."),
    )  # fmt: skip


class FindForm(PlainForm):
    """Which members of the register to show."""

    q = forms.CharField(label=_("Name or number"), max_length=100, required=False)


def choices_of(words: Mapping[str, Text], empty: Any = None) -> list[tuple[str, Any]]:
    """Return the words of a vocabulary as choices in the language of the page."""
    chosen = [(key, name.in_language(language())) for key, name in words.items()]
    return chosen if empty is None else [("", empty), *chosen]


def prefecture_choices(empty: Any) -> list[tuple[str, Any]]:
    """Return the prefectures as choices in the language of the page; they are kept by their Japanese names."""
    return choices_of({one: prefecture_name(one) for one in PREFECTURES}, empty)


def fee_name(fee: FeeClass) -> Text:
    """Return a class of fees with its yearly fee."""
    return Text(f"{fee.name.ja}　年額 {fee.yen:,}円", f"{fee.name.en}, ¥{fee.yen:,} a year")


class RegisterField(forms.CharField):
    """A field of the register: what is typed is read as a cell of a list is."""

    def __init__(self, key: str, **more: Any) -> None:
        self.key = key
        more.setdefault("label", COLUMNS[key].name.in_language(language()))
        super().__init__(max_length=COLUMNS[key].longest, **more)

    def clean(self, value: Any) -> Any:
        """Return the value as the register keeps it."""
        text = super().clean(value)
        try:
            return (value_in(COLUMNS[self.key], text, terms().names) or "") if text else ""
        except BadInput as refused:
            raise forms.ValidationError(refused.reason.in_language(language())) from refused


class RecordForm(PlainForm):
    """What the register keeps of a member."""

    def __init__(self, record: Record, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {key: record.value(key) for key in COLUMNS})
        super().__init__(*args, **kwargs)
        for key, column in COLUMNS.items():
            self.fields[key] = _record_field(key, column.name.in_language(language()))

    def record(self) -> Record:
        """Return the record that was filled in."""
        return Record(**{key: self.cleaned_data[key] for key in COLUMNS})


def _record_field(key: str, label: str) -> forms.Field:
    words = {"kind": MEMBER_KINDS, "fee_class": terms().names}.get(key)
    if words is not None:
        return forms.ChoiceField(label=label, choices=choices_of(words, "―"), required=key == "kind")
    if key == "prefecture":
        return forms.ChoiceField(label=label, choices=prefecture_choices("―"), required=False)
    if COLUMNS[key].reads == "day":
        return day_field(label, required=key == "joined_on")
    widget = forms.Textarea(attrs={"rows": 3}) if key in LONG else forms.TextInput()
    return RegisterField(key, label=label, required=key == "name_ja", widget=widget)


class YearForm(PlainForm):
    """What a member says of a membership year."""

    answer = forms.ChoiceField(
        label=_("This year"), widget=forms.RadioSelect,
        choices=[("renew", _("We go on as a member")), ("leave", _("We leave the network"))],
    )  # fmt: skip
    fee_class = forms.ChoiceField(label=_("Fee class"), required=False)
    leaves_on = day_field(_("Last day as a member (where leaving)"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from(
            "fee_class", choices_of({key: fee_name(one) for key, one in terms().classes.items()}, "―")
        )


class AcceptForm(PlainForm):
    """What an accepted member begins with; it stands beside the reply, whose note has the same name."""

    number = forms.CharField(label=_("Member number"), max_length=20)
    joined_on = day_field(_("First day as a member"), required=True)
    fee_class = forms.ChoiceField(label=_("Fee class"))
    note = forms.CharField(
        label=_("A word to the applicant"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "accept_%s"} | kwargs))
        self.choose_from(
            "fee_class", choices_of({key: fee_name(one) for key, one in terms().classes.items()})
        )


class ReplyForm(PlainForm):
    """A question to the applicant, or the reason for declining."""

    verb = forms.ChoiceField(
        label=_("What to do with the application"), widget=forms.RadioSelect,
        choices=[("asked", _("Ask the applicant")), ("declined", _("Decline the application"))],
    )  # fmt: skip
    note = forms.CharField(
        label=_("Question or reason (the applicant reads it)"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
