"""Forms of fair allocation: a policy, a round, what a hospital states, an override."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.forms import KeyedForm, Label, day_field
from tsunagu.foundation.web.times import language
from tsunagu.planning.domain.fairness.grades import DEFAULT, grades_of, grades_text
from tsunagu.planning.domain.fairness.overriding import KINDS, LONGEST_REASON
from tsunagu.planning.domain.fairness.policy import (
    CRITERIA,
    METHODS,
    MOST_FLOOR,
    MOST_WEEKS,
    MOST_WEIGHT,
    SHAPES,
    TIES,
    URGENCIES,
    Grade,
    Policy,
)
from tsunagu.planning.services.fairness.declare_policy import LONGEST_NOTE, LONGEST_TITLE, Declared
from tsunagu.planning.services.fairness.gathering import Period
from tsunagu.planning.services.fairness.override import Wanted
from tsunagu.planning.services.fairness.state_inputs import Stated

NOT_STATED = ""


def number(
    label: Label, most: int, initial: int | None, help_text: Label = "", least: int = 0
) -> forms.IntegerField:
    """Return a field for a whole number; empty is allowed where there is no initial one."""
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, initial=initial, help_text=help_text,
        required=initial is not None, widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "num"}),
    )  # fmt: skip


def choice(label: Label, words: Mapping[Any, Text], initial: str = "") -> forms.ChoiceField:
    """Return a field that chooses among words."""
    named = [(str(key), text.in_language(language())) for key, text in words.items()]
    return forms.ChoiceField(label=label, choices=named, initial=initial)


class PolicyForm(KeyedForm):
    """A policy as the coordinator declares it; a new version begins with the terms of the one before."""

    title = forms.CharField(label=_("Name of the policy"), max_length=LONGEST_TITLE)
    policy_key = forms.SlugField(
        label=_("Key of the policy"),
        max_length=40,
        help_text=_("Letters without accents, digits, hyphens. The same key is the next version."),
    )
    in_force_from = day_field(_("In force from"), required=True)
    full_weeks = number(_("Weeks of waiting that give all points for it"), MOST_WEEKS, 26, least=1)
    full_deficit = number(
        _("Percentage points below the network that give all points for equity"), 100, 30,
        _("By how much fewer of a prefecture's requests got dates in the last half year."), least=1,
    )  # fmt: skip
    floor = number(
        _("Slots that each prefecture gets at least"),
        MOST_FLOOR,
        0,
        _("0: none. As far as it asks for them."),
    )
    guard_weeks = number(
        _("Goes first who has waited longer than the median by (weeks)"),
        MOST_WEEKS,
        None,
        _("Empty: no such rule."),
    )
    grades = forms.CharField(
        label=_("Grades of expected benefit"), required=False, max_length=4000, initial=DEFAULT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line: therapy | grade | points from 0 to 100. * stands for all other therapies."),
    )  # fmt: skip
    consultation = forms.CharField(
        label=_("Consulted with whom and when"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang, fields = language(), self.fields
        for key, name in CRITERIA.items():
            label = _("Weight: %(name)s") % {"name": name.in_language(lang)}
            fields[f"weight_{key}"] = number(label, MOST_WEIGHT, 0, _("0: doesn't count."))
        for urgency, percent in ((1, 0), (2, 50), (4, 100)):
            label = _("Points for “%(name)s” (0 to 100)") % {"name": URGENCIES[urgency].in_language(lang)}
            fields[f"urgency_{urgency}"] = number(label, 100, percent)
        fields["shape"] = choice(_("How points for waiting rise"), SHAPES, "even")
        fields["tie"] = choice(_("What ends a tie"), TIES, "lot")
        fields["method"] = choice(_("How dates follow from the points"), METHODS, "order")
        self.order_fields([
            "key", "title", "policy_key", "in_force_from", *(f"weight_{key}" for key in CRITERIA), "full_weeks",
            "shape", "urgency_1", "urgency_2", "urgency_4", "grades", "full_deficit", "floor", "guard_weeks", "tie",
            "method", "consultation",
        ])  # fmt: skip

    def clean_grades(self) -> tuple[Grade, ...]:
        """Return the grades of the lines."""
        try:
            return grades_of(self.cleaned_data["grades"])
        except BadInput as refused:
            raise forms.ValidationError(refused.reason.in_language(language())) from refused

    def policy(self) -> Policy:
        """Return the terms typed."""
        said = self.cleaned_data
        return Policy(
            key=said["policy_key"], version=0, weights={key: said[f"weight_{key}"] for key in CRITERIA},
            full_weeks=said["full_weeks"], shape=said["shape"],
            urgency={one: said[f"urgency_{one}"] for one in URGENCIES}, grades=said["grades"],
            full_deficit=said["full_deficit"], floor=said["floor"], guard_weeks=said["guard_weeks"], tie=said["tie"],
            method=said["method"],
        )  # fmt: skip

    def declared(self) -> Declared:
        """Return how it is declared."""
        said = self.cleaned_data
        return Declared(said["title"], said["in_force_from"], said["consultation"])


def terms_to_begin_with(title: str, policy: Policy) -> dict[str, Any]:
    """Return the terms of a policy as a form begins with them."""
    return {
        "title": title,
        "policy_key": policy.key,
        **{f"weight_{key}": policy.weights.get(key, 0) for key in CRITERIA},
        **{f"urgency_{one}": percent for one, percent in policy.urgency.items()},
        "full_weeks": policy.full_weeks,
        "shape": policy.shape,
        "grades": grades_text(policy.grades),
        "full_deficit": policy.full_deficit,
        "floor": policy.floor,
        "guard_weeks": policy.guard_weeks,
        "tie": policy.tie,
        "method": policy.method,
    }


class RoundForm(KeyedForm):
    """A period and the policy by which it is allocated."""

    title = forms.CharField(label=_("Name of the round"), max_length=120, required=False)
    first = day_field(_("First day"), required=True)
    last = day_field(_("Last day"), required=True)

    def __init__(self, policies: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["policy"] = forms.ChoiceField(label=_("Policy"), choices=policies)
        self.order_fields(["key", "title", "policy", "first", "last"])

    def period(self) -> Period:
        """Return the days."""
        return Period(self.cleaned_data["first"], self.cleaned_data["last"])


class InputsForm(forms.Form):
    """What a hospital states of one request; every statement is kept with who made it."""

    waiting_since = day_field(_("Waiting since"), required=True)

    def __init__(self, grades: Sequence[Grade], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.use_required_attribute = False
        self.fields["urgency"] = choice(_("Class of urgency"), URGENCIES)
        named = [(NOT_STATED, _("Not stated (counts nothing)")), *((one.name, one.name) for one in grades)]
        self.fields["benefit"] = forms.ChoiceField(label=_("Expected benefit"), choices=named, required=False)

    def stated(self) -> Stated:
        """Return what was typed."""
        said = self.cleaned_data
        return Stated(said["waiting_since"], int(said["urgency"]), said["benefit"])


class OverrideForm(forms.Form):
    """An override that someone asks for: what shall happen, why, until when."""

    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Others judge by it. Don't type names of patients."),
    )  # fmt: skip
    until = day_field(_("Counts until"), required=True)

    def __init__(self, *args: Any, until: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "prefix": "override", **kwargs})
        self.use_required_attribute = False
        self.fields["kind"] = choice(_("What shall happen"), KINDS)
        self.fields["until"].initial = until
        self.order_fields(["kind", "reason", "until"])

    def wanted(self) -> Wanted:
        """Return what was typed."""
        said = self.cleaned_data
        return Wanted(said["kind"], said["reason"], said["until"])
