"""What every act has in common: who asks, about what, and the form that is filled in."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from django import forms

from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.forms import KeyedForm, Label
from tsunagu.foundation.web.times import language
from tsunagu.journeys.models import JourneyStep
from tsunagu.journeys.queries.board import Board
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.queries.page import load_course
from tsunagu.journeys.services.running import Running, load_running
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies.domain.route import Step

One = TypeVar("One")
NO_SUCH = Text(
    "対象が見つかりません。画面を開き直してください。", "What this is about was not found. Reload the page."
)


class ActForm(KeyedForm):
    """The form of an act.

    ``only_looks``: what was sent asks only to be shown something, and nothing is done; ``refused``: why it can't be.
    """

    only_looks: bool = False
    refused: Refused | None = None


@dataclass(frozen=True)
class Asked:
    """Who asks for an act, on which opened chain, with what the address says.

    Attributes
    ----------
    running : the journey as services see it, with its route. board, course : all that a page shows of it, which
        takes much longer to load; most acts need only the former.
    locks : the named step is about to be carried out: nobody else may until then.
    """

    actor: Actor
    chain: UUID
    now: datetime
    given: Mapping[str, str]
    files: Mapping[str, Any] = field(default_factory=dict)
    locks: bool = False

    @cached_property
    def running(self) -> Running:
        """The journey, its route, case and steps."""
        return load_running(self.chain, self.given.get("step") if self.locks else None)

    @property
    def board(self) -> Board:
        """The page's board of this one journey."""
        return self._loaded[0]

    @property
    def course(self) -> Course:
        """The journey as its page shows it."""
        return self._loaded[1]

    @cached_property
    def _loaded(self) -> tuple[Board, Course]:
        return load_course(self.chain)

    @property
    def signer(self) -> Signer:
        """The actor as custody's ledger names him."""
        return Signer(self.actor.person_uuid, self.actor.member_uuid)

    def step(self) -> tuple[Step, JourneyStep]:
        """Return the step that the address names."""
        key = self.given.get("step", "")
        if key not in self.running.rows or not self.running.route.has_step(key):
            raise NotFound("no_such_step", NO_SUCH)
        return self.running.step(key)

    def uuid(self, name: str) -> UUID:
        """Return the uuid that the address gives under a name."""
        try:
            return UUID(self.given.get(name, ""))
        except ValueError as error:
            raise NotFound("no_such_subject", NO_SUCH) from error

    def named(self, among: Iterable[One]) -> One | None:
        """Return the one that the address names as its subject; a wrong address is refused by the act itself."""
        subject = self.given.get("subject")
        return next((one for one in among if str(getattr(one, "uuid", "")) == subject), None)


Run = Callable[[Asked, dict[str, Any]], None]
MakeForm = Callable[[Asked, Mapping[str, Any] | None, Mapping[str, Any] | None], ActForm]
Beside = Callable[[Asked], dict[str, Any]]


def _nothing(_asked: Asked) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that can be done: its form, what it runs, and the words around it.

    Attributes
    ----------
    lead : one sentence that says what will happen; it stands above the form.
    part : where on the journey's page the reader is taken afterwards; goes_to : the name of another page instead.
    is_signed : a row of the ledger is signed; a mere word to somebody isn't.
    beside : more that the page shows beside the form. template : a template of its own, if it has one.
    """

    verb: str
    title: Label
    button: Label
    done: Label
    form: MakeForm
    run: Run
    lead: Label = ""
    part: str = ""
    goes_to: str = ""
    is_danger: bool = False
    is_signed: bool = True
    beside: Beside = _nothing
    template: str = "journeys/act.html"
    has_files: bool = False


def plain(form: type[ActForm]) -> MakeForm:
    """Return the maker of a form that needs nothing but what was typed."""

    def make(asked: Asked, data: Mapping[str, Any] | None, files: Mapping[str, Any] | None) -> ActForm:
        return form(data, files)

    return make


def fitted(form: Callable[[Asked, Mapping[str, Any] | None], ActForm]) -> MakeForm:
    """Return the maker of a form that is fitted to what it is about and to who asks."""

    def make(asked: Asked, data: Mapping[str, Any] | None, files: Mapping[str, Any] | None) -> ActForm:
        return form(asked, data)

    return make


def choices(words: Mapping[str, Text]) -> list[tuple[str, str]]:
    """Return words as choices of a field, in the language of the page."""
    return [(key, text.in_language(language())) for key, text in words.items()]


def shown_digest(*parts: object) -> str:
    """Return the SHA-256 of what was shown to the signer."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()


def reason_field(label: Label, most: int = 500, help_text: Label = "") -> forms.CharField:
    """Return the field of a reason."""
    return forms.CharField(
        label=label, max_length=most, help_text=help_text, widget=forms.Textarea(attrs={"rows": 3})
    )
