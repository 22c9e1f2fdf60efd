"""What a trace begins with: an item, donation, case, lot or supplier's batch, by any number it is known by."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from tsunagu.custody.domain.aliases import NAMES
from tsunagu.custody.models import Alias, Chain, Item, Lot
from tsunagu.custody.queries.items import item_by_symbol, items_by_uuid
from tsunagu.foundation.refusals import BadInput, NotFound
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text
from tsunagu.identifiers.symbols import read_symbol

StartKind = Literal["item", "lot", "case", "number"]
LONGEST = 200
MOST_STARTS = 5000
_UUID = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.IGNORECASE)

NOTHING = Text(
    "この番号で追跡できるものはありません。番号を確かめてください。あなたの組織が関わらないものは表示されません。",
    "There is nothing to trace under this number. Check it; what your organisation has no part in is not shown.",
)


@dataclass(frozen=True, slots=True)
class Start:
    """Where a trace begins; ``label`` is how the thing is called."""

    kind: StartKind
    label: str
    uuids: tuple[UUID, ...]

    @property
    def is_many(self) -> bool:
        """Whether it is a case or a lot, whose own things are all where the trace begins."""
        return self.kind != "item"


def find_start(text: str) -> Start:
    """Return what a number, symbol or URI names, whoever may see it; the trace then masks.

    Raises
    ------
    BadInput : nothing was typed, or far too much. NotFound : nothing is known under it.
    """
    plain = text.strip()
    if not plain or len(plain) > LONGEST or not plain.isprintable():
        raise BadInput(
            "trace_text",
            Text(
                f"番号を1〜{LONGEST}文字で入力してください。例：現品番号、DIN、CoI番号、ロット番号。",
                f"Type a number of 1 to {LONGEST} characters: an item, DIN, CoI or lot number.",
            ),
            "q",
        )
    with gate_scope():
        found = _by_number(plain) or _by_symbol(plain) or _by_alias(plain)
    if found is None or not found.uuids:
        raise NotFound("nothing_to_trace", NOTHING, "q")
    return found


def _by_number(text: str) -> Start | None:
    """Find a lot or a supplier's batch, a chain's number, a uuid, or an item's own number."""
    number = "".join(text.split()).upper()
    lots = list(Lot.objects.filter(number__in={text, number}).values_list("uuid", flat=True)[:50])
    if lots:
        return Start("lot", text.upper(), _uuids(Item.objects.filter(lot__in=lots)))
    chain = Chain.objects.filter(number=number).values_list("chain", "kind").first()
    if chain is not None:
        kind: StartKind = "case" if chain[1] == "case" else "lot"
        return Start(kind, number, _uuids(Item.objects.filter(chain=chain[0])))
    if _UUID.fullmatch(text):
        return _items(items_by_uuid([UUID(text)]))
    item = item_by_symbol(text if "/" in text else None, number[:60])
    return None if item is None else _items([item])


def _by_symbol(text: str) -> Start | None:
    try:
        symbol = read_symbol(text)
    except BadInput:
        return None
    if symbol.parts.get("coi") and symbol.kind == "coi":
        return _by_number(symbol.parts["coi"])
    if "uuid" in symbol.parts:
        return _items(items_by_uuid([UUID(symbol.parts["uuid"])]))
    item = item_by_symbol(symbol.uri, symbol.parts.get("din", "")) if symbol.uri else None
    if item is not None:
        return _items([item])
    return _by_number(symbol.parts["10"]) if symbol.parts.get("10") else None


def _by_alias(text: str) -> Start | None:
    number = "".join(text.split())[:120]
    chains = Alias.objects.filter(scheme__in=NAMES, value__in={number, number.upper()})
    found = list(chains.values_list("chain", flat=True)[:50])
    return Start("number", text, _uuids(Item.objects.filter(chain__in=found))) if found else None


def _items(items: Sequence[object]) -> Start | None:
    uuids = tuple(item.uuid for item in items)  # type: ignore[attr-defined]
    return Start("item", items[0].label, uuids) if uuids else None  # type: ignore[attr-defined]


def _uuids(rows: object) -> tuple[UUID, ...]:
    return tuple(rows.order_by("made_at").values_list("uuid", flat=True)[:MOST_STARTS])  # type: ignore[attr-defined]
