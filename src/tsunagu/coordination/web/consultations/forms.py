"""Forms of consultations: whom to ask, notes, files, tasks, meetings, outcomes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext, gettext_lazy

from tsunagu.coordination.domain.matching import consultations as rules
from tsunagu.coordination.queries.matching.consultations import ConsultationView
from tsunagu.coordination.web.choices import words
from tsunagu.coordination.web.picking import MembersField
from tsunagu.foundation.web.forms import KeyedForm, day_field, moment_field
from tsunagu.foundation.web.times import language
from tsunagu.members.queries.directory import coordinator


class NewForm(KeyedForm):
    """What to talk about, and with whom."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=rules.LONGEST_SUBJECT)
    text = forms.CharField(
        label=gettext_lazy("What you would like to talk about"), max_length=rules.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("No patient's name or other personal details."),
    )  # fmt: skip
    members = MembersField(
        label=gettext_lazy("Members to ask"),
        help_text=gettext_lazy("The coordinator takes part in every consultation."),
    )
    chain = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def chosen(self) -> list[UUID]:
        """Return the members to ask."""
        return [UUID(one) for one in self.cleaned_data["members"]]


class PartForm(KeyedForm):
    """A form of one act on the page; its fields bear the act's name, since several stand on one page."""

    def __init__(self, view: ConsultationView, *args: Any, **kwargs: Any) -> None:
        self.view = view
        super().__init__(*args, **kwargs)
        self.fill_in()

    def fill_in(self) -> None:
        """Fill choices and what the form begins with from the consultation."""

    def choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """Fill the choices of a field."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - called for such alone
        field.choices = list(choices)


class AnswerForm(PartForm):
    """Yes or no to a request for a consultation."""

    note = forms.CharField(
        label=gettext_lazy("A word to go along (optional)"), required=False, max_length=rules.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class NoteForm(PartForm):
    """A note for all, or for the own member."""

    text = forms.CharField(
        label=gettext_lazy("Words of the note"),
        max_length=rules.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_own = forms.BooleanField(
        label=gettext_lazy("Only for our own member (nobody else reads it, the coordinator neither)"),
        required=False,
    )


class FileForm(PartForm):
    """A file to attach."""

    file = forms.FileField(
        label=gettext_lazy("File"), max_length=200,
        help_text=gettext_lazy("PDF, Office, CSV, text or picture, up to 4 MB. All who take part can read it."),
    )  # fmt: skip


class TaskForm(PartForm):
    """Something to do, by whom and until when."""

    text = forms.CharField(label=gettext_lazy("What is to be done"), max_length=rules.LONGEST_TASK)
    doer = forms.ChoiceField(label=gettext_lazy("Who does it"))
    due_on = day_field(gettext_lazy("Until (optional)"))

    def fill_in(self) -> None:
        """Offer those who take part, and the coordinator."""
        parties = [(one.uuid, one.name) for one in self.view.parties if one.state != "declined"]
        hub = coordinator()
        if hub is not None and hub.uuid not in dict(parties):
            parties.append((hub.uuid, hub.name))
        self.choose("doer", [(str(uuid), name.in_language(language())) for uuid, name in parties])


class MeetingForm(PartForm):
    """The next meeting."""

    meets_at = moment_field(gettext_lazy("Next meeting"), help_text=gettext_lazy("Empty: there is none."))
    meets_where = forms.CharField(
        label=gettext_lazy("Where, or the address of the online meeting"), required=False, max_length=200
    )

    def fill_in(self) -> None:
        """Begin with what is agreed so far."""
        self.fields["meets_at"].initial = self.view.meets_at
        self.fields["meets_where"].initial = self.view.meets_where


class AskForm(PartForm):
    """One more member to ask."""

    member = forms.UUIDField(label=gettext_lazy("Another member"))


class OutcomeForm(PartForm):
    """How the talks ended."""

    ending = forms.ChoiceField(label=gettext_lazy("How it ended"), widget=forms.RadioSelect)
    outcome = forms.ChoiceField(label=gettext_lazy("What was agreed"), required=False)
    note = forms.CharField(
        label=gettext_lazy("In short; where there is no agreement: why"), required=False,
        max_length=rules.LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, max_length=20)

    def fill_in(self) -> None:
        """Offer the states that may follow, and the outcomes."""
        then = [
            one for one in ("agreed", "not_agreed", "withdrawn") if one in rules.TRANSITIONS[self.view.state]
        ]
        self.choose("ending", words({one: rules.STATES[one] for one in then}))
        known = {key: name for key, name in rules.OUTCOMES.items() if key != "none"}
        self.choose("outcome", words(known, gettext("Choose where it was agreed")))
        self.fields["seen"].initial = self.view.state


class AfterForm(PartForm):
    """What came of an agreement."""

    came_of_it = forms.ChoiceField(label=gettext_lazy("What came of it"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("In short (optional)"), required=False, max_length=rules.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def fill_in(self) -> None:
        """Offer the words, beginning with what was said before."""
        self.choose("came_of_it", words(rules.CAME_OF_IT))
        self.fields["came_of_it"].initial = self.view.came_of_it
        self.fields["note"].initial = self.view.came_of_it_note


class NothingForm(PartForm):
    """An act without anything to fill in."""


FORMS: dict[str, type[PartForm]] = {
    "answer": AnswerForm,
    "note": NoteForm,
    "file": FileForm,
    "task": TaskForm,
    "meeting": MeetingForm,
    "ask": AskForm,
    "begin": NothingForm,
    "outcome": OutcomeForm,
    "after": AfterForm,
    "close": NothingForm,
}
"""The acts on the page of a consultation, by the last part of their addresses."""
