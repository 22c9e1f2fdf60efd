"""Forms of shared use: an offer with its terms, a booking, an answer, the actual use."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.coordination.domain.sharing.terms import (
    DAYS,
    KINDS,
    MOST_LANES,
    MOST_UNITS,
    MOST_YEN,
    UNITS,
    WHO,
    Terms,
    hours_of,
    hours_text,
)
from tsunagu.coordination.queries.sharing import OfferView
from tsunagu.coordination.services.sharing.offer import Card
from tsunagu.coordination.web.grouping import Groups, in_groups
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.forms import KeyedForm, Label, moment_field
from tsunagu.foundation.web.times import language

Choices = Sequence[tuple[str, str]]
WEEKDAYS = (
    _("Hours on Mondays"), _("Hours on Tuesdays"), _("Hours on Wednesdays"), _("Hours on Thursdays"),
    _("Hours on Fridays"), _("Hours on Saturdays"), _("Hours on Sundays"),
)  # fmt: skip


def _line(label: Label, most: int, required: bool = False, help_text: Label = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text)


def _number(label: Label, least: int, most: int, help_text: Label = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=help_text)


def _said(names: dict[str, Text]) -> Choices:
    return [(key, name.in_language(language())) for key, name in names.items()]


OFFERED: Groups = {
    _("What is offered"): ("site", "kind", "name_ja", "name_en", "description_ja", "description_en"),
    _("Opening hours"): (*(f"day{day}" for day in range(DAYS)), "on_holidays"),
    _("Length of a booking"): ("unit_minutes", "least_units", "most_units", "capacity", "buffer_minutes"),
    _("When it can be booked"): ("notice_hours", "horizon_days", "cancel_hours", "needs_approval"),
    _("Who may book"): ("who", "named", "subject", "how_ja", "how_en"),
    _("Charges"): ("member_yen", "guest_yen", "tax_percent"),
}


class OfferForm(KeyedForm):
    """What is offered, and by which rules."""

    site = forms.ChoiceField(label=_("Site"))
    kind = forms.ChoiceField(label=_("Kind of offer"))
    name_ja = _line(_("Name (Japanese)"), 120, required=True)
    name_en = _line(_("Name (English)"), 120)
    description_ja = forms.CharField(
        label=_("Description (Japanese)"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip
    description_en = forms.CharField(
        label=_("Description (English)"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip
    unit_minutes = forms.ChoiceField(label=_("Unit of booking (minutes)"))
    least_units = _number(_("Shortest booking (units)"), 1, MOST_UNITS)
    most_units = _number(_("Longest booking (units)"), 1, MOST_UNITS)
    capacity = _number(
        _("How many at the same time"), 1, MOST_LANES, _("Instruments of the same kind, seats of a room.")
    )
    buffer_minutes = _number(_("Cleaning afterwards (minutes)"), 0, 480, _("Nobody can book this time."))
    on_holidays = forms.BooleanField(label=_("Open on public holidays too"), required=False)
    notice_hours = _number(_("Book at least so many hours ahead"), 0, 2000)
    horizon_days = _number(_("Book at most so many days ahead"), 1, 730)
    cancel_hours = _number(_("Give back until so many hours before"), 0, 2000)
    who = forms.ChoiceField(label=_("Who may book"), widget=forms.RadioSelect)
    named = forms.MultipleChoiceField(
        label=_("Members named"), required=False, widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Only where named members may book."),
    )  # fmt: skip
    needs_approval = forms.BooleanField(label=_("We approve each booking"), required=False)
    subject = forms.SlugField(
        label=_("Training asked for (subject)"), max_length=60, required=False,
        help_text=_("The subject as it stands in the members' training records. Empty: none."),
    )  # fmt: skip
    how_ja = _line(_("How to get the training (Japanese)"), 300)
    how_en = _line(_("How to get the training (English)"), 300)
    member_yen = _number(_("Charge for members (yen a unit, before tax)"), 0, MOST_YEN)
    guest_yen = _number(_("Charge for others (yen a unit, before tax)"), 0, MOST_YEN)
    tax_percent = _number(_("Consumption tax (%)"), 0, 30)

    def __init__(self, sites: Choices, members: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given: dict[str, Choices] = {
            "site": sites, "kind": _said(KINDS), "who": _said(WHO), "named": members,
            "unit_minutes": [(f"{one}", f"{one}") for one in UNITS],
        }  # fmt: skip
        for name, choices in given.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
            field.choices = choices
        for day in range(DAYS):
            hint = _("Like 09:00-18:00. Empty: closed.") if day == 0 else ""
            self.fields[f"day{day}"] = _line(WEEKDAYS[day], 20, help_text=hint)

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The fields in groups."""
        return in_groups(self, OFFERED)

    def card(self) -> Card:
        """Return what is offered."""
        said = self.cleaned_data
        name, description = (Text(said[f"{one}_ja"], said[f"{one}_en"]) for one in ("name", "description"))
        return Card(UUID(said["site"]), said["kind"], name, description)

    def terms(self) -> Terms:
        """Return the terms; refuse hours that can't be read, at their field."""
        said = self.cleaned_data
        week = tuple(hours_of(said[f"day{day}"], f"day{day}") for day in range(DAYS))
        return Terms(
            week, int(said["unit_minutes"]), said["least_units"], said["most_units"], said["notice_hours"],
            said["horizon_days"], said["cancel_hours"], said["buffer_minutes"], said["capacity"],
            said["on_holidays"], said["needs_approval"], said["who"], frozenset(UUID(one) for one in said["named"]),
            said["subject"], Text(said["how_ja"], said["how_en"]), said["member_yen"], said["guest_yen"],
            said["tax_percent"],
        )  # fmt: skip


def offer_initial(view: OfferView | None) -> dict[str, Any]:
    """Return what the form of an offer begins with."""
    if view is None:
        return {
            **{f"day{day}": "09:00-18:00" for day in range(5)}, "unit_minutes": "60", "least_units": 1,
            "most_units": 8, "capacity": 1, "buffer_minutes": 0, "notice_hours": 0, "horizon_days": 60,
            "cancel_hours": 24, "who": "members", "member_yen": 0, "guest_yen": 0, "tax_percent": 10,
        }  # fmt: skip
    terms = view.terms
    same = (
        "least_units", "most_units", "capacity", "buffer_minutes", "on_holidays", "notice_hours", "horizon_days",
        "cancel_hours", "who", "needs_approval", "subject", "member_yen", "guest_yen", "tax_percent",
    )  # fmt: skip
    return {
        **{name: getattr(terms, name) for name in same},
        **{f"day{day}": hours_text(hours) for day, hours in enumerate(terms.week)},
        "site": f"{view.site}", "kind": view.kind, "name_ja": view.name.ja, "name_en": view.name.en,
        "description_ja": view.description.ja, "description_en": view.description.en,
        "unit_minutes": f"{terms.unit_minutes}", "named": [f"{one}" for one in terms.named],
        "how_ja": terms.how_to_train.ja, "how_en": terms.how_to_train.en,
    }  # fmt: skip


class BookingForm(KeyedForm):
    """A time that someone wants."""

    starts_at = moment_field(_("Beginning of use"), required=True)
    units = forms.TypedChoiceField(label=_("How long"), coerce=int)
    purpose = _line(_("What it is for"), 200, help_text=_("Read by the owner alone."))
    guest = _line(
        _("For someone from outside the network"), 120, help_text=_("Name; charged at the rate for others.")
    )

    def __init__(self, view: OfferView, is_owner: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms, units = view.terms, self.fields["units"]
        assert isinstance(units, forms.TypedChoiceField)  # noqa: S101 - declared so above
        units.choices = [
            (number, _long(number * terms.unit_minutes))
            for number in range(terms.least_units, terms.most_units + 1)
        ]
        if not is_owner:
            del self.fields["guest"]


def _long(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    text = Text(f"{hours}時間" if hours else "", f"{hours} h" if hours else "")
    if rest:
        text = Text(f"{text.ja}{rest}分", f"{text.en} {rest} min".strip())
    return text.in_language(language())


class NoteForm(KeyedForm):
    """A word to the other side."""

    note = _line(_("Word to the other side"), 300)


class UseForm(KeyedForm):
    """From when until when it was used."""

    used_from = moment_field(_("Used from"), required=True)
    used_until = moment_field(_("Used until"), required=True)
