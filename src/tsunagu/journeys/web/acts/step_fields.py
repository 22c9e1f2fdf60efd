"""The fields that a step asks for: what is read, counted, measured and judged depends on its action."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.domain.states import LABELS
from tsunagu.custody.queries.items import materials_of
from tsunagu.evaluation.domain.shown import limits_text
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.web.forms import moment_field
from tsunagu.foundation.web.times import language
from tsunagu.identifiers.symbols import read_symbol
from tsunagu.journeys.domain.work import Work
from tsunagu.journeys.models import StepCheck
from tsunagu.journeys.services.facts.needs import LINE_ACTIONS, PAPERWORK, is_line_cleared
from tsunagu.journeys.services.facts.things import expected_items
from tsunagu.journeys.services.next_action import find
from tsunagu.journeys.services.perform import CHECK_LASTS
from tsunagu.journeys.services.work.testing import entered_keys
from tsunagu.journeys.web.acts.base import ActForm, Asked, choices
from tsunagu.members.domain.materials import material_name

JUDGEMENTS = ("accepted", "accepted_with_reservation", "refused")
MOST_CELLS = 1e13


def expected_of(asked: Asked) -> list[ItemView]:
    """Return the items that the step is meant for, those of lots that it may draw from included."""
    step, row = asked.step()
    with gate_scope():
        return expected_items(asked.running, step, row)


def is_first_signature(asked: Asked) -> bool:
    """Whether the step needs two people and none but this one has checked it in the last half hour."""
    step, row = asked.step()
    if step.signatures < 2:
        return False
    return (
        not StepCheck.objects.filter(
            chain=asked.chain,
            step=step.key,
            attempt=row.attempt,
            checked_at__gte=asked.now - CHECK_LASTS,
        )
        .exclude(checked_by=asked.actor.person_uuid)
        .exists()
    )


class StepForm(ActForm):
    """What a person reads, types and judges to carry out one step."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None, is_start: bool = False) -> None:
        super().__init__(data)
        self.asked, self.is_start = asked, is_start
        self.step, self.row = asked.step()
        self.items = expected_of(asked)
        self.at_hand = [item for item in self.items if item.chain == asked.chain]
        self.read: dict[str, UUID] = {}
        self._add_items()
        self._add_safety()
        if not is_start:
            self._add_results()
            self._add_outputs()
            self._add_by_action()
        self._add_rest()

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields in groups with a heading each."""
        heads = {"item": _("What is at hand"), "value": _("Results"), "output": _("What came out")}
        found: dict[str, list[forms.BoundField]] = {}
        for name in self.fields:
            if name in ("key", "happened_at", "evidence"):
                continue
            kind = name.partition("_")[0]
            found.setdefault(heads.get(kind, "") if kind in heads else "", []).append(self[name])
        return sorted(found.items(), key=lambda one: one[0] == "")

    def late(self) -> list[forms.BoundField]:
        """Return the fields of a late entry."""
        return [self["happened_at"], self["evidence"]]

    def _add_items(self) -> None:
        lang = language()
        if self.step.action == "allocate":
            self.fields["items"] = forms.MultipleChoiceField(
                label=_("Items to allocate"),
                choices=[(str(item.uuid), f"{item.label}　{item.lot_number}") for item in self.items],
                initial=[str(item.uuid) for item in self.items],
                widget=forms.CheckboxSelectMultiple,
            )
            return
        if self.step.action in PAPERWORK:
            return
        for place, item in enumerate(self.items):
            name = self.asked.running.route.product_name(item.product).in_language(lang)
            label = _("Read the label: %(product)s %(label)s") % {"product": name, "label": item.label}
            self.fields[f"item_{place}"] = forms.CharField(
                label=label, max_length=400, widget=forms.TextInput(attrs={"autocomplete": "off"})
            )
            if self.step.action == "administer" and not self.is_start:
                self.fields[f"item_{place}_second"] = forms.CharField(
                    label=_("Second number on the label (CoI or lot number)"),
                    max_length=400,
                    widget=forms.TextInput(attrs={"autocomplete": "off"}),
                )

    def _add_results(self) -> None:
        if self.step.panel is None:
            return
        lang = language()
        known = entered_keys(self.asked.chain, self.step.key, self.row.attempt)
        for one in self.asked.running.route.panel(self.step.panel).characteristics:
            if one.key in known:
                continue
            spec = limits_text(one).in_language(lang)
            self.fields[f"value_{one.key}"] = forms.CharField(
                label=one.name.in_language(lang),
                required=False,
                max_length=100,
                help_text=_("Specification: %(limits)s") % {"limits": spec},
                widget=forms.TextInput(attrs={"inputmode": "decimal" if one.expected is None else "text"}),
            )

    def _add_outputs(self) -> None:
        lang = language()
        for flow in self.step.outputs:
            product = self.asked.running.route.product(flow.product)
            if product.cells is None and self.step.action != "collect":
                continue
            name = product.name.in_language(lang)
            unit = shown_unit("{cells}" if product.cells else product.unit).in_language(lang)
            self.fields[f"output_{product.key}"] = forms.FloatField(
                label=_("%(name)s (%(unit)s)") % {"name": name, "unit": unit} if unit else name,
                required=False,
                min_value=0,
                max_value=MOST_CELLS,
                initial=product.cells,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num"}),
            )

    def _add_safety(self) -> None:
        """Ask what must be said both when the step begins and when it is completed."""
        if self.step.action in ("prepare", "administer"):
            options = [("no", _("No infection")), ("yes", _("There is an infection"))]
            self.fields["infection"] = _radio(_("Infection looked for"), options)
        if self.step.action in LINE_ACTIONS and not is_line_cleared(self.row):
            self.fields["line_clearance"] = forms.BooleanField(
                label=_("Line clearance and cleaning are recorded"), required=False
            )

    def _add_by_action(self) -> None:
        action = self.step.action
        if action == "accept":
            self.fields["judgement"] = _radio(
                _("Judgement"), choices({key: LABELS[key] for key in JUDGEMENTS})
            )
        if action == "store":
            self.fields["position"] = forms.CharField(
                label=_("Storage position"), max_length=60, help_text=_("For example LN2-2-C-14")
            )
        if action == "release":
            options = [("released", _("Fit for release")), ("rejected", _("Not fit for release"))]
            self.fields["verdict"] = _radio(_("Verdict"), options)
        if action == "administer" or (action == "collect" and self._is_own_collection()):
            self.fields["wristband"] = forms.CharField(
                label=_("Read the patient's wristband"),
                max_length=200,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
        if action == "process":
            self._add_materials()

    def _add_materials(self) -> None:
        """Offer the released batches of suppliers that the step's organisation holds."""
        _step, row = self.asked.step()
        lang = language()
        with gate_scope():
            batches = materials_of(row.member, self.asked.now)
        if batches:
            self.fields["materials"] = forms.MultipleChoiceField(
                label=_("Materials used"),
                choices=[
                    (str(one.uuid), f"{material_name(one.product).in_language(lang)}　{one.lot_number}")
                    for one in batches
                ],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def _is_own_collection(self) -> bool:
        return self.asked.running.case is not None and self.asked.running.route.source == "autologous"

    def _add_rest(self) -> None:
        self.fields["note"] = forms.CharField(
            label=_("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
        )
        self.fields["happened_at"] = moment_field(_("When it was really done"))
        self.fields["evidence"] = forms.CharField(
            label=_("Evidence"),
            required=False,
            max_length=300,
            help_text=_("For example the number of a paper form"),
        )

    def clean(self) -> dict[str, Any]:
        """Look up what was read."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in [
            name for name in self.fields if name.startswith("item_") and not name.endswith("_second")
        ]:
            if cleaned.get(name):
                try:
                    self.read[name] = find(self.asked.actor, cleaned[name], self.at_hand).uuid
                except Refused as refused:
                    self.add_error(name, ValidationError(refused.reason.in_language(language())))
        cleaned["read"] = dict(self.read)
        return cleaned


def _radio(label: str, options: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=options, widget=forms.RadioSelect)


def work_of(asked: Asked, cleaned: dict[str, Any]) -> Work:
    """Return what was handed in as the work of the step."""
    step, row = asked.step()
    read: dict[str, UUID] = cleaned.get("read", {})
    items = [UUID(one) for one in cleaned.get("items", [])] or list(read.values())
    seconds = {
        uuid: _second_number(cleaned[f"{name}_second"])
        for name, uuid in read.items()
        if cleaned.get(f"{name}_second")
    }
    infection = cleaned.get("infection")
    return Work(
        journey=asked.chain,
        step=step.key,
        items=tuple(dict.fromkeys(items)),
        materials=tuple(UUID(one) for one in cleaned.get("materials", [])),
        on_behalf=row.member != asked.actor.member_uuid,
        happened_at=cleaned.get("happened_at"),
        outputs={
            name.removeprefix("output_"): value
            for name, value in cleaned.items()
            if name.startswith("output_") and value is not None
        },
        values={
            name.removeprefix("value_"): value
            for name, value in cleaned.items()
            if name.startswith("value_") and value
        },
        judgement=cleaned.get("judgement") or "accepted",
        position=cleaned.get("position", ""),
        wristband=cleaned.get("wristband", ""),
        seconds=seconds,
        has_infection=None if infection is None else infection == "yes",
        line_clearance=bool(cleaned.get("line_clearance")),
        verdict=cleaned.get("verdict") or "released",
        note=cleaned.get("note", ""),
        evidence=cleaned.get("evidence", ""),
    )


def _second_number(text: str) -> str:
    """Return the CoI or lot number in what was read; what can't be read stays as it was typed."""
    try:
        symbol = read_symbol(text)
    except Refused:
        return text.strip()[:40]
    return symbol.parts.get("coi") or symbol.parts.get("10") or text.strip()[:40]


__all__ = ["StepForm", "expected_of", "is_first_signature", "work_of"]
