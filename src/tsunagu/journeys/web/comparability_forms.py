"""The forms of a comparability study: its plan with a line for each characteristic, lots, values, a reason."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.evaluation.domain.comparability import (
    DESIGNS,
    MOST_LEAST,
    Acceptance,
    Criterion,
    Design,
    Scale,
    StudyPlan,
)
from tsunagu.evaluation.domain.numbers import parse_number
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.forms import KeyedForm
from tsunagu.foundation.web.times import language
from tsunagu.journeys.queries.comparability import Measurable, Product

USES: Mapping[str, tuple[Acceptance, Scale, Text]] = {
    "difference": (
        "equivalence",
        "plain",
        Text("同等性：差（TOST）", "Equivalence of the difference (TOST)"),
    ),
    "ratio": ("equivalence", "log", Text("同等性：比（TOST）", "Equivalence of the ratio (TOST)")),
    "range": ("quality_range", "plain", Text("品質範囲：平均 ± k·SD", "Quality range: mean ± k·SD")),
    "range_log": ("quality_range", "log", Text("品質範囲（対数）", "Quality range of logarithms")),
    "informative": ("informative", "plain", Text("参考（差）", "For information (difference)")),
    "informative_log": ("informative", "log", Text("参考（比）", "For information (ratio)")),
}
NUMBERS = ("lower", "upper", "factor", "share", "sd")


class PlanForm(KeyedForm):
    """A study's plan: what changed, the design, and for each characteristic of the product how it is judged."""

    def __init__(
        self,
        product: Product,
        known: Mapping[str, Measurable],
        data: Mapping[str, Any] | None = None,
        before: StudyPlan | None = None,
    ) -> None:
        super().__init__(data, initial=None if before is None else _initial(before))
        self.product, self.known, self.before = product, known, before
        lang = language()
        if before is None:
            makers = [(str(uuid), name.in_language(lang)) for uuid, name in product.manufacturers.items()]
            self.fields["manufacturer"] = forms.ChoiceField(label=_("Manufacturer"), choices=makers)
        self.fields |= _about(lang)
        if before is None:
            self.fields["lots"] = _lots(_("Lots"))
            self.fields["is_synthetic"] = forms.BooleanField(
                label=_("Synthetic data (practice)"), required=False
            )
        else:
            self.fields["reason"] = _reason(_("Why the plan changes"))
        for key in known:
            self.fields |= _line(key, lang)

    @property
    def head(self) -> list[forms.BoundField]:
        """The fields before the characteristics."""
        after = ("key", "reason", "lots", "is_synthetic")
        return [self[name] for name in self.fields if "__" not in name and name not in after]

    @property
    def tail(self) -> list[forms.BoundField]:
        """The fields after the characteristics."""
        return [self[name] for name in ("lots", "is_synthetic", "reason") if name in self.fields]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """A group of fields for each characteristic; those in use, or with an error, are unfolded."""
        found = []
        for key, one in self.known.items():
            fields = [self[f"{key}__{name}"] for name in ("use", *NUMBERS, "supports")]
            in_use = bool(self[f"{key}__use"].value())
            found.append(
                {
                    "name": one.characteristic.name,
                    "unit": shown_unit(one.characteristic.unit),
                    "fields": fields,
                    "is_open": in_use or any(field.errors for field in fields),
                    "in_use": in_use,
                }
            )
        return found

    def plan(self) -> StudyPlan:
        """Return what was planned; a number that can't be read is refused at its field."""
        said = self.cleaned_data
        keys = self.product.keys if self.before is None else self.before.therapies
        return StudyPlan(
            title=said["title"],
            therapies=keys,
            changed=said["changed"],
            before=said["before"],
            after=said["after"],
            design=cast(Design, said["design"]),
            least_before=said["least_before"],
            least_after=said["least_after"],
            criteria=tuple(self._criterion(key) for key in self.known if said[f"{key}__use"]),
            is_synthetic=bool(said.get("is_synthetic", False)),
        )

    def manufacturer(self) -> UUID:
        """Return who makes the lots."""
        return UUID(self.cleaned_data["manufacturer"])

    def _criterion(self, key: str) -> Criterion:
        said, one = self.cleaned_data, self.known[key].characteristic
        acceptance, scale, _name = USES[said[f"{key}__use"]]
        numbers = {name: _number(said[f"{key}__{name}"], f"{key}__{name}") for name in NUMBERS}
        if scale == "log" and numbers["sd"] is not None:
            numbers["sd"] /= 100
        if numbers["share"] is not None:
            numbers["share"] /= 100
        wanted = {"equivalence": ("lower", "upper", "sd"), "quality_range": ("factor", "share")}
        kept = {name: numbers[name] for name in wanted.get(acceptance, ())}
        is_primary = not said[f"{key}__supports"] and acceptance != "informative"
        return Criterion(key, one.name, one.unit, scale, acceptance, **kept, is_primary=is_primary)


class LotsForm(KeyedForm):
    """Lots to be added, one a line."""

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["lots"] = _lots(_("Lots to add"))


class ValuesForm(KeyedForm):
    """A table of values as it is pasted, and where it comes from; ``shown`` is the hash of the table previewed."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(
        self, data: Mapping[str, Any] | None = None, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["values"] = forms.CharField(
            label=_("Table of values"), max_length=40_000, strip=False,
            help_text=_("Paste from a spreadsheet: the first line names the columns, then a line for each lot."),
            widget=forms.Textarea(attrs={"rows": 9, "class": "num", "spellcheck": "false"}),
        )  # fmt: skip
        self.fields["source"] = forms.CharField(
            label=_("Source document"), max_length=120,
            help_text=_("For example the number of a batch record or a test report."),
        )  # fmt: skip
        self.fields["reason"] = _reason(_("Why values are replaced"), required=False)


def _about(lang: str) -> dict[str, forms.Field]:
    designs = [(key, text.in_language(lang)) for key, text in DESIGNS.items()]
    return {
        "title": forms.CharField(label=_("Title of the study"), max_length=120),
        "changed": forms.CharField(
            label=_("What changed"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
        ),
        "before": forms.CharField(label=_("Site and process version before"), max_length=200),
        "after": forms.CharField(label=_("Site and process version after"), max_length=200),
        "design": forms.ChoiceField(label=_("Design"), choices=designs),
        "least_before": _count(_("Fewest lots before the change")),
        "least_after": _count(_("Fewest lots after the change")),
    }


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, initial=6, min_value=2, max_value=MOST_LEAST)


def _line(key: str, lang: str) -> dict[str, forms.Field]:
    uses = [("", _("Not in this study")), *((use, one[2].in_language(lang)) for use, one in USES.items())]

    def typed(label: Any, help_text: Any = "", initial: str = "") -> forms.CharField:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "num"})
        return forms.CharField(
            label=label, max_length=60, required=False, widget=widget, help_text=help_text, initial=initial
        )

    return {
        f"{key}__use": forms.ChoiceField(label=_("How it is judged"), choices=uses, required=False),
        f"{key}__lower": typed(_("Lower margin"), _("Difference in the unit (−5), or ratio (0.80)")),
        f"{key}__upper": typed(_("Upper margin"), _("Difference in the unit (5), or ratio (1.25)")),
        f"{key}__sd": typed(_("Expected spread"), _("For the power: SD in the unit; for a ratio, CV in %")),
        f"{key}__factor": typed(_("k of the quality range"), initial="3"),
        f"{key}__share": typed(_("Lots needed within the range (%)"), initial="90"),
        f"{key}__supports": forms.BooleanField(label=_("Supporting: doesn't decide"), required=False),
    }


def _initial(plan: StudyPlan) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: getattr(plan, name)
        for name in ("title", "changed", "before", "after", "design", "least_before", "least_after")
    }
    for one in plan.criteria:
        use = next(
            key for key, (how, scale, _name) in USES.items() if (how, scale) == (one.acceptance, one.scale)
        )
        found[f"{one.key}__use"] = use
        found[f"{one.key}__supports"] = not one.is_primary and one.acceptance != "informative"
        shown = {"lower": one.lower, "upper": one.upper, "factor": one.factor}
        shown["share"] = None if one.share is None else one.share * 100
        shown["sd"] = one.sd * 100 if one.sd is not None and one.scale == "log" else one.sd
        for name, value in shown.items():
            if value is not None:
                found[f"{one.key}__{name}"] = f"{value.normalize():f}"
    return found


def _number(typed: str, field: str) -> Decimal | None:
    if not typed.strip():
        return None
    read = parse_number(typed, field)
    if read.comparator or read.rest:
        raise BadInput(field, Text("数値だけを入力してください。", "Type a number only."), field)
    return read.number


def _lots(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=20_000,
        help_text=_("One a line: before or after, lot number, donor. For example: after, M26-00031, D1"),
        widget=forms.Textarea(attrs={"rows": 6, "class": "num", "spellcheck": "false"}),
    )  # fmt: skip


def _reason(label: Any, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=500, required=required, widget=forms.Textarea(attrs={"rows": 2})
    )
