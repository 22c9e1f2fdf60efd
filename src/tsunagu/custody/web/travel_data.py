"""What stands on the paper that travels with a consignment; no name of a patient is among it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.domain.papers import Consignment, Place, ProductWords
from tsunagu.custody.web.label_data import TOKYO, first_symbol
from tsunagu.foundation.documents import symbols
from tsunagu.foundation.text import Text, listed
from tsunagu.foundation.web.numbers import grouped, number
from tsunagu.foundation.web.times import language
from tsunagu.identifiers.coi import CoiNumber, is_coi
from tsunagu.members.queries.contacts import Contact

MOST_SYMBOLS = 40
Named = tuple[ItemView, ProductWords]


def travel_data(
    consignment: Consignment, items: Sequence[Named], contacts: Sequence[Contact], now: datetime,
    holders: Mapping[UUID, Text],
) -> dict[str, Any]:  # fmt: skip
    """Return the values that the travel document's template sets."""
    lang, chain = language(), consignment.number
    facts = [[_("CoI number") if is_coi(chain) else _("Lot"), " ".join(grouped(chain))]]
    if consignment.carrier is not None:
        facts.append([_("Carrier"), consignment.carrier.in_language(lang)])
    held = " / ".join(name.in_language(lang) for name in holders.values())
    if held:
        facts.append([_("Held by now"), held])
    return {
        "title": consignment.title.in_language(lang),
        "subtitle": _("Travel document of the network"),
        "language": lang,
        "words": _words(),
        "facts": facts,
        "symbol": _chain_symbol(chain),
        "warnings": [
            _("Living cells. No X-rays, no irradiation, keep upright."),
            *([_("For one patient only. Don't use for anyone else.")] if is_coi(chain) else []),
        ],
        "from": _place(consignment.giver, lang),
        "to": _place(consignment.receiver, lang),
        "items": [_item(item, words, chain, lang, place) for place, (item, words) in enumerate(items)],
        "conditions": _conditions(consignment, lang),
        "contacts": [_contact(one, lang) for one in contacts],
        "signatures": [_("Giver"), _("Carrier"), _("Receiver")],
        "foot": _("Printed %(at)s") % {"at": _minute(now)},
    }  # fmt: skip


def _words() -> dict[str, str]:
    return {
        "from": _("From"), "to": _("Deliver to"), "items": _("Items"), "identity": _("Numbers"),
        "name": _("What it is"), "expiry": _("Expiry"), "amount": _("Amount"), "symbol": _("Symbol"),
        "conditions": _("Conditions"), "contact": _("If anything is wrong"), "signatures": _("Hand-over"),
        "signed_name": _("Signature"), "signed_at": _("Date and time"), "signed_state": _("State"),
    }  # fmt: skip


def _chain_symbol(chain: str) -> dict[str, str] | None:
    if not chain.isascii():
        return None
    content = CoiNumber.parse(chain).data if is_coi(chain) else chain
    return {"svg": symbols.datamatrix(content).svg(), "caption": chain, "alt": chain}


def _item(item: ItemView, words: ProductWords, chain: str, lang: str, place: int) -> dict[str, Any]:
    amount = ""
    if item.quantity is not None:
        unit = _("cells") if item.unit == "cells" else item.unit
        amount = f"{number(item.quantity)} {unit}"
    found: dict[str, Any] = {
        "first": item.label,
        "second": item.lot_number or chain,
        "name": words.name.in_language(lang),
        "note": words.band.in_language(lang),
        "expiry": "" if item.expires_at is None else _minute(item.expires_at),
        "amount": amount,
    }
    if place < MOST_SYMBOLS:
        found["symbol"] = {"svg": first_symbol(item, chain).svg(), "alt": item.label}
    return found


def _conditions(consignment: Consignment, lang: str) -> list[list[str]]:
    rows = []
    if consignment.band is not None and consignment.band.ja:
        rows.append([_("Temperature"), consignment.band.in_language(lang)])
    if consignment.departs_at is not None:
        rows.append([_("Departure"), _minute(consignment.departs_at)])
    if consignment.due_at is not None:
        name = consignment.due_name.in_language(lang) if consignment.due_name else _("To arrive by")
        rows.append([name, _minute(consignment.due_at)])
    return rows


def _place(place: Place, lang: str) -> list[str]:
    lines = [place.member, place.site, place.address]
    return [text for text in dict.fromkeys(line.in_language(lang) for line in lines) if text]


def _contact(contact: Contact, lang: str) -> list[str]:
    people = listed((name.in_language(lang) for name, _role in contact.people), lang)
    return [contact.name.in_language(lang), "　".join(part for part in (people, contact.phone) if part)]


def _minute(at: datetime) -> str:
    return f"{at.astimezone(TOKYO):%Y/%m/%d %H:%M}"
