"""Forms of gatherings: the card, an entry of the programme, someone from outside, someone walking in."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.coordination.domain.gatherings.details import (
    AUDIENCES,
    ITEM_KINDS,
    LONGEST_KEPT,
    MOST_PLACES,
    Details,
    Item,
    Speaker,
)
from tsunagu.coordination.domain.gatherings.registering import Guest
from tsunagu.coordination.queries.gatherings import GatheringView
from tsunagu.coordination.web.grouping import Groups, in_groups
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.forms import KeyedForm, Label, moment_field
from tsunagu.foundation.web.open_forms import OpenForm
from tsunagu.foundation.web.times import TOKYO, language

SPEAKERS = 4


def _line(label: Label, most: int, required: bool = False, help_text: Label = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text)


def _text(label: Label) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


def _number(label: Label, most: int, required: bool = False, help_text: Label = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=1, max_value=most, required=required, help_text=help_text
    )


CARD: Groups = {
    _("About the gathering"): ("title_ja", "title_en", "summary_ja", "summary_en", "audience"),
    _("When and where"): ("starts_at", "ends_at", "hall_ja", "hall_en", "address", "online"),
    _("Registering"): ("opens_at", "closes_at", "limit", "per_member", "keep_days"),
}


class GatheringForm(KeyedForm):
    """The card of a gathering."""

    title_ja = _line(_("Title (Japanese)"), 120, required=True)
    title_en = _line(_("Title (English)"), 120)
    summary_ja = _text(_("What it is about (Japanese)"))
    summary_en = _text(_("What it is about (English)"))
    audience = forms.ChoiceField(label=_("Whom it is for"), widget=forms.RadioSelect)
    starts_at = moment_field(_("Begins"), required=True)
    ends_at = moment_field(_("Ends"), required=True)
    hall_ja = _line(_("Hall (Japanese)"), 120)
    hall_en = _line(_("Hall (English)"), 120)
    address = _line(_("Address of the hall"), 200)
    online = _line(_("Online room"), 500, help_text=_("Shown only to those who have a place."))
    opens_at = moment_field(_("Registration opens"), required=True)
    closes_at = moment_field(_("Registration closes"), required=True)
    limit = _number(_("Limit of places"), MOST_PLACES, help_text=_("Empty: as many as come."))
    per_member = _number(_("At most from one member"), MOST_PLACES, help_text=_("Empty: no limit."))
    keep_days = _number(
        _("Days for which personal data is kept after the end"), LONGEST_KEPT, required=True,
        help_text=_("Then names and addresses of those who registered are erased; the figures stay."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        audience = self.fields["audience"]
        assert isinstance(audience, forms.ChoiceField)  # noqa: S101 - declared so above
        audience.choices = [(key, name.in_language(language())) for key, name in AUDIENCES.items()]

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The fields in groups."""
        return in_groups(self, CARD)

    def details(self) -> Details:
        """Return the card that was typed."""
        said = self.cleaned_data
        return Details(
            Text(said["title_ja"], said["title_en"]), Text(said["summary_ja"], said["summary_en"]),
            Text(said["hall_ja"], said["hall_en"]), said["address"], said["audience"], said["starts_at"],
            said["ends_at"], said["opens_at"], said["closes_at"], said["limit"], said["per_member"],
            said["keep_days"], said["online"].strip(),
        )  # fmt: skip


def card_initial(view: GatheringView | None, online: str, now: datetime) -> dict[str, Any]:
    """Return what the form of a card begins with: the gathering's, or an afternoon in a month."""
    if view is None:
        day = (now.astimezone(TOKYO) + timedelta(days=30)).replace(hour=13, minute=0, second=0, microsecond=0)
        return {
            "audience": "network", "starts_at": day, "ends_at": day + timedelta(hours=4), "keep_days": 180,
            "opens_at": now.astimezone(TOKYO).replace(second=0, microsecond=0),
            "closes_at": day - timedelta(days=1),
        }  # fmt: skip
    said = view.details
    return {
        "title_ja": said.title.ja, "title_en": said.title.en, "summary_ja": said.summary.ja,
        "summary_en": said.summary.en, "hall_ja": said.hall.ja, "hall_en": said.hall.en,
        "address": said.address, "audience": said.audience, "starts_at": said.starts_at.astimezone(TOKYO),
        "ends_at": said.ends_at.astimezone(TOKYO), "opens_at": said.opens_at.astimezone(TOKYO),
        "closes_at": said.closes_at.astimezone(TOKYO), "limit": said.limit, "per_member": said.per_member,
        "keep_days": said.keep_days, "online": online,
    }  # fmt: skip


class ItemForm(KeyedForm):
    """An entry of the programme with up to four speakers."""

    starts_at = moment_field(_("Begins"), required=True)
    ends_at = moment_field(_("Ends"), required=True)
    kind = forms.ChoiceField(label=_("Kind of entry"))
    title_ja = _line(_("Title (Japanese)"), 160, required=True)
    title_en = _line(_("Title (English)"), 160)
    room = _line(_("Room"), 60, help_text=_("Empty: the main room."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - declared so above
        kind.choices = [(key, name.in_language(language())) for key, name in ITEM_KINDS.items()]
        for number in range(SPEAKERS):
            self.fields[f"s{number}_name_ja"] = _line(_("Name of the speaker (Japanese)"), 80)
            self.fields[f"s{number}_name_en"] = _line(_("Name of the speaker (English)"), 80)
            self.fields[f"s{number}_affiliation_ja"] = _line(_("Affiliation (Japanese)"), 120)
            self.fields[f"s{number}_affiliation_en"] = _line(_("Affiliation (English)"), 120)
            self.fields[f"s{number}_agreed"] = forms.BooleanField(
                label=_("Has agreed to be named on this page"), required=False
            )

    @property
    def card(self) -> list[Any]:
        """The fields of the entry itself."""
        return [one for one in self.visible_fields() if not _is_speaker(one.name)]

    @property
    def speaker_rows(self) -> list[list[Any]]:
        """The fields of each speaker."""
        every = self.visible_fields()
        return [[one for one in every if one.name.startswith(f"s{number}_")] for number in range(SPEAKERS)]

    def item(self) -> Item:
        """Return the entry that was typed."""
        said = self.cleaned_data
        speakers = tuple(
            Speaker(
                Text(said[f"s{n}_name_ja"].strip(), said[f"s{n}_name_en"].strip()),
                Text(said[f"s{n}_affiliation_ja"].strip(), said[f"s{n}_affiliation_en"].strip()),
                said[f"s{n}_agreed"],
            )
            for n in range(SPEAKERS)
            if said[f"s{n}_name_ja"].strip()
        )
        title = Text(said["title_ja"], said["title_en"])
        return Item(said["starts_at"], said["ends_at"], said["kind"], title, said["room"].strip(), speakers)


def _is_speaker(name: str) -> bool:
    return any(name.startswith(f"s{number}_") for number in range(SPEAKERS))


def item_initial(view: GatheringView, uuid: UUID | None) -> dict[str, Any]:
    """Return what the form of an entry begins with: the entry's, or the hour after the last one."""
    found = dict(view.items).get(uuid) if uuid is not None else None
    if found is None:
        last = view.items[-1][1].ends_at if view.items else view.details.starts_at
        until = min(last + timedelta(minutes=30), view.details.ends_at)
        return {"starts_at": last.astimezone(TOKYO), "ends_at": until.astimezone(TOKYO), "kind": "talk"}
    initial = {
        "starts_at": found.starts_at.astimezone(TOKYO), "ends_at": found.ends_at.astimezone(TOKYO),
        "kind": found.kind, "title_ja": found.title.ja, "title_en": found.title.en, "room": found.room,
    }  # fmt: skip
    for number, one in enumerate(found.speakers):
        initial |= {
            f"s{number}_name_ja": one.name.ja, f"s{number}_name_en": one.name.en,
            f"s{number}_affiliation_ja": one.affiliation.ja, f"s{number}_affiliation_en": one.affiliation.en,
            f"s{number}_agreed": one.has_agreed,
        }  # fmt: skip
    return initial


class GuestForm(OpenForm, KeyedForm):
    """Someone from outside who wants to come."""

    name = forms.CharField(
        label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    organisation = forms.CharField(
        label=_("Your organisation"), max_length=80, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip
    email = forms.CharField(
        label=_("E-mail address"), max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )  # fmt: skip
    consent = forms.BooleanField(label=_("I agree to how my data is used, as said below"), required=False)

    def guest(self) -> Guest:
        """Return who was typed."""
        said = self.cleaned_data
        return Guest(said["name"], said["organisation"], said["email"], said["consent"], language())


class WalkInForm(KeyedForm):
    """Someone who came without registering."""

    name = _line(_("Full name"), 80, required=True)
    organisation = _line(_("Organisation of the person"), 120)
    email = _line(_("E-mail address (if wanted)"), 254)


class CallOffForm(KeyedForm):
    """Why a gathering is called off."""

    reason = forms.CharField(
        label=_("Why it is called off"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who registered is told, and reads this on the page."),
    )  # fmt: skip


class PaperForm(KeyedForm):
    """A file for all who read the page."""

    file = forms.FileField(
        label=_("Paper"), max_length=200, allow_empty_file=True,
        help_text=_("PDF, Word, Excel, PowerPoint, pictures or text, up to 4 MB. Whoever reads this page reads it."),
    )  # fmt: skip
