"""Forms of plans: a problem file, a synthetic network, and what to change to see what it would bring."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.foundation.web.forms import KeyedForm
from tsunagu.foundation.web.times import language
from tsunagu.planning.domain.generated import SIZES
from tsunagu.planning.domain.runs.efforts import EFFORT_NAMES
from tsunagu.planning.domain.runs.what_if import Question
from tsunagu.planning.services.start_run import LONGEST_TITLE

MOST_SEED = 999_999


class _Asking(KeyedForm):
    """What both ways to a plan ask: how hard to try."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(key, name.in_language(language())) for key, name in EFFORT_NAMES.items()]
        self.fields["effort"] = forms.ChoiceField(label=_("Effort"), choices=names, initial="thorough")


class FileForm(_Asking):
    """A problem file, with the name under which the plan is found again."""

    file = forms.FileField(
        label=_("Problem file"),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.yaml,.yml"}),
        help_text=_("JSON (20 MB at most) or YAML (1 MB at most)."),
    )
    title = forms.CharField(
        label=_("Name of the plan"),
        max_length=LONGEST_TITLE,
        required=False,
        help_text=_("Empty: as the file says."),
    )
    field_order = ["key", "file", "title", "effort"]


class SyntheticForm(_Asking):
    """An invented network of a size; the same seed gives the same network."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="made", **kwargs)
        sizes = [
            (str(key), _("%(journeys)s patients, %(sites)s sites, %(suites)s suites") % vars_of(size))
            for key, size in SIZES.items()
        ]
        self.fields["size"] = forms.ChoiceField(label=_("Size"), choices=sizes, initial="50")
        self.fields["seed"] = forms.IntegerField(
            label=_("Seed"),
            min_value=0,
            max_value=MOST_SEED,
            initial=1,
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "num"}),
            help_text=_("The same seed gives the same network."),
        )
        self.order_fields(["key", "size", "seed", "effort"])


class OpenForm(_Asking):
    """The requests that are open, planned together."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="open", **kwargs)


def vars_of(size: Any) -> dict[str, int]:
    """Return what a size is called by."""
    return {"journeys": size.journeys, "sites": size.sites, "suites": size.suites}


def next_monday(today: date) -> date:
    """Return the Monday after today: an invented network begins on it."""
    return today + timedelta(days=7 - today.weekday())


class WhatIfForm(forms.Form):
    """Which changes to try: one unit more or a closure of some resources, or more patients."""

    def __init__(self, resources: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        kwargs |= {"label_suffix": "", "use_required_attribute": False}
        super().__init__(*args, **kwargs)
        for name, label in (("one_more", _("One more unit")), ("closed", _("Closed throughout"))):
            self.fields[name] = forms.MultipleChoiceField(
                label=label,
                choices=resources,
                required=False,
                widget=forms.SelectMultiple(attrs={"size": min(8, max(3, len(resources)))}),
            )
        self.fields["demand"] = forms.BooleanField(label=_("20% more patients"), required=False)

    def questions(self) -> list[Question]:
        """Return what was chosen."""
        said = self.cleaned_data
        found = [Question("one_more", key) for key in said["one_more"]]
        found += [Question("closed", key) for key in said["closed"]]
        return [*found, Question("demand")] if said["demand"] else found
