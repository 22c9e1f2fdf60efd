"""The forms of an order and of a production."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.foundation.web.forms import day_field, moment_field
from tsunagu.foundation.web.times import TOKYO, language
from tsunagu.journeys.domain.patient import Patient
from tsunagu.journeys.domain.planning import Dates, promised_end
from tsunagu.journeys.services.facts.needs import needed_purposes
from tsunagu.journeys.services.place_order import Order
from tsunagu.journeys.services.sealed_dates import seal
from tsunagu.journeys.services.start_production import Production
from tsunagu.journeys.web.acts.base import ActForm, choices
from tsunagu.members.domain.facts import SiteFacts
from tsunagu.therapies.domain.route import Route
from tsunagu.therapies.domain.vocabulary import CONSENTS
from tsunagu.therapies.queries import legal_bases, newest_route

URGENCIES = [("1", _("Ordinary")), ("2", _("Soon")), ("3", _("Urgent"))]


def _bases(route: Route, now: datetime) -> list[tuple[str, str]]:
    lang = language()
    states = {"suspended": _("suspended"), "expired": _("expired"), "missing": _("not yet in force")}
    found = []
    for one in legal_bases(route.key, route.setting):
        state = one.state_on(now.astimezone(TOKYO).date())
        name = f"{one.number}　{one.registration}".strip()
        found.append((str(one.uuid), name if state == "active" else f"{name} ({states[state]})"))
    del lang
    return found


def _form_version(route: Route, now: datetime) -> str:
    """Return the newest version of the consent form that may be signed today."""
    today = now.astimezone(TOKYO).date()
    found = [version for basis in legal_bases(route.key, route.setting) for version in basis.forms_on(today)]
    return found[0] if found else "1.0"


def _beginning(now: datetime) -> datetime:
    local = (now + timedelta(days=1)).astimezone(TOKYO)
    return local.replace(hour=9, minute=0, second=0, microsecond=0)


class OrderForm(ActForm):
    """For whom, on what legal basis, with which consents, from when."""

    def __init__(
        self,
        therapy: str,
        sites: Sequence[SiteFacts],
        now: datetime,
        data: Mapping[str, Any] | None = None,
        dates: Dates | None = None,
    ) -> None:
        super().__init__(data)
        self.route, self.dates, lang = newest_route(therapy), dates, language()
        if dates is not None:
            sites = [one for one in sites if one.uuid == dates.sites.get("hospital")]
            self.fields["dates"] = forms.CharField(widget=forms.HiddenInput, initial=seal(dates))
        self.fields["therapy"] = forms.CharField(widget=forms.HiddenInput, initial=therapy)
        self.fields["hospital_site"] = forms.ChoiceField(
            label=_("Site"), choices=[(str(one.uuid), one.name.in_language(lang)) for one in sites]
        )
        self.fields["legal_basis"] = forms.ChoiceField(
            label=_("Legal basis"), choices=_bases(self.route, now)
        )
        self.fields["name"] = forms.CharField(
            label=_("Patient's name"), max_length=80,
            help_text=_("Stays with your hospital, encrypted. Everyone else sees the CoI number only."),
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )  # fmt: skip
        self.fields["kana"] = forms.CharField(
            label=_("Reading (kana)"),
            max_length=80,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        self.fields["born_on"] = day_field(_("Birth date"), required=True)
        self.fields["record_number"] = forms.CharField(
            label=_("Patient id in your hospital"),
            max_length=80,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        self._add_consents(now)
        self._add_course(now)

    def _add_consents(self, now: datetime) -> None:
        lang = language()
        words = {key: CONSENTS[key] for key in self.route.consents if key in CONSENTS}
        needed = [CONSENTS[key] for key in needed_purposes(self.route) if key in CONSENTS]
        self.fields["consents"] = forms.MultipleChoiceField(
            label=_("Consents obtained"), choices=choices(words), required=False, widget=forms.CheckboxSelectMultiple,
            help_text=_("Tick what the patient has signed. Nothing is ordered without: %(needed)s.")
            % {"needed": "・".join(one.in_language(lang) for one in needed)},
        )  # fmt: skip
        self.fields["form_version"] = forms.CharField(
            label=_("Version of the consent form"), max_length=20, initial=_form_version(self.route, now)
        )

    def _add_course(self, now: datetime) -> None:
        self.fields["urgency"] = forms.ChoiceField(
            label=_("Urgency"), choices=URGENCIES, widget=forms.RadioSelect, initial="1"
        )
        needs_weight = self.route.dose is not None and self.route.dose.per_kg_cells is not None
        self.fields["kilograms"] = forms.FloatField(
            label=_("Weight (kg)"), required=needs_weight, min_value=0.3, max_value=400,
            help_text=_("The dose is counted from it.") if needs_weight else "",
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        )  # fmt: skip
        if any("injur" in key for key in (*self.route.facts, *self.route.assumed)):
            self.fields["injured_on"] = day_field(_("Date of the injury"))
        if self.dates is None:
            self.fields["begins_at"] = moment_field(_("Registration begins at"), required=True)
            self.fields["begins_at"].initial = _beginning(now)
        self.now = now

    @property
    def promised_on(self) -> datetime | None:
        """When the case is promised by the dates that the order takes along."""
        if self.dates is None:
            return None
        return promised_end(self.route, self.now, self.dates.steps)

    def order(self) -> Order:
        """Return what was typed as an order."""
        typed = self.cleaned_data
        patient = Patient(
            typed["name"].strip(), typed["kana"].strip(), typed["born_on"], typed["record_number"].strip()
        )
        return Order(
            therapy=self.route.key,
            hospital_site=UUID(typed["hospital_site"]),
            legal_basis=UUID(typed["legal_basis"]),
            patient=patient,
            consents=tuple(typed["consents"]),
            begins_at=typed["begins_at"] if self.dates is None else self.now,
            form_version=typed["form_version"],
            urgency=int(typed["urgency"]),
            injured_on=typed.get("injured_on"),
            kilograms=typed["kilograms"],
            weighed_at=self.now if typed["kilograms"] is not None else None,
            dates=self.dates,
        )


class ProductionForm(ActForm):
    """On what legal basis and from when a lot is made."""

    def __init__(self, therapy: str, now: datetime, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.route = newest_route(therapy)
        self.fields["therapy"] = forms.CharField(widget=forms.HiddenInput, initial=therapy)
        bases = _bases(self.route, now)
        self.fields["legal_basis"] = forms.ChoiceField(
            label=_("Legal basis"), choices=bases or [("", _("None"))], required=bool(bases)
        )
        words = {key: CONSENTS[key] for key in self.route.consents if key in CONSENTS}
        if words:
            self.fields["consents"] = forms.MultipleChoiceField(
                label=_("Consents of the donor"), choices=choices(words), required=False,
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
            self.fields["form_version"] = forms.CharField(
                label=_("Version of the consent form"), max_length=20, initial=_form_version(self.route, now)
            )
        self.fields["begins_at"] = moment_field(_("Begins at"), required=True)
        self.fields["begins_at"].initial = _beginning(now)

    def production(self) -> Production:
        """Return what was typed as a production."""
        typed = self.cleaned_data
        basis = UUID(typed["legal_basis"]) if typed["legal_basis"] else None
        consents, version = tuple(typed.get("consents", ())), typed.get("form_version", "1.0")
        return Production(self.route.key, basis, typed["begins_at"], consents, version)
