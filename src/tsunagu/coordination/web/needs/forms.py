"""Forms of needs: what is posted, why it is closed, whom to introduce, an answer, filters."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from tsunagu.coordination.domain.matching import introductions, needs
from tsunagu.coordination.domain.matching.needs import Content, Words
from tsunagu.coordination.queries.matching.needs import NeedView
from tsunagu.coordination.web.choices import capabilities, stages, words
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.forms import KeyedForm, day_field
from tsunagu.members.domain.vocabulary import AREAS, BANDS, CELL_TYPES, SETTINGS


class NeedForm(KeyedForm):
    """A need, an offer or an idea; texts in one language or both."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of posting"), widget=forms.RadioSelect)
    title_ja = forms.CharField(
        label=gettext_lazy("Title (Japanese)"), max_length=needs.LONGEST_TITLE, required=False,
        help_text=gettext_lazy("Title and text in Japanese or English; both are welcome."),
    )  # fmt: skip
    text_ja = forms.CharField(
        label=gettext_lazy("Text (Japanese)"), max_length=needs.LONGEST_TEXT, required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("No patient's name or other personal details."),
    )  # fmt: skip
    title_en = forms.CharField(
        label=gettext_lazy("Title (English)"), max_length=needs.LONGEST_TITLE, required=False
    )
    text_en = forms.CharField(
        label=gettext_lazy("Text (English)"), max_length=needs.LONGEST_TEXT, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), required=False)
    capability = forms.ChoiceField(label=gettext_lazy("Capability"), required=False)
    cell_type = forms.ChoiceField(label=gettext_lazy("Cell type"), required=False)
    setting = forms.ChoiceField(label=gettext_lazy("Legal setting"), required=False)
    band = forms.ChoiceField(label=gettext_lazy("Temperature band"), required=False)
    area = forms.ChoiceField(label=gettext_lazy("Wished area"), required=False)
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who reads it"), widget=forms.RadioSelect, initial="open"
    )
    lasts_from = day_field(gettext_lazy("Answers from"), required=True)
    lasts_until = day_field(gettext_lazy("Answers until (optional)"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=100_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        any_word = gettext("Any")
        for name, found in (
            ("kind", words(needs.KINDS)), ("stage", stages(any_word)), ("capability", capabilities()),
            ("cell_type", words(CELL_TYPES, any_word)), ("setting", words(SETTINGS, any_word)),
            ("band", words(BANDS, any_word)), ("area", words(AREAS, any_word)), ("visibility", _visibilities()),
        ):  # fmt: skip
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
            field.choices = found

    def content(self) -> Content:
        """Return what was filled in."""
        said = self.cleaned_data
        named = {name: said[name] for name in ("stage", "capability", "cell_type", "setting", "band", "area")}
        return Content(
            kind=said["kind"],
            title=Text(said["title_ja"], said["title_en"]),
            text=Text(said["text_ja"], said["text_en"]),
            words=Words(**named),
            is_open=said["visibility"] == "open",
            lasts_from=said["lasts_from"],
            lasts_until=said["lasts_until"],
        )


def _visibilities() -> list[tuple[str, str]]:
    return [
        ("open", gettext("All members of the network")),
        ("confidential", gettext("Only the coordinator, and members introduced with our consent")),
    ]


def initial_of(need: NeedView) -> dict[str, Any]:
    """Return what the form shows of a need."""
    content = need.content
    named = {name: getattr(content.words, name) for name in Words.__dataclass_fields__}
    return named | {
        "kind": content.kind, "title_ja": content.title.ja, "title_en": content.title.en,
        "text_ja": content.text.ja, "text_en": content.text.en, "lasts_from": content.lasts_from,
        "lasts_until": content.lasts_until, "version": need.version,
        "visibility": "open" if content.is_open else "confidential",
    }  # fmt: skip


def first_initial(today: date) -> dict[str, Any]:
    """Return what an empty form begins with."""
    return {"kind": "need", "visibility": "open", "lasts_from": today}


class CloseForm(forms.Form):
    """Why it is closed."""

    reason = forms.ChoiceField(label=gettext_lazy("Why it is closed"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        self.use_required_attribute = False
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = words(needs.REASONS)


class AnswerForm(forms.Form):
    """A word that goes along with an introduction or an answer."""

    note = forms.CharField(
        label=gettext_lazy("A word to go along (optional)"), required=False,
        max_length=introductions.LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))


class IntroduceForm(AnswerForm):
    """Whom to introduce."""

    invited = forms.UUIDField(widget=forms.HiddenInput)


class Filter(forms.Form):
    """What to look for; what can't be chosen is left aside."""

    q = forms.CharField(label=gettext_lazy("Words or member"), max_length=100, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of posting"), required=False)
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        for name, found in (("kind", words(needs.KINDS, gettext("All"))), ("stage", stages(gettext("All")))):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
            field.choices = found

    def chosen(self) -> dict[str, str]:
        """Return the filters that make sense, all as text."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "") for name in ("q", "kind", "stage")}
