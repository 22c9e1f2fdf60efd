"""Forms of the roster: a weekly turn, a swap or absence, a file."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.forms import KeyedForm, day_field, moment_field
from tsunagu.foundation.web.times import language
from tsunagu.notices.domain.roster import DUTIES, MOST_ORDERS
from tsunagu.notices.services.keep_roster import LONGEST_NAME, NewChange, NewTurn, Who

DAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


class WhoForm(KeyedForm):
    """Which duty, in which order, and who is called."""

    duty = forms.ChoiceField(label=_("Duty"))
    order = forms.TypedChoiceField(label=_("Order of calling"), coerce=int)
    person = forms.ChoiceField(label=_("Person of the organisation"), required=False)
    name = forms.CharField(label=_("Or an outside contact"), required=False, max_length=LONGEST_NAME)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=20)

    def __init__(self, people: dict[UUID, Text], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = language()
        self._choose("duty", [(key, name.in_language(lang)) for key, name in DUTIES.items()])
        self._choose("order", [(order, str(order)) for order in range(1, MOST_ORDERS + 1)])
        named = [(str(uuid), name.in_language(lang)) for uuid, name in people.items()]
        self._choose("person", [("", _("Nobody from the list")), *named])

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = choices

    def who(self) -> Who:
        """Return who is called."""
        said = self.cleaned_data
        return Who(UUID(said["person"]) if said["person"] else None, said["name"], said["phone"])


class TurnForm(WhoForm):
    """A weekly turn."""

    weekdays = forms.MultipleChoiceField(
        label=_("Days of the week"), widget=forms.CheckboxSelectMultiple,
        choices=[(str(place), name) for place, name in enumerate(DAYS)],
    )  # fmt: skip
    from_hour = forms.IntegerField(label=_("From (hour)"), min_value=0, max_value=23)
    until_hour = forms.IntegerField(
        label=_("Until (hour, up to 24)"), min_value=1, max_value=24,
        help_text=_("A turn that passes midnight is written as two."),
    )  # fmt: skip
    valid_from = day_field(_("First day"), required=True)
    valid_until = day_field(_("Last day (may stay empty)"))
    field_order = (
        "duty", "order", "person", "name", "phone", "weekdays", "from_hour", "until_hour", "valid_from",
        "valid_until",
    )  # fmt: skip

    def turn(self) -> NewTurn:
        """Return the turn that was filled in."""
        said = self.cleaned_data
        days = "".join("1" if str(place) in said["weekdays"] else "0" for place in range(7))
        return NewTurn(
            said["duty"], said["order"], days, said["from_hour"], said["until_hour"], self.who(),
            said["valid_from"], said["valid_until"],
        )  # fmt: skip


class ChangeForm(WhoForm):
    """A swap or an absence."""

    starts_at = moment_field(_("Change begins"), required=True)
    ends_at = moment_field(_("Change ends"), required=True)
    note = forms.CharField(label=_("Reason (may stay empty)"), required=False, max_length=200)
    field_order = ("duty", "order", "starts_at", "ends_at", "person", "name", "phone", "note")

    def change(self) -> NewChange:
        """Return the change that was filled in."""
        said = self.cleaned_data
        return NewChange(
            said["duty"], said["order"], said["starts_at"], said["ends_at"], self.who(), said["note"]
        )


class FileForm(KeyedForm):
    """A file of weekly turns."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("Columns: duty, order, weekdays, from, until, name, phone. It replaces all weekly turns."),
    )  # fmt: skip
