"""A form for any part of a page, made from its fields."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.forms import day_field
from tsunagu.foundation.web.times import language
from tsunagu.members.domain.capabilities import CAPABILITIES
from tsunagu.members.domain.profile.changes import Sent
from tsunagu.members.domain.profile.checking import MOST
from tsunagu.members.domain.profile.evidence import check_size
from tsunagu.members.domain.profile.parts import Field, Part, Values
from tsunagu.members.domain.profile.words import word_of, words_of
from tsunagu.members.domain.stages import STAGES
from tsunagu.members.services.profile.editing import LONGEST_REASON

Choices = list[tuple[str, Any]]


class PartForm(forms.Form):
    """The fields of one part by their keys, with what was looked at and why it is changed.

    ``sites`` are the sites that can be named; ``needs_reason``: someone else's page is changed.
    """

    required_css_class = ""
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    follows = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(
        self, part: Part, current: Values, sites: Sequence[tuple[UUID, Text]], needs_reason: bool,
        *args: Any, **kwargs: Any,
    ) -> None:  # fmt: skip
        kwargs |= {"label_suffix": "", "use_required_attribute": False}
        super().__init__(*args, **kwargs)
        self.part = part
        self.fields["request_key"].initial = uuid4
        places = [(str(uuid), name.in_language(language())) for uuid, name in sites]
        for one in part.fields:
            made = _MADE[one.kind](one, current.get(one.key), places)
            made.required, made.label = one.required and one.kind != "file", _label(one)
            made.help_text = one.help.in_language(language()) if one.help else made.help_text
            self.fields[one.key] = made
        if not current and len(places) == 1 and "site" in self.fields and part.field("site").required:
            self.fields["site"].initial = places[0][0]
        self.fields["reason"] = forms.CharField(
            label=_("Reason for the change"), required=needs_reason, max_length=LONGEST_REASON,
            widget=forms.Textarea(attrs={"rows": 2}),
        )  # fmt: skip

    def values(self, known: Values) -> dict[str, Any]:
        """Return what was filled in, as values of the part; without a new file the known one stays."""
        said = {
            one.key: _value(one, self.cleaned_data[one.key]) for one in self.part.fields if one.kind != "file"
        }
        return said | {one.key: known.get(one.key) for one in self.part.fields if one.kind == "file"}

    def say_what_is_hidden(self) -> None:
        """Say above the form what is wrong with fields that nobody sees."""
        if any(field.errors for field in self.hidden_fields()):
            self.add_error(
                None, _("This page is out of order. Open it again, and type what you changed once more.")
            )

    def look_again(self, seen: str) -> None:
        """Let the form go on from what is there now, with all that was typed."""
        typed = self.data.copy() if isinstance(self.data, QueryDict) else QueryDict(mutable=True)
        typed["seen"] = seen
        self.data = typed

    def file(self) -> Sent | None:
        """Return the file that came along; refuse one that is too large before it is read."""
        sent = next((self.cleaned_data[one.key] for one in self.part.fields if one.kind == "file"), None)
        if not isinstance(sent, UploadedFile):
            return None
        check_size(sent.size or 0)
        return Sent(sent.name or "", sent.read())


def _label(field: Field) -> str:
    name = field.name.in_language(language())
    if field.unit is None:
        return name
    return f"{name} ({field.unit.en})" if language() == "en" else f"{name}（{field.unit.ja}）"


def _value(field: Field, said: Any) -> Any:
    if field.kind == "site":
        return said or None
    if isinstance(said, str):
        return said.replace("\r\n", "\n")
    return said.isoformat() if isinstance(said, date) else said


def initial_of(part: Part, values: Values) -> dict[str, Any]:
    """Return values as a form shows them at first."""
    return {one.key: values[one.key] for one in part.fields if one.key in values and one.kind != "file"}


def _line(field: Field, known: Any, places: Choices) -> forms.Field:
    typed = {"link": "url", "email": "email"}.get(field.kind, "tel" if field.key == "phone" else "text")
    attributes = {"inputmode": "numeric"} if field.key == "gln" else {}
    return forms.CharField(
        max_length=field.longest, widget=forms.TextInput(attrs={"inputmode": typed, **attributes})
    )


def _text(field: Field, known: Any, places: Choices) -> forms.Field:
    return forms.CharField(max_length=field.longest, widget=forms.Textarea(attrs={"rows": 4}))


def _word(field: Field, known: Any, places: Choices) -> forms.Field:
    lang = language()
    choices: Choices = [(key, name.in_language(lang)) for key, name in words_of(field.words).items()]
    if known and known not in words_of(field.words):
        choices.append((known, word_of(field.words, known).in_language(lang)))
    if field.words == "capability":
        choices = _by_stage(choices)
    none = (
        []
        if field.required and known
        else [("", _("Choose") if field.required else field.empty.in_language(lang))]
    )
    return forms.ChoiceField(choices=[*none, *choices])


def _by_stage(choices: Choices) -> Choices:
    """Group capabilities by their stage; those that nobody has named stand last."""
    groups: dict[str, Choices] = {key: [] for key in STAGES}
    for key, name in choices:
        groups.setdefault(CAPABILITIES[key].stage if key in CAPABILITIES else "", []).append((key, name))
    named = [
        (STAGES[key].name.in_language(language()), found) for key, found in groups.items() if key and found
    ]
    return [*named, *groups.get("", [])]


def _words(field: Field, known: Any, places: Choices) -> forms.Field:
    choices = [(key, name.in_language(language())) for key, name in words_of(field.words).items()]
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple)


def _site(field: Field, known: Any, places: Choices) -> forms.Field:
    none = ("", _("Choose") if field.required else field.empty.in_language(language()))
    return forms.ChoiceField(choices=[none, *places])


def _day(field: Field, known: Any, places: Choices) -> forms.Field:
    return day_field("")


def _whole(field: Field, known: Any, places: Choices) -> forms.Field:
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "class": "num"})
    return forms.IntegerField(min_value=0, max_value=MOST, widget=widget)


def _degrees(field: Field, known: Any, places: Choices) -> forms.Field:
    return forms.FloatField(
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any", "class": "num"})
    )


def _file(field: Field, known: Any, places: Choices) -> forms.Field:
    return forms.FileField(
        allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"})
    )


_MADE: Mapping[str, Callable[[Field, Any, Choices], forms.Field]] = {
    "line": _line, "link": _line, "email": _line, "text": _text, "word": _word, "words": _words, "site": _site,
    "day": _day, "whole": _whole, "degrees": _degrees, "file": _file,
}  # fmt: skip


class DecisionForm(forms.Form):
    """Why a change is returned."""

    note = forms.CharField(
        label=_("Reason for returning it"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The member reads it and mends the change."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"label_suffix": "", "use_required_attribute": False}
        super().__init__(*args, **kwargs)
