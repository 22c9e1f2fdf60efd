"""The forms of capacity: a resource with its week, exceptions for several resources, a file."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.forms import Label, day_field
from tsunagu.foundation.web.times import language
from tsunagu.members.domain.capabilities import CAPABILITIES, capability_name
from tsunagu.members.domain.facts import SiteFacts
from tsunagu.planning.domain.capacity.calendar import CalendarException, Card, Pattern
from tsunagu.planning.domain.capacity.checks import LONGEST_NOTE, MOST_CAPACITY, MOST_HOURS
from tsunagu.planning.domain.capacity.vocabulary import REASONS, RESOURCE_KINDS, WEEKDAYS
from tsunagu.planning.queries.capacity import ResourceView

EMPTY_ROWS = 2


class _Form(forms.Form):
    """A form without colons behind its labels; the browser leaves checking to us, who say what to do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"label_suffix": "", "use_required_attribute": False}
        super().__init__(*args, **kwargs)


def _whole(
    label: Label, least: int, most: int, required: bool = True, help_text: Label = "", initial: int | None = None
) -> forms.IntegerField:  # fmt: skip
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "class": "num"})
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, required=required, help_text=help_text, initial=initial,
        widget=widget,
    )  # fmt: skip


def _choices(words: Mapping[str, Text]) -> list[tuple[str, str]]:
    lang = language()
    return [(key, name.in_language(lang)) for key, name in words.items()]


class CardForm(_Form):
    """What a resource is. Site and key are asked once: they name it in the network and in files."""

    def __init__(
        self, sites: Sequence[SiteFacts], view: ResourceView | None, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=None if view is None else _card_initial(view.card))
        lang, fields = language(), self.fields
        self.view = view
        if view is None:
            places = [(str(one.uuid), one.name.in_language(lang)) for one in sites]
            fields["site"] = forms.ChoiceField(label=_("Site"), choices=places)
            fields["key"] = forms.CharField(
                label=_("Key"), max_length=60,
                help_text=_("Small letters, digits and hyphens: it names the resource in files, for example chair-1."),
            )  # fmt: skip
        kinds = _choices({key: kind.name for key, kind in RESOURCE_KINDS.items()})
        able = _choices({key: one.name for key, one in CAPABILITIES.items()})
        if view is not None and view.card.capability not in (*CAPABILITIES, ""):
            able.append((view.card.capability, capability_name(view.card.capability).in_language(lang)))
        self.fields |= {
            "kind": forms.ChoiceField(label=_("Kind of resource"), choices=kinds),
            "name_ja": forms.CharField(label=_("Name (Japanese)"), max_length=120),
            "name_en": forms.CharField(label=_("Name (English)"), max_length=120),
            "capability": forms.ChoiceField(
                label=_("Serves"), choices=[("", _("All that its kind does")), *able], required=False
            ),
            "changeover_hours": _whole(_("Change-over and cleaning after each use (hours)"), 0, MOST_HOURS, initial=0),
            "notice_hours": _whole(
                _("Booked at least so many hours before"), 0, MOST_HOURS, initial=0,
                help_text=_("Cut-off of a courier, time to receive samples; 0 where there is none."),
            ),
            "qualified_until": day_field(_("Last day of its qualification"), required=False),
        }  # fmt: skip
        fields["qualified_until"].help_text = _(
            "Qualification of a room, calibration of a device; nothing is open after it."
        )

    def card(self) -> Card:
        """Return the card as it was filled in."""
        said = self.cleaned_data
        key = said["key"].strip() if self.view is None else self.view.card.key
        return Card(
            key, said["kind"], Text(said["name_ja"], said["name_en"]), said["capability"],
            said["changeover_hours"], said["notice_hours"], said["qualified_until"],
        )  # fmt: skip

    def site(self) -> UUID:
        """Return the site that was chosen for a new resource."""
        return UUID(self.cleaned_data["site"])


def _card_initial(card: Card) -> dict[str, Any]:
    return {
        "kind": card.kind, "name_ja": card.name.ja, "name_en": card.name.en, "capability": card.capability,
        "changeover_hours": card.changeover_hours, "notice_hours": card.notice_hours,
        "qualified_until": card.qualified_until,
    }  # fmt: skip


class PatternForm(_Form):
    """One line of the week; a line without weekdays and without capacity is left out."""

    def __init__(
        self, number: int, pattern: Pattern | None, today: date, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, prefix=f"p{number}", initial=_pattern_initial(pattern, today))
        self.number = number + 1
        days = [(str(place), name.in_language(language())) for place, name in enumerate(WEEKDAYS)]
        self.fields |= {
            "weekdays": forms.MultipleChoiceField(
                label=_("Weekdays"), choices=days, required=False, widget=forms.CheckboxSelectMultiple
            ),
            "from_hour": _whole(_("From (hour)"), 0, 23, required=False),
            "until_hour": _whole(_("Until (hour)"), 1, 24, required=False),
            "capacity": _whole(_("Capacity at the same time"), 1, MOST_CAPACITY, required=False),
            "valid_from": day_field(_("First day")),
            "valid_until": day_field(_("Last day"), required=False),
            "on_holidays": forms.BooleanField(label=_("Works on public holidays"), required=False),
        }
        self.fields["valid_from"].required = False

    @property
    def is_empty(self) -> bool:
        """Whether the line was left as it was offered."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return self.is_bound and bool(said) and not said["weekdays"] and said["capacity"] is None

    def pattern(self, today: date) -> Pattern:
        """Return the line as a pattern; hours left empty are the whole day."""
        said = self.cleaned_data
        from_hour, until_hour, capacity = said["from_hour"], said["until_hour"], said["capacity"]
        return Pattern(
            frozenset(int(day) for day in said["weekdays"]),
            0 if from_hour is None else from_hour,
            24 if until_hour is None else until_hour,
            0 if capacity is None else capacity,
            said["valid_from"] or today,
            said["valid_until"],
            said["on_holidays"],
        )


def _pattern_initial(pattern: Pattern | None, today: date) -> dict[str, Any]:
    if pattern is None:
        return {"from_hour": 9, "until_hour": 17, "valid_from": today}
    return {
        "weekdays": [str(day) for day in sorted(pattern.weekdays)], "from_hour": pattern.from_hour,
        "until_hour": pattern.until_hour, "capacity": pattern.capacity, "valid_from": pattern.valid_from,
        "valid_until": pattern.valid_until, "on_holidays": pattern.on_holidays,
    }  # fmt: skip


class ExceptionForm(_Form):
    """The same exception for several resources at once."""

    def __init__(
        self, views: Sequence[ResourceView], data: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        lang = language()
        several = len({one.published.site for one in views}) > 1
        offered = [
            (
                str(one.uuid),
                one.card.name.in_language(lang) + (f"　{one.site_name.in_language(lang)}" if several else ""),
            )
            for one in views
        ]
        self.fields |= {
            "resources": forms.MultipleChoiceField(
                label=_("Resources"), choices=offered, widget=forms.CheckboxSelectMultiple
            ),
            "first": day_field(_("First day"), required=True),
            "last": day_field(_("Last day"), required=False),
            "capacity": _whole(
                _("Capacity on these days"), 0, MOST_CAPACITY, initial=0,
                help_text=_("At most so much; 0 closes. For an extra shift: so much."),
            ),
            "from_hour": _whole(_("From (hour)"), 0, 23, initial=0),
            "until_hour": _whole(_("Until (hour)"), 1, 24, initial=24),
            "reason": forms.ChoiceField(label=_("Reason"), choices=_choices(REASONS)),
            "note": forms.CharField(label=_("Note"), max_length=LONGEST_NOTE, required=False),
        }  # fmt: skip
        self.fields["last"].help_text = _("Empty: this one day.")

    def chosen(self) -> list[UUID]:
        """Return the resources that were chosen."""
        return [UUID(one) for one in self.cleaned_data["resources"]]

    def exception(self) -> CalendarException:
        """Return the exception as it was filled in."""
        said = self.cleaned_data
        return CalendarException(
            said["first"], said["last"] or said["first"], said["capacity"], said["from_hour"],
            said["until_hour"], said["reason"], said["note"],
        )  # fmt: skip


class WithdrawForm(_Form):
    """From which day on a resource is no longer published."""

    on = cast(forms.Field, day_field(_("From this day on"), required=True))


class FileForm(_Form):
    """A file to look at; or what was looked at, on its way to be taken over."""

    file = forms.FileField(
        label=_("File"), required=False, allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        help_text=_("Excel (.xlsx) or CSV in UTF-8 or Shift_JIS, 1 MB at most."),
    )  # fmt: skip
