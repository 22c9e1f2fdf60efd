"""What the one act asks for: a judgement, a position, results; and what is at hand with the scanned item."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from tsunagu.custody.domain.states import LABELS
from tsunagu.evaluation.domain.shown import limits_text
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.evaluation.domain.words import NAMES
from tsunagu.foundation.web.times import language
from tsunagu.journeys.services.carry_out import Handed
from tsunagu.journeys.services.facts.needs import LINE_ACTIONS, is_line_cleared
from tsunagu.journeys.services.next_action import Found
from tsunagu.journeys.services.work.testing import entered_keys
from tsunagu.therapies.domain.route import Characteristic

JUDGEMENTS = ("accepted", "accepted_with_reservation", "refused")
WORDS_OF = {
    "negative": ("negative", "positive"),
    "not_detected": ("not_detected", "detected"),
    "positive": ("positive", "negative"),
    "conforming": ("conforming", "nonconforming"),
    "normal": ("normal", "abnormal"),
}
LISTED = 24
MOST_CELLS = 1e13


class ActForm(forms.Form):
    """The fields of the one act, made for the item that was scanned."""

    def __init__(self, found: Found, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, label_suffix="")
        self.found = found
        self.use_required_attribute = False
        if found.together and not found.is_bedside:
            self._add_together()
        step = found.at_hand.step if found.at_hand else None
        is_last = found.act.kind == "perform" and step is not None and not found.is_bedside
        if found.act.kind == "judge" or (is_last and step is not None and step.action == "accept"):
            self._add_judgement()
        if is_last and step is not None:
            self._add_of_step(step.action)
        if found.act.kind in ("start", "check", "perform"):
            self._add_line_clearance()

    def _add_together(self) -> None:
        others = self.found.together
        if len(others) > LISTED:
            label = _("The other %(count)s items are all here too") % {"count": len(others)}
            self.fields["all"] = forms.BooleanField(label=label, required=False)
            return
        self.fields["others"] = forms.MultipleChoiceField(
            label=_("Also at hand (tick what you see)"),
            choices=[(str(one.uuid), one.label) for one in others],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def _add_line_clearance(self) -> None:
        at_hand = self.found.at_hand
        if at_hand and at_hand.step.action in LINE_ACTIONS and not is_line_cleared(at_hand.row):
            self.fields["line_clearance"] = forms.BooleanField(
                label=_("Line clearance and cleaning are recorded"), required=False
            )

    def _add_judgement(self) -> None:
        self.fields["judgement"] = forms.ChoiceField(
            label=_("Acceptance"),
            choices=[(key, LABELS[key].in_language(language())) for key in JUDGEMENTS],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose the judgement of acceptance.")},
        )
        self.fields["reason"] = forms.CharField(
            label=_("Reason"),
            required=False,
            max_length=500,
            help_text=_("Needed for a reservation or a refusal."),
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def _add_of_step(self, action: str) -> None:
        at_hand = self.found.at_hand
        if at_hand is None:
            return
        route, step = at_hand.running.route, at_hand.step
        if action == "store":
            self.fields["position"] = forms.CharField(label=_("Storage position"), max_length=60)
        for flow in step.outputs:
            product = route.product(flow.product)
            if product.cells is not None:
                self.fields[f"output_{product.key}"] = forms.FloatField(
                    label=product.name.in_language(language()),
                    initial=product.cells,
                    min_value=0,
                    max_value=MOST_CELLS,
                    help_text=_("Cells in one container"),
                    widget=forms.TextInput(attrs={"inputmode": "decimal"}),
                )
        if step.panel is not None:
            row = at_hand.running.rows[step.key]
            known = entered_keys(at_hand.running.chain, step.key, row.attempt)
            for one in route.panel(step.panel).characteristics:
                if one.key not in known:
                    self.fields[f"value_{one.key}"] = _value_field(one)

    def handed(self) -> Handed:
        """Return what was filled in; call it after ``is_valid``."""
        data = self.cleaned_data
        others = [UUID(one) for one in data.get("others", [])]
        if data.get("all"):
            others = [one.uuid for one in self.found.together]
        reason = data.get("reason", "")
        return Handed(
            kind=self.found.act.kind,
            step=self.found.act.step.key if self.found.at_hand and self.found.act.step else "",
            others=tuple(others),
            judgement=data.get("judgement", ""),
            reason=reason,
            note=reason,
            position=data.get("position", ""),
            line_clearance=bool(data.get("line_clearance")),
            values=_named(data, "value_"),
            outputs={key: float(value) for key, value in _named(data, "output_").items()},
        )


def _named(data: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {
        key.removeprefix(prefix): value
        for key, value in data.items()
        if key.startswith(prefix) and value not in (None, "")
    }


def _value_field(one: Characteristic) -> forms.Field:
    lang = language()
    label, unit = one.name.in_language(lang), shown_unit(one.unit).in_language(lang)
    limits = _("Specification: %(limits)s") % {"limits": limits_text(one).in_language(lang)}
    if one.expected in WORDS_OF:
        words = [(key, NAMES[key].in_language(lang)) for key in WORDS_OF[one.expected]]
        return forms.ChoiceField(
            label=label, required=False, choices=[("", _("Not read yet")), *words], help_text=limits
        )
    return forms.CharField(
        label=f"{label}（{unit}）" if unit and lang == "ja" else f"{label} ({unit})" if unit else label,
        required=False,
        max_length=60,
        help_text=limits,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
