"""The few facts under the verdict, each with what it means for the person who looks."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tsunagu.custody.domain.states import LABELS as ITEM_LABELS
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.numbers import hours_and_days, number
from tsunagu.foundation.web.times import day_text, language, moment_text, this_year, tokyo_date
from tsunagu.journeys.services.next_action import Found
from tsunagu.journeys.services.on_scan import OnScan
from tsunagu.therapies.domain.vocabulary import RELEASES

CONDITION_WORST = ("breach", "missing_readings", "excursion_allowed", "within")


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: label, value, a smaller second line, and a state where it deserves the eye."""

    label: str
    value: str
    detail: str = ""
    state: str = ""
    is_coi: bool = False


def facts_of(found: Found, told: OnScan, now: datetime) -> list[Fact]:
    """Return the lines in the order in which a nurse checks them."""
    lines = [
        *_dose(found, told),
        Fact(_("CoI number") if found.number.startswith("CH") else _("Lot"), found.number, is_coi=True),
        *_reserved(found, told),
        *_expiry(found, now),
        *_condition(told),
        *_release(told),
        Fact(_("Held by"), found.holder_name.in_language(language()), found.item.position),
        *_acceptance(found),
        *_holds(told),
    ]
    return lines


def _dose(found: Found, told: OnScan) -> list[Fact]:
    item = found.item
    if item.quantity is None:
        return []
    unit = _("cells") if item.unit == "cells" else item.unit
    detail = ""
    if told.kilograms is not None and told.weighed_at is not None:
        on = day_text(tokyo_date(told.weighed_at), this_year(), language())
        detail = _("Weight %(kilograms)s kg (%(day)s)") % {"kilograms": f"{told.kilograms:g}", "day": on}
    label = _("Dose") if item.kind in ("dose", "vial", "sheet", "kit") else _("Amount")
    return [Fact(label, f"{number(item.quantity)} {unit}", detail)]


def _reserved(found: Found, told: OnScan) -> list[Fact]:
    lines = []
    if found.item.lot_number and found.item.lot_number != found.number:
        lines.append(Fact(_("Lot"), found.item.lot_number))
    if told.allocated_to and told.allocated_to != found.number:
        lines.append(Fact(_("Allocated to"), told.allocated_to, is_coi=True))
    return lines


def _expiry(found: Found, now: datetime) -> list[Fact]:
    at = found.item.expires_at
    if at is None:
        return []
    hours = (at - now).total_seconds() / 3600
    value, unit = hours_and_days(abs(hours))
    words = _("%(value)s hours") if unit == "hours" else _("%(value)s days")
    span = words % {"value": value}
    left = _("%(span)s left") % {"span": span} if hours >= 0 else _("Expired %(span)s ago") % {"span": span}
    state = "stop" if hours < 0 else "warn" if hours < 4 else ""
    return [Fact(_("Expiry"), left, moment_text(at, this_year(), language()), state)]


def _condition(told: OnScan) -> list[Fact]:
    if not told.legs:
        return []
    found = min((leg.state for leg in told.legs), key=CONDITION_WORST.index)
    words = {
        "within": (_("No excursion on the way"), ""),
        "excursion_allowed": (_("An excursion within its limits"), "warn"),
        "missing_readings": (_("Readings are missing"), "warn"),
        "breach": (_("Temperature breach"), "stop"),
    }
    value, state = words[found]
    return [Fact(_("Condition"), value, state=state)]


def _release(told: OnScan) -> list[Fact]:
    found: dict[str, Fact] = {}
    for kind, verdict, at in told.releases:
        name = RELEASES.get(kind, Text(kind, kind)).in_language(language())
        on = moment_text(at, this_year(), language())
        words = {"released": _("Released"), "withdrawn": _("Withdrawn")}
        found.pop(kind, None)
        found[kind] = Fact(
            name, words.get(verdict, _("Rejected")), on, "" if verdict == "released" else "stop"
        )
    return list(found.values())


def _acceptance(found: Found) -> list[Fact]:
    state = found.item.acceptance
    if state in ("not_required", "accepted"):
        return []
    value = ITEM_LABELS[state].in_language(language())
    return [Fact(_("Acceptance"), value, state="stop" if state == "refused" else "warn")]


def _holds(told: OnScan) -> list[Fact]:
    if not told.holds:
        return []
    only_material = all(hold.is_material for hold in told.holds)
    value = _("A shared material is on hold") if only_material else _("On hold")
    return [Fact(_("Hold"), value, state="warn" if only_material else "stop")]
