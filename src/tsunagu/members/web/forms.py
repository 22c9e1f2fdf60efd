"""The filters of the directory."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy

from tsunagu.foundation.text import Text
from tsunagu.members.domain.stages import STAGES
from tsunagu.members.domain.vocabulary import AREAS


class DirectoryFilter(forms.Form):
    """What to look for; what can't be chosen is left aside, for a filter never fails."""

    q = forms.CharField(label=gettext_lazy("Name, place or capability"), max_length=100, required=False)
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), required=False)
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = {key: stage.name for key, stage in STAGES.items()}
        for field, words in (("stage", stages), ("area", AREAS)):
            choice = self.fields[field]
            assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - declared so above
            choice.choices = [("", gettext_lazy("All")), *_choices(words)]

    def chosen(self) -> dict[str, str]:
        """Return the filters that make sense, all as text."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "") for name in ("q", "stage", "area")}


def _choices(words: dict[str, Text]) -> list[tuple[str, str]]:
    language = get_language() or "ja"
    return [(key, name.in_language(language)) for key, name in words.items()]
