"""The fields of a calculation: how it is calculated, readings and layout, criteria, circumstances."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from tsunagu.evaluation.domain.assays.kinds import KINDS, MODELS, MODELS_OF, RULES, TRANSFORMS, Rule
from tsunagu.evaluation.domain.assays.typed import LONGEST_BOUND, MOST_TEXT
from tsunagu.foundation.web.times import language
from tsunagu.journeys.web.acts.base import ActForm, choices, reason_field
from tsunagu.journeys.web.acts.laboratory import add_circumstances
from tsunagu.therapies.domain.route import Characteristic

LONGEST_FILE_NAME = 120
WITH_LAYOUT = frozenset({"relative_potency", "standard_curve"})
PLAIN = {"autocomplete": "off", "spellcheck": "false"}
FILES = ".csv,.txt,.tsv,.tab,.xlsx,.xlsm"


def add_fields(
    form: ActForm, one: Characteristic, kinds: Sequence[str], said: Mapping[str, str], now: datetime
) -> None:
    """Add the fields with what was said so far."""
    lang = language()
    how = [
        (f"{kind}:{model}", f"{KINDS[kind].in_language(lang)}　{MODELS[model].in_language(lang)}")
        for kind in kinds
        for model in MODELS_OF[kind]
    ]
    form.fields["how"] = forms.ChoiceField(label=_("How it is calculated"), choices=how)
    form.fields["file"] = _file(
        _("File of the reader"), _("A plate or a table, 1 MB at most. It fills in the readings.")
    )
    form.fields["readings"] = _text(_("Readings"), _readings_help(kinds), 10)
    if WITH_LAYOUT.intersection(kinds):
        _add_layout(form)
    form.fields["excluded"] = _text(
        _("Left out, with the reason"),
        _("One a line: its name and why, as in: B3 bubble in the well"),
        2,
        False,
    )
    factor = _factor(kinds)
    if factor:
        form.fields["factor"] = forms.CharField(label=factor, max_length=LONGEST_BOUND, required=False)
    _add_criteria(form, kinds)
    form.fields["keep_as"] = forms.CharField(
        label=_("Keep layout and criteria under a name"), required=False, max_length=60,
        help_text=_("For the next run of your laboratory; the same name replaces it."),
    )  # fmt: skip
    add_circumstances(form, one.method, now)
    form.fields["reason"] = reason_field(_("Why the run is not valid"))
    form.fields["reason"].required = False
    for name in ("shown", "content", "file_name"):
        form.fields[name] = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    _fill(form, kinds, said)


def _add_criteria(form: ActForm, kinds: Sequence[str]) -> None:
    for rule in _rules(kinds):
        for end in ("low", "high"):
            form.fields[f"{rule.key}_{end}"] = forms.CharField(
                label=_bound_label(rule, end), required=False, max_length=LONGEST_BOUND,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )  # fmt: skip


def _add_layout(form: ActForm) -> None:
    form.fields["layout"] = _text(
        _("Layout of the plate"),
        _("One a line: wells, what they hold, dose or dilution, name, as in: A1:B1 standard 100"), 6, False,
    )  # fmt: skip
    form.fields["layout_file"] = _file(_("File with the layout"), _("If the layout is in a file of its own."))
    form.fields["sample"] = forms.CharField(
        label=_("Sample"), required=False, max_length=60, help_text=_("Only where there are several.")
    )
    form.fields["transform"] = forms.ChoiceField(
        label=_("Transform of the responses"), choices=choices(TRANSFORMS), required=False
    )


def _fill(form: ActForm, kinds: Sequence[str], said: Mapping[str, str]) -> None:
    usual = {f"{rule.key}_{end}": getattr(rule, end) for rule in _rules(kinds) for end in ("low", "high")}
    for name, field in form.fields.items():
        if name in ("key", "file", "layout_file"):
            continue
        if name in said:
            field.initial = said[name]
        elif name in usual and not said.get("readings"):
            field.initial = usual[name]
    if "factor" in form.fields and not said.get("factor"):
        form.fields["factor"].initial = "1"


def bounds_in(said: Mapping[str, Any], kind: str) -> dict[str, tuple[str, str]]:
    """Return the bounds of a kind's criteria as typed."""
    return {
        rule.key: (str(said.get(f"{rule.key}_low", "") or ""), str(said.get(f"{rule.key}_high", "") or ""))
        for rule in RULES.get(kind, ())
    }


def rules_shown(form: ActForm, kinds: Sequence[str]) -> list[dict[str, Any]]:
    """Return the criteria with their two fields, for the table in the form."""
    return [
        {
            "name": rule.name,
            "low": form[f"{rule.key}_low"],
            "high": form[f"{rule.key}_high"],
            "is_required": rule.is_required,
        }
        for rule in _rules(kinds)
    ]


def _rules(kinds: Sequence[str]) -> list[Rule]:
    return [rule for kind in kinds for rule in RULES[kind]]


def _bound_label(rule: Rule, end: str) -> str:
    name = rule.name.in_language(language())
    return (_("%(name)s, at least") if end == "low" else _("%(name)s, at most")) % {"name": name}


def _factor(kinds: Sequence[str]) -> str:
    if "relative_potency" in kinds:
        return _("Potency of the standard")
    return _("Volume of the suspension, mL") if "dilution_count" in kinds else ""


def _readings_help(kinds: Sequence[str]) -> str:
    if "limiting_dilution" in kinds:
        return _("One line for each number of cells: cells per well, wells, positive wells.")
    if "dilution_count" in kinds:
        return _("One line for each sample: dilution fraction, its name, cell concentrations (/mL).")
    return _(
        "A table: standard, sample, control or blank; dose or dilution; responses, parted by blanks or tabs. "
        "Or the plate as the reader writes it."
    )


def _text(label: str, help_text: str, rows: int, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=MOST_TEXT, strip=False,
        widget=forms.Textarea(attrs={"rows": rows, "class": "num", "wrap": "off", **PLAIN}),
    )  # fmt: skip


def _file(label: str, help_text: str) -> forms.FileField:
    return forms.FileField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": FILES}),
    )
