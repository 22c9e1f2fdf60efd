"""Correct what a record says: one field for each thing that was typed or counted wrongly."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsunagu.custody.domain.corrections import NOT_YOURS, Change
from tsunagu.custody.queries.corrections import Said, said_by
from tsunagu.custody.queries.items import items_by_uuid
from tsunagu.custody.queries.ledger import line_of
from tsunagu.foundation.refusals import NotAllowed, NotFound
from tsunagu.foundation.web.forms import Label, day_field, moment_field
from tsunagu.foundation.web.times import language
from tsunagu.journeys.domain.correcting import check_may_correct
from tsunagu.journeys.services.correct_record import correct_record, may_correct_field, step_role
from tsunagu.journeys.web.acts.base import NO_SUCH, Act, ActForm, Asked, reason_field
from tsunagu.journeys.web.shown import record_detail, record_title

FIELDS: dict[str, Label] = {
    "quantity": _("Amount"),
    "expires_at": _("Expiry"),
    "position": _("Storage position"),
    "injured_on": _("Day of the injury"),
    "end_reason": _("Reason of the end"),
    "form_version": _("Version of the form"),
    "given_at": _("Consent given"),
    "reconsent_due": _("Consent to be renewed by"),
    "sampled_at": _("Sample taken at"),
    "window_days": _("Valid for (days)"),
    "retest_due": _("To be tested again by"),
    "kilograms": _("Weight (kg)"),
    "weighed_at": _("Weighed"),
    "note": _("Note"),
    "text": _("What happened"),
    "conclusion": _("Conclusion"),
}
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Together:
    """Fields that say the same of several things: corrected for all of them, or for one."""

    name: str
    said: tuple[Said, ...]

    @property
    def value(self) -> Any:
        """What the record says."""
        return self.said[0].value


def together(said: Iterable[Said]) -> list[Together]:
    """Gather what a record says the same of several things."""
    found: dict[tuple[str, str, str], list[Said]] = {}
    for one in said:
        found.setdefault((one.table, one.field, repr(one.value)), []).append(one)
    return [Together(f"value_{place}", tuple(some)) for place, some in enumerate(found.values())]


class AmendForm(ActForm):
    """What the record says, to be overwritten where it is wrong, and why it was."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.groups = together(_offered(asked))
        self.names = _names(asked, [one for group in self.groups for one in group.said])
        for group in self.groups:
            self._add(group)
        self.fields["reason"] = reason_field(_("Reason for the correction"))

    def _add(self, group: Together) -> None:
        first = group.said[0]
        self.fields[group.name] = _field(self._label(group), group.value)
        if len(group.said) > 1:
            every = gettext("All %(n)s") % {"n": len(group.said)}
            single = [(str(one.uuid), self.names.get(one.uuid, one.field)) for one in group.said]
            self.fields[f"{group.name}_of"] = forms.ChoiceField(
                label=_("Corrected for"), choices=[("", every), *single], required=False
            )
        self.fields[group.name].initial = first.value

    def _label(self, group: Together) -> str:
        named = [self.names[one.uuid] for one in group.said if one.uuid in self.names]
        label = str(FIELDS[group.said[0].field])
        if not named:
            return label
        more = gettext(" and %(n)s more") % {"n": len(named) - 1} if len(named) > 1 else ""
        return gettext("%(label)s: %(what)s") % {"label": label, "what": f"{named[0]}{more}"}

    def clean(self) -> dict[str, Any]:
        """Find out what was overwritten."""
        cleaned: dict[str, Any] = super().clean() or {}
        return cleaned | {"changes": self._changes()}

    def _changes(self) -> list[Change]:
        found = []
        for group in self.groups:
            value, only = self.cleaned_data.get(group.name), self.cleaned_data.get(f"{group.name}_of")
            if value is None or _same(value, group.value):
                continue
            some = [one for one in group.said if not only or str(one.uuid) == only]
            found += [Change(one.table, one.uuid, one.field, value) for one in some]
        return found


def _offered(asked: Asked) -> list[Said]:
    """Return what the person may correct; refuse who may correct nothing of it, naming who may."""
    line, said = line_of(asked.chain, asked.uuid("row")), said_by(asked.chain, asked.uuid("row"))
    if line is None or not said:
        raise NotFound("nothing_to_correct", NO_SUCH)
    route = asked.running.route
    found = [one for one in said if may_correct_field(asked.actor, route, line, one.key)]
    if asked.actor.member_uuid not in (line.organisation, line.entered_by):
        raise NotAllowed("not_your_record", NOT_YOURS)
    if not found:
        first = said[0]
        check_may_correct(asked.actor, line.actor, first.table, step_role(route, line), first.quality_signed)
    return found


def _same(typed: Any, said: Any) -> bool:
    if isinstance(said, datetime) and isinstance(typed, datetime):
        return typed.replace(second=0, microsecond=0) == said.replace(second=0, microsecond=0)
    return bool(typed == said)


def _field(label: str, value: Any) -> forms.Field:
    """Return the field that a value of this kind is typed into."""
    if isinstance(value, datetime):
        return moment_field(label)
    if isinstance(value, date):
        return day_field(label)
    if isinstance(value, int | float):
        number = forms.FloatField if isinstance(value, float) else forms.IntegerField
        typing = forms.TextInput(attrs={"inputmode": "decimal", "class": "num"})
        return number(label=label, required=False, widget=typing)
    return forms.CharField(label=label, required=False, max_length=LONGEST, empty_value=None)


def _names(asked: Asked, said: Sequence[Said]) -> dict[UUID, str]:
    """Return the things of a record as the page names them."""
    items = items_by_uuid({one.uuid for one in said if one.table == "custody.Item"})
    route, lang = asked.running.route, language()
    return {one.uuid: f"{route.product_name(one.product).in_language(lang)}　{one.label}" for one in items}


def _beside(asked: Asked) -> dict[str, Any]:
    line = line_of(asked.chain, asked.uuid("row"))
    if line is None:
        raise NotFound("no_such_record", NO_SUCH)
    title = record_title(asked.course, line)
    return {"about": {"title": title, "at": line.event_time, "detail": record_detail(line)}}


def _form(asked: Asked, data: Mapping[str, Any] | None, files: Mapping[str, Any] | None) -> ActForm:
    return AmendForm(asked, data)


def _amend(asked: Asked, cleaned: dict[str, Any]) -> None:
    row, changes = asked.uuid("row"), cleaned["changes"]
    correct_record(asked.actor, asked.chain, row, changes, cleaned["reason"], asked.now, cleaned["key"])


AMEND = Act(
    "amend",
    _("Correct a record"),
    _("Sign the correction"),
    _("The record is corrected; what it said first stays readable."),
    _form,
    _amend,
    lead=_(
        "The record stays as it is. What you overwrite here becomes a new record, and every page follows it."
    ),
    part="history",
    beside=_beside,
)
