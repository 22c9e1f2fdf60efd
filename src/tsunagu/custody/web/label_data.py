"""What stands on a label: two identifiers, what it is, until when, for whom; and symbols that we read back."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.domain.papers import ProductWords
from tsunagu.foundation.documents import symbols
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.numbers import grouped, number
from tsunagu.foundation.web.times import language
from tsunagu.identifiers import isbt128
from tsunagu.identifiers.coi import CoiNumber, is_coi
from tsunagu.identifiers.digital_link import parse_digital_link
from tsunagu.identifiers.din import URI as DIN_URI
from tsunagu.identifiers.din import Din

TOKYO = ZoneInfo("Asia/Tokyo")


def label_data(
    item: ItemView, number_of_chain: str, words: ProductWords, printer: Text, size: str
) -> dict[str, Any]:
    """Return the values that the label's template sets; no name of a patient is among them."""
    lang = language()
    is_case = is_coi(number_of_chain)
    bars = (
        [_("For this patient only. Don't use for anyone else.")] if is_case and item.kind != "sample" else []
    )
    shown = " ".join(grouped(number_of_chain))
    return {
        "size": size,
        "title": f"{item.label}",
        "language": lang,
        "bars": bars,
        "first": shown,
        "second": _("Item %(label)s") % {"label": _display(item)},
        "name": words.name.in_language(lang),
        "rows": _rows(item, words, lang),
        "warnings": [_("Irreplaceable")] if item.is_irreplaceable else [],
        "foot": printer.in_language(lang),
        "symbols": _symbols(item, number_of_chain),
    }


def _display(item: ItemView) -> str:
    return Din.parse(item.label).display if item.epc.startswith(DIN_URI) else item.label


def _rows(item: ItemView, words: ProductWords, lang: str) -> list[list[str]]:
    rows = []
    if item.quantity is not None:
        unit = _("cells") if item.unit == "cells" else item.unit
        rows.append([_("Amount"), f"{number(item.quantity)} {unit}"])
    if item.lot_number:
        rows.append([_("Lot"), item.lot_number])
    if item.expires_at is not None:
        rows.append([_("Expiry"), _minute(item.expires_at)])
    if words.band.ja:
        rows.append([_("Storage"), words.band.in_language(lang)])
    rows.append([_("Collected") if item.kind == "donation" else _("Made"), _minute(item.made_at)])
    return rows


def _minute(at: datetime) -> str:
    return f"{at.astimezone(TOKYO):%Y/%m/%d %H:%M}"


def _symbols(item: ItemView, number_of_chain: str) -> list[dict[str, str]]:
    first = first_symbol(item, number_of_chain)
    found = [{"svg": first.svg(), "alt": _("Symbol of the item"), "caption": item.label}]
    if is_coi(number_of_chain):
        drawn = symbols.datamatrix(CoiNumber.parse(number_of_chain).data)
        found.append({"svg": drawn.svg(), "alt": _("CoI number"), "caption": number_of_chain})
    elif item.lot_number and item.lot_number.isascii():
        drawn = symbols.datamatrix(item.lot_number)
        found.append({"svg": drawn.svg(), "alt": _("Lot number"), "caption": item.lot_number})
    return found


def first_symbol(item: ItemView, number_of_chain: str) -> symbols.Symbol:
    """Draw what names the item: ISBT 128 for a donation, GS1 DataMatrix for all else."""
    if item.epc.startswith(DIN_URI):
        return symbols.datamatrix(_isbt128(item, number_of_chain))
    elements = dict(parse_digital_link(item.epc).elements)
    written = {"01": elements["01"]}
    if item.expires_at is not None:
        written["17"] = f"{item.expires_at.astimezone(TOKYO):%y%m%d}"
    return symbols.gs1_datamatrix(written | {"21": elements["21"]})


def _isbt128(item: ItemView, number_of_chain: str) -> str:
    structures = [isbt128.din_structure(Din.parse(item.label))]
    if is_coi(number_of_chain):
        structures.append(isbt128.coi_structure(CoiNumber.parse(number_of_chain)))
    if item.expires_at is not None:
        structures.append(isbt128.moment_structure(isbt128.EXPIRY, item.expires_at))
    return isbt128.compound(structures)
