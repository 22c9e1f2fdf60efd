"""Forms of the pipeline: a product, a move, planned days, a partner, a measure; filters of the picture."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsunagu.coordination.domain.pipeline.circle import ROLES
from tsunagu.coordination.domain.pipeline.evidence import LONGEST_NOTE, LONGEST_NUMBER
from tsunagu.coordination.domain.pipeline.moves import Move, next_states
from tsunagu.coordination.domain.pipeline.products import (
    LONGEST_SUMMARY,
    LONGEST_TEXT,
    MEASURES,
    SOURCES,
    Card,
)
from tsunagu.coordination.domain.pipeline.stages import (
    PHASES,
    RESTS,
    STAGES,
    TRACKS,
    Track,
    planned_name,
    state_name,
)
from tsunagu.coordination.queries.matching.needs import NeedView
from tsunagu.coordination.queries.pipeline import ProductView
from tsunagu.coordination.services.pipeline.hand_over_lead import LONGEST_WHY as LONGEST_HAND_OVER
from tsunagu.coordination.services.pipeline.note_measure import LONGEST_NOTE as LONGEST_MEASURE_NOTE
from tsunagu.coordination.services.pipeline.record_move import LONGEST_WHY, Evidence, Reached
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.forms import KeyedForm, Label, day_field
from tsunagu.foundation.web.times import language
from tsunagu.members.domain.vocabulary import AREAS, CELL_TYPES, SETTINGS

Choices = list[tuple[str, str]]
NOT_CHOSEN = ""
PROMPT = _("Please choose")


def named(words: Mapping[str, Text]) -> Choices:
    """Return words as choices in the language of the page."""
    return [(key, text.in_language(language())) for key, text in words.items()]


def choice(
    label: Label, words: Mapping[str, Text], *, empty: Label = "", help_text: Label = ""
) -> forms.ChoiceField:
    """Return a field that chooses among words, none of them beforehand; ``empty`` names none where that is allowed."""
    return forms.ChoiceField(
        label=label,
        choices=[(NOT_CHOSEN, empty or PROMPT), *named(words)],
        required=not empty,
        help_text=help_text,
    )


def area(longest: int, label: Label, rows: int = 3, help_text: Label = "") -> forms.CharField:
    """Return a field for a longer text that may stay empty."""
    return forms.CharField(
        label=label, required=False, max_length=longest, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class CardForm(KeyedForm):
    """What is said of a product beside its stages."""

    name_ja = forms.CharField(label=_("Name of the product (Japanese)"), max_length=120)
    name_en = forms.CharField(
        label=_("Name of the product (English)"),
        max_length=120,
        required=False,
        help_text=_("Empty: the Japanese name."),
    )
    indication_ja = forms.CharField(label=_("Indication (Japanese)"), max_length=LONGEST_TEXT)
    indication_en = forms.CharField(label=_("Indication (English)"), max_length=LONGEST_TEXT, required=False)
    is_gene_modified = forms.BooleanField(label=_("Genes are modified"), required=False)
    summary = area(LONGEST_SUMMARY, _("Outline"), 4)
    is_open = forms.BooleanField(
        label=_("Open to all members"),
        required=False,
        help_text=_(
            "Every member then sees this card, the stages with their days, the lead and the partners who accepted,"
            " and public figures count it."
            " Evidence, planned days, funding and measures stay with the parties and the coordinator."
        ),
    )
    need = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, routes: Sequence[tuple[str, Text]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = self.fields
        fields["cell_type"] = choice(_("Cell type"), CELL_TYPES)
        fields["source"] = choice(_("Source of the cells"), SOURCES)
        fields["setting"] = choice(_("Setting aimed at"), SETTINGS, empty=_("Not decided yet"))
        fields["route"] = choice(
            _("Therapy in this system"), dict(routes), empty=_("None yet"),
            help_text=_("If its route is registered already."),
        )  # fmt: skip
        self.order_fields([
            "key", "need", "name_ja", "name_en", "indication_ja", "indication_en", "cell_type", "source",
            "is_gene_modified", "setting", "route", "summary", "is_open",
        ])  # fmt: skip

    def card(self) -> Card:
        """Return what was typed."""
        said = self.cleaned_data
        return Card(
            name=Text(said["name_ja"], said["name_en"]), cell_type=said["cell_type"], source=said["source"],
            is_gene_modified=said["is_gene_modified"], indication=Text(said["indication_ja"], said["indication_en"]),
            setting=said["setting"], route=said["route"], summary=said["summary"], is_open=said["is_open"],
            need=said["need"],
        )  # fmt: skip


def card_from(need: NeedView) -> dict[str, Any]:
    """Return what a need says already as the form of a new product begins with it."""
    content = need.content
    return {
        "need": need.uuid, "name_ja": content.title.ja[:120], "name_en": content.title.en[:120],
        "cell_type": content.words.cell_type if content.words.cell_type in CELL_TYPES else "",
        "setting": content.words.setting if content.words.setting in SETTINGS else "",
        "summary": need.text.in_language(language())[:LONGEST_SUMMARY], "lead": str(need.member_uuid),
    }  # fmt: skip


def card_of(view: ProductView) -> dict[str, Any]:
    """Return a product's card as a form begins with it."""
    return {
        "name_ja": view.name.ja, "name_en": view.name.en, "indication_ja": view.indication.ja,
        "indication_en": view.indication.en, "cell_type": view.cell_type, "source": view.source,
        "is_gene_modified": view.is_gene_modified, "setting": view.setting, "route": view.route,
        "summary": view.summary, "is_open": view.is_open, "need": view.need,
    }  # fmt: skip


class MoveFields(KeyedForm):
    """What was reached when, and by what it is evidenced."""

    on = day_field(_("Reached on"), required=True)
    until = day_field(_("Last day of a conditional approval"))
    number = forms.CharField(
        label=_("Number of the evidence"),
        max_length=LONGEST_NUMBER,
        required=False,
        help_text=_(
            "jRCT number, number of the provision plan, approval number. An unusual one is kept, with a hint."
        ),
    )
    note = area(
        LONGEST_NOTE, _("Evidence, result or reason"),
        help_text=_("Needed where it is paused, stopped or ended. Don't type names of patients."),
    )  # fmt: skip

    def add_choices(self, groups: list[tuple[str, Choices]]) -> None:
        """Add the stages to choose from and the phases of a trial."""
        self.fields["state"] = forms.ChoiceField(
            label=_("Stage reached"), choices=[(NOT_CHOSEN, PROMPT), *groups]
        )
        self.fields["phase"] = choice(_("Phase of a trial"), PHASES, empty=_("Not a trial"))

    def reached(self) -> Reached:
        """Return what was reached."""
        said = self.cleaned_data
        track, _dash, state = said["state"].partition("/")
        return Reached(_track(track), state, said["on"], said["phase"], said["until"])

    def evidence(self) -> Evidence:
        """Return by what it is evidenced."""
        return Evidence(self.cleaned_data["number"], self.cleaned_data["note"])


MOVE_FIELDS = ["state", "phase", "on", "until", "number", "note"]


class ProductForm(CardForm, MoveFields):
    """A product with the stage that it is in; the coordinator says for which member."""

    def __init__(self, leads: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_choices(
            _grouped(
                [(stage.track, stage.key) for stage in STAGES.values() if stage.key != "conditional_filed"]
            )
        )
        order = list(self.fields)
        if leads:
            self.fields["lead"] = forms.ChoiceField(
                label=_("Lead member"), choices=[(NOT_CHOSEN, PROMPT), *leads]
            )
            order.insert(2, "lead")
        self.order_fields([*(name for name in order if name not in MOVE_FIELDS), *MOVE_FIELDS])


class MoveForm(MoveFields):
    """The next move of a product, or an earlier one that was left out."""

    def __init__(self, moves: Sequence[Move], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        following = next_states(moves)
        others = [
            (stage.track, stage.key) for stage in STAGES.values() if (stage.track, stage.key) not in following
        ]
        groups = _grouped(following)
        if others:
            groups.append((gettext("Earlier stages left out so far"), _choices(others)))
        self.add_choices(groups)
        self.order_fields(["key", *MOVE_FIELDS])


def _grouped(states: Sequence[tuple[Track, str]]) -> list[tuple[str, Choices]]:
    tracks = dict.fromkeys(track for track, _state in states)
    return [
        (TRACKS[track].in_language(language()), _choices([one for one in states if one[0] == track]))
        for track in tracks
    ]


def _choices(states: Sequence[tuple[Track, str]]) -> Choices:
    return [(f"{track}/{state}", _choice_name(track, state)) for track, state in states]


def _choice_name(track: Track, state: str) -> str:
    name = state_name(state)
    if state in RESTS:
        short = {"base": Text("研究開発", "R&D"), "safety_act": Text("臨床研究・治療", "Research, treatment"),
                 "pmd_act": Text("治験・承認", "Trial, approval")}[track]  # fmt: skip
        name = Text(f"{short.ja}の{name.ja}", f"{short.en}: {name.en.lower()}")
    return name.in_language(language())


def _track(key: str) -> Track:
    return next((track for track in TRACKS if track == key), "base")


class PlanForm(KeyedForm):
    """When each stage that isn't reached yet is expected."""

    def __init__(self, stages: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for stage in stages:
            self.fields[f"plan_{stage}"] = day_field(planned_name(stage).in_language(language()))

    def planned(self) -> dict[str, Any]:
        """Return the day of each stage, None for one without."""
        return {name.removeprefix("plan_"): day for name, day in self.cleaned_data.items() if name != "key"}


class PartnerForm(KeyedForm):
    """A member invited to take part, in which role, from when until when."""

    first = day_field(_("Takes part from"), required=True)
    last = day_field(_("Takes part until (if known)"))

    def __init__(self, members: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"] = forms.ChoiceField(
            label=_("Member to invite"), choices=[(NOT_CHOSEN, PROMPT), *members]
        )
        self.fields["role"] = choice(_("Role in the product"), ROLES)
        self.order_fields(["key", "partner", "role", "first", "last"])

    def member(self) -> UUID:
        """Return the member chosen."""
        return UUID(self.cleaned_data["partner"])


class MeasureForm(KeyedForm):
    """A special-zone measure that a product uses."""

    note = area(LONGEST_MEASURE_NOTE, _("What is used and what for"))
    first = day_field(_("Used from"), required=True)
    last = day_field(_("Used until (if known)"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = choice(_("Kind of measure"), MEASURES)
        self.order_fields(["key", "kind", "note", "first", "last"])


class WithdrawForm(KeyedForm):
    """Why an entry is withdrawn."""

    why = forms.CharField(
        label=_("Why it is withdrawn"), max_length=LONGEST_WHY, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The entry stays in the history, struck out, with this reason."),
    )  # fmt: skip


class LeadForm(KeyedForm):
    """To which partner the lead is handed over, why, and in which role the lead of today stays."""

    why = forms.CharField(
        label=_("Why the lead changes"),
        max_length=LONGEST_HAND_OVER,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, takers: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taker"] = forms.ChoiceField(
            label=_("Member that takes over"), choices=[(NOT_CHOSEN, PROMPT), *takers],
            help_text="" if takers else _("Nobody takes part yet: invite a partner first."),
        )  # fmt: skip
        self.fields["stays_as"] = choice(
            _("The lead of today stays as"), ROLES, empty=_("It no longer takes part")
        )
        self.order_fields(["key", "taker", "why", "stays_as"])


class EndForm(KeyedForm):
    """When and why the development of a product is ended."""

    on = day_field(_("Stopped on"), required=True)
    note = forms.CharField(
        label=_("Why the development ends"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Read by the parties and the coordinator. Don't type names of patients."),
    )  # fmt: skip


class PipelineFilter(forms.Form):
    """What to look at; what can't be chosen is left aside, for a filter never fails."""

    def __init__(self, leads: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["cell_type"] = choice(_("Cell type"), CELL_TYPES, empty=_("All of them"))
        self.fields["lead"] = forms.ChoiceField(
            label=_("Lead member"), choices=[("", _("All of them")), *leads], required=False
        )
        self.fields["area"] = choice(_("Area of the lead"), AREAS, empty=_("All of them"))

    def chosen(self) -> dict[str, str]:
        """Return the filters that make sense."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "") for name in ("cell_type", "lead", "area")}
