"""The act of importing a file of an instrument: choose it, see what it was understood to say, take over and sign."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.evaluation.domain.files.by_hand import FIELD
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import language
from tsunagu.journeys.services.import_results import Taking, import_results
from tsunagu.journeys.services.looking import LARGEST_FILE, TOO_LARGE, Look, Source, columns_of, look
from tsunagu.journeys.web.acts.base import Act, ActForm, Asked, reason_field
from tsunagu.journeys.web.acts.reading_choices import choice_fields, choices_in, column_fields
from tsunagu.journeys.web.import_shown import look_shown

CARRIED = 2**20
"""A file up to this many bytes goes along in the preview's form; a larger one is chosen again when it is signed."""
NO_FILE = Text("ファイルを選んでください。", "Choose a file.")
UNCLEAR = Text(
    "ファイルの内容を受け取れませんでした。もう一度ファイルを選んでください。",
    "The file did not arrive whole. Choose it again.",
)
LONGEST_NAME = 200


class ImportForm(ActForm):
    """The file; then what of it is taken over, and why something is not."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None, files: Mapping[str, Any] | None) -> None:
        is_signing = bool(data and data.get("digest")) and not (data or {}).get("look")
        super().__init__(data if is_signing else None, files if is_signing else None)
        self.only_looks = data is not None and not is_signing
        self.look: Look | None = None
        self.preview: dict[str, Any] | None = None
        self.source: Source | None = None
        self.asks_columns: dict[str, forms.Field] = {}
        if data is not None:
            try:
                self.source = _source(data, files or {})
                self.look = look(
                    asked.actor, asked.running, asked.given.get("step", ""), self.source, asked.now
                )
            except Refused as refused:
                self.refused, self.only_looks = refused, True
                self.is_bound = False
                self._ask_columns(asked)
        self._add_fields(data or {})

    def _ask_columns(self, asked: Asked) -> None:
        """Ask what each column is where the table can't be understood without being told."""
        if self.source is None or len(self.source.content) > CARRIED:
            return
        try:
            step, _row = asked.step()
            heads, by_hand = columns_of(asked.actor, self.source)
        except Refused:
            return
        panel = asked.running.route.panel(step.panel or "").characteristics
        self.asks_columns = column_fields(heads, by_hand, panel)

    def columns(self) -> list[forms.BoundField]:
        """Return the fields of the columns."""
        return [self[name] for name in self.fields if name.startswith(FIELD)]

    def _add_fields(self, data: Mapping[str, Any]) -> None:
        self.fields["file"] = forms.FileField(
            label=_("File of the instrument"),
            required=False,
            widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.tab,.xlsx,.xlsm,.fcs,.lmd"}),
            help_text=_(
                "CSV, text, Excel or FCS, 10 MB at most. Nothing is recorded before you have seen what was understood. "
                "Don't import files with names of patients."
            ),
        )
        if self.source is None or (self.look is None and not self.asks_columns):
            return
        if self.look is None:
            self._carry(self.source)
            self.fields |= self.asks_columns
            return
        found, source = self.look, self.source
        self.fields["shown"] = forms.CharField(widget=forms.HiddenInput, max_length=64)
        if self._carry(source):
            del self.fields["file"]
        else:
            self.fields["file"].label = _("The same file once more")
            self.fields["file"].help_text = _("It is too large to be carried along: choose it again to sign.")
        self.fields |= choice_fields(found) | column_fields(
            found.columns, found.by_hand, found.characteristics
        )
        self._add_taking(found, data)

    def _carry(self, source: Source) -> bool:
        """Let the file go along in the form where it is small enough."""
        is_carried = len(source.content) <= CARRIED
        for name, value in (
            ("digest", source.sha256),
            ("file_name", source.name),
            ("content", base64.b64encode(source.content).decode() if is_carried else ""),
        ):
            self.fields[name] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=value, strip=False
            )
        return is_carried

    def _add_taking(self, found: Look, data: Mapping[str, Any]) -> None:
        lang = language()
        offered = found.proposal.offered
        self.fields["take"] = forms.MultipleChoiceField(
            label=_("Take over"),
            choices=[(key, one.characteristic.name.in_language(lang)) for key, one in offered.items()],
            initial=list(offered),
            required=False,
        )
        self.fields["reason"] = reason_field(
            _("Why something is left out"),
            help_text=_(
                "Needed where a result out of specification or a row that can't be read is left out; it is recorded."
            ),
        )
        self.fields["reason"].required = False
        getlist = getattr(data, "getlist", None)
        chosen = set(getlist("take")) if self.is_bound and getlist is not None else set(offered)
        self.preview = look_shown(found, chosen)


def _source(data: Mapping[str, Any], files: Mapping[str, Any]) -> Source:
    """Return the file as it was chosen, or as the preview carried it along."""
    file, choices = files.get("file"), choices_in(data)
    if file is not None:
        if file.size > LARGEST_FILE:
            raise BadInput("file_too_large", TOO_LARGE, "file")
        file.seek(0)
        return Source(str(file.name)[-LONGEST_NAME:], file.read(), choices)
    if not data.get("content"):
        raise BadInput("no_file", NO_FILE, "file")
    try:
        content = base64.b64decode(str(data["content"]), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadInput("file_unclear", UNCLEAR, "file") from error
    return Source(str(data.get("file_name", ""))[-LONGEST_NAME:], content, choices)


def _form(asked: Asked, data: Mapping[str, Any] | None, files: Mapping[str, Any] | None) -> ActForm:
    return ImportForm(asked, data, files)


def _import(asked: Asked, cleaned: dict[str, Any]) -> None:
    step, _row = asked.step()
    source = _source(asked.given, asked.files)
    taking = Taking(frozenset(cleaned["take"]), cleaned["digest"], cleaned["reason"], cleaned["shown"])
    import_results(asked.actor, asked.chain, step.key, source, taking, asked.now, cleaned["key"])


def _about(asked: Asked) -> dict[str, Any]:
    step, _row = asked.step()
    return {"about": {"title": step.name, "at": None, "detail": ""}}


IMPORT = Act(
    "import",
    _("Import a file"),
    _("Sign and import"),
    _("The results of the file are recorded."),
    _form,
    _import,
    beside=_about,
    goes_to="laboratory:worklist",
    template="laboratory/import.html",
    has_files=True,
)
